"""Turns rendered shards into what the flow network trains on: `python encode_latents.py --data work/renders-b --out work/latents-b`.

One `NNNN.npz` a shard: `latents`, `masked` (of the picture with a random mask hidden), `sketch`: float16 [n, C, 16, 16]; `mask`: uint8
[n, 16, 16] (255 = repaint, area average); `ids`: int16 [n, captions, 32]; `kinds`: int16 [n, 4] (-1 = none) and `cover`: uint8
[n, 4, 8, 8], where each thing lies; `labels`: int16 [n, 3] place, light, style. Goes on where it stopped.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from autoencoder import Autoencoder
from device import half, pick_device
from renders import PLAIN_STYLE
from repaint_masks import random_mask
from scenes.captions import caption_and_truth
from scenes.spec import SceneSpec
from scenes.vocabulary import LIGHTS, PLACES, STYLES, THINGS
from shards import Shard, read_shard, shard_stems
from tokenizer_train import encode_prompts, load_tokenizer
from train_autoencoder import as_pictures

THINGS_AT_MOST = 4


def load_autoencoder(path: str, device: torch.device) -> Autoencoder:
    model = Autoencoder().to(device, memory_format=torch.channels_last).eval()
    model.load_state_dict(torch.load(path, map_location=device)["average"])
    return model


@torch.no_grad()
def encode(model: Autoencoder, pixels: np.ndarray, device: torch.device) -> np.ndarray:
    """uint8 [n, 256, 256, 3] to normalised float16 latents."""
    parts = []
    for start in range(0, len(pixels), 25):
        picture = as_pictures(pixels[start:start + 25]).to(device, memory_format=torch.channels_last)
        with half(device):
            mean = model.encoder(picture)[0].float()
        z = (mean - model.shift.view(1, -1, 1, 1)) / model.scale.view(1, -1, 1, 1)
        parts.append(z.cpu().numpy().astype(np.float16))
    return np.concatenate(parts)


def labels_of(spec: SceneSpec) -> list[int]:
    return [PLACES.index(spec.place), LIGHTS.index(spec.light), STYLES.index(spec.style)]


def say(spec: SceneSpec, rng: np.random.Generator, typos: float) -> str:
    """A caption that names the style, unless it is the plain one: a prompt without a style is to give one clear style, not a blend."""
    for _ in range(12):
        text, truth = caption_and_truth(spec, rng, typos=typos)
        if truth.style or spec.style == PLAIN_STYLE:
            break
    return text


def where_things_lie(shard: Shard) -> tuple[np.ndarray, np.ndarray]:
    count = len(shard.specs)
    kinds, cover = np.full((count, THINGS_AT_MOST), -1, np.int16), np.zeros((count, THINGS_AT_MOST, 8, 8), np.uint8)
    for row, (spec, masks) in enumerate(zip(shard.specs, shard.masks)):
        for index, (thing, mask) in enumerate(list(zip(spec.things, masks))[:THINGS_AT_MOST]):
            kinds[row, index] = THINGS.index(thing.kind)
            cover[row, index] = mask.reshape(8, 8, 8, 8).mean(axis=(1, 3)) * 255
    return kinds, cover


def encode_shard(stem: Path, out: Path, model: Autoencoder, captions: int, device: torch.device, rng: np.random.Generator) -> int:
    shard = read_shard(stem)
    images = np.asarray(shard.images)
    masks = np.stack([random_mask(things, rng) for things in shard.masks])
    hidden = np.where(masks[..., None] > 127, np.uint8(128), images)
    sketches = shard.sketches.repeat(2, axis=1).repeat(2, axis=2)
    kinds, cover = where_things_lie(shard)
    said = [say(spec, rng, 0.02 if turn else 0.0) for spec in shard.specs for turn in range(captions)]
    ids = encode_prompts(said).reshape(len(images), captions, -1)
    np.savez(out, latents=encode(model, images, device), masked=encode(model, hidden, device), sketch=encode(model, sketches, device),
             mask=masks.reshape(-1, 16, 16, 16, 16).mean(axis=(2, 4)).astype(np.uint8), ids=ids.astype(np.int16),
             kinds=kinds, cover=cover, labels=np.array([labels_of(spec) for spec in shard.specs], np.int16))
    return len(images)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--autoencoder", default="work/autoencoder.pt")
    parser.add_argument("--captions", type=int, default=6)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--part", default="0/1", help="which of the shards, as 0/2 and 1/2 for two processes of one thread")
    options = parser.parse_args()
    device = pick_device(options.threads)
    model = load_autoencoder(options.autoencoder, device)
    load_tokenizer()  # fails at once where it is missing
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    begun, done = time.time(), 0
    first, every = (int(part) for part in options.part.split("/"))
    for stem in shard_stems(options.data)[first::every]:
        target = out / f"{stem.parent.name}-{stem.name}.npz"
        if target.exists():
            continue
        rng = np.random.default_rng([int(stem.name), len(stem.parent.name), 7])
        partial = target.with_suffix(".partial.npz")
        done += encode_shard(stem, partial, model, options.captions, device, rng)
        partial.rename(target)
        print(f"{done} encoded, {done / (time.time() - begun):.0f} a second", flush=True)


if __name__ == "__main__":
    main()
