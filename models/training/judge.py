"""The judge: a network that looks at a picture and names place, light, style, and which things are there in which colour.

`python judge.py --data work/renders-judge --held work/renders-held --minutes 12`. It learns from renders, never from anything
generated, and judges by pixels alone; what it is asked about are captions of renders that neither it nor the model has seen.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from autoencoder import Block
from device import Clock, half, pick_device, rate_factor, save_checkpoint
from optimiser import make_optimiser, set_rate
from scenes.captions import SaidTruth
from scenes.spec import SceneSpec
from scenes.vocabulary import COLOURS, LIGHTS, PLACES, STYLES, THINGS
from shards import read_shard, shard_stems

FEATURES = 256
SIDE = 128


@dataclass(slots=True)
class Verdict:
    place: Tensor    # [B, places] logits; so are light and style
    light: Tensor
    style: Tensor
    things: Tensor   # [B, kinds] logits: is it there
    colours: Tensor  # [B, kinds, colours] logits: which, if it is
    spots: Tensor    # [B, kinds, 64] logits: is it at this eighth of the picture
    looks: Tensor    # [B, kinds, colours, 64] logits: of what colour there
    features: Tensor  # [B, FEATURES]


class Judge(nn.Module):
    """[B, 3, 128, 128] in [-1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(4), nn.Conv2d(48, 96, 3, padding=1), Block(96),
            nn.PixelUnshuffle(2), nn.Conv2d(384, 192, 1), Block(192), Block(192),
            nn.PixelUnshuffle(2), nn.Conv2d(768, FEATURES, 1), Block(FEATURES), Block(FEATURES),
        )
        self.scene = nn.Linear(FEATURES, len(PLACES) + len(LIGHTS) + len(STYLES))
        self.kinds = nn.Conv2d(FEATURES, len(THINGS), 1)
        self.colours = nn.Conv2d(FEATURES, len(THINGS) * len(COLOURS), 1)

        self.register_buffer("threshold", torch.zeros(()))

    def forward(self, picture: Tensor) -> Verdict:
        middle = F.relu(self.body(picture))
        features = middle.mean(dim=(2, 3))
        place, light, style = self.scene(features).split([len(PLACES), len(LIGHTS), len(STYLES)], dim=1)
        spots = self.kinds(middle).flatten(2).float()                       # [B, kinds, 64]
        things = spots.amax(dim=2) - self.threshold                         # one good spot is enough
        looks = self.colours(middle).flatten(2).unflatten(1, (len(THINGS), len(COLOURS))).float()
        colours = (looks * spots.softmax(dim=2)[:, :, None]).sum(dim=3)     # its colour is judged where it stands
        return Verdict(place.float(), light.float(), style.float(), things, colours, spots, looks, features.float())


def to_judge(pixels: np.ndarray) -> Tensor:
    """uint8 [n, 256, 256, 3] to what the judge looks at."""
    picture = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 127.5 - 1
    return F.avg_pool2d(picture, picture.shape[-1] // SIDE)


def targets(specs: list[SceneSpec]) -> tuple[Tensor, Tensor, Tensor]:
    """Scene labels [n, 3], things present [n, kinds], colour index [n, kinds] (-1 = unknown)."""
    scene = torch.tensor([[PLACES.index(s.place), LIGHTS.index(s.light), STYLES.index(s.style)] for s in specs])
    present, colour = torch.zeros(len(specs), len(THINGS)), torch.full((len(specs), len(THINGS)), -1)
    for row, spec in enumerate(specs):
        for thing in spec.things:
            kind = THINGS.index(thing.kind)
            present[row, kind] = 1
            if thing.colour:
                colour[row, kind] = COLOURS.index(thing.colour)
    return scene, present, colour


@torch.no_grad()
def ask(judge: Judge, pixels: np.ndarray, device: torch.device) -> Verdict:
    """The verdict on many pictures, on the CPU."""
    verdicts = []
    for start in range(0, len(pixels), 50):
        with half(device):
            verdicts.append(judge(to_judge(pixels[start:start + 50]).to(device)))
        verdicts[-1].spots = verdicts[-1].looks = torch.zeros(0)  # large, and only training needs them
    return Verdict(*(torch.cat([getattr(v, name) for v in verdicts]).cpu() for name in Verdict.__slots__))


def calibrate(judge: Judge, pixels: np.ndarray, specs: list[SceneSpec], device: torch.device) -> None:
    """Sets the threshold of "it is there" where precision and recall on these renders balance best (F1)."""
    judge.threshold.zero_()
    logits, (_, present, _) = ask(judge, pixels, device).things, targets(specs)

    def f1(threshold: float) -> float:
        found = logits > threshold
        return (2 * present[found].sum() / (found.sum() + present.sum())).item()

    judge.threshold.fill_(max(np.linspace(-6, 4, 101).tolist(), key=f1))


def obeyed(verdict: Verdict, truths: list[SaidTruth]) -> dict[str, tuple[int, int]]:
    """Of what the captions said, what the judge found: {attribute: (found, said)}. A thing counts as found if it is likelier there than not."""
    score = {name: [0, 0] for name in ("place", "light", "style", "things", "colours")}

    def note(name: str, right: bool) -> None:
        score[name][0] += bool(right)
        score[name][1] += 1

    for row, truth in enumerate(truths):
        for name, ids in (("place", PLACES), ("light", LIGHTS), ("style", STYLES)):
            said = getattr(truth, name)
            if said:
                note(name, getattr(verdict, name)[row].argmax().item() == ids.index(said))
        for thing in truth.things:
            kind = THINGS.index(thing.kind)
            note("things", verdict.things[row, kind] > 0)
            if thing.colour:
                note("colours", verdict.things[row, kind] > 0 and verdict.colours[row, kind].argmax().item() == COLOURS.index(thing.colour))
    return {name: (found, said) for name, (found, said) in score.items()}


def frechet(a: Tensor, b: Tensor) -> float:
    """Fréchet distance between two sets of features [n, d], taken as normal."""
    from scipy.linalg import sqrtm
    mean_a, mean_b = a.double().mean(0).numpy(), b.double().mean(0).numpy()
    cov_a, cov_b = np.cov(a.double().numpy().T), np.cov(b.double().numpy().T)
    root = np.real(sqrtm(cov_a @ cov_b))
    return float(((mean_a - mean_b) ** 2).sum() + np.trace(cov_a + cov_b - 2 * root))


def load_judge(path: str, device: torch.device) -> Judge:
    judge = Judge().to(device, memory_format=torch.channels_last).eval()
    judge.load_state_dict(torch.load(path, map_location=device)["model"])
    return judge


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--held", nargs="+", required=True)
    parser.add_argument("--out", default="work/judge.pt")
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    device = pick_device(options.threads)
    pictures, specs, lies = [], [], []
    for stem in shard_stems(options.data):
        shard = read_shard(stem)
        lies += [torch.from_numpy(m.reshape(-1, 8, 8, 8, 8).mean(axis=(2, 4)) if len(m) else np.zeros((0, 8, 8))) for m in shard.masks]
        images = np.asarray(shard.images).reshape(len(shard.images), SIDE, 2, SIDE, 2, 3)
        pictures.append(images.mean(axis=(2, 4), dtype=np.float32).astype(np.uint8))
        specs += shard.specs
    pixels = np.concatenate(pictures)
    scene, _, colour = (part.to(device) for part in targets(specs))
    judge = Judge().to(device, memory_format=torch.channels_last)
    optimiser, clock, rng = make_optimiser([(judge, options.rate)]), Clock(options.minutes), np.random.default_rng(1)
    shown, losses, seen = time.time(), [], 0
    if options.resume and Path(options.out).exists():
        judge.load_state_dict(torch.load(options.out, map_location=device)["model"])
    while clock.progress < 1:
        set_rate(optimiser, rate_factor(clock.progress, 0.05, 0.4))
        rows = rng.integers(0, len(pixels), options.batch)
        # Mirrored and a little darkened or lit, so that it learns what things look like and not the pictures by heart.
        mirrored = rng.random() < 0.5
        part = pixels[rows][:, :, ::-1] if mirrored else pixels[rows]
        picture = torch.from_numpy(np.ascontiguousarray(part)).permute(0, 3, 1, 2).float() / 127.5 - 1
        picture = (picture + torch.randn(len(rows), 1, 1, 1) * 0.04 + torch.randn_like(picture) * 0.03).to(device, memory_format=torch.channels_last)
        with half(device):
            verdict = judge(picture)
        index = torch.from_numpy(rows).to(device)
        loss = sum(F.cross_entropy(getattr(verdict, name), scene[index, column], label_smoothing=0.05) for column, name in enumerate(("place", "light", "style")))
        cover = torch.zeros(len(rows), len(THINGS), 8, 8)
        for at, row in enumerate(rows):
            for thing, lie in zip(specs[row].things, lies[row]):
                kind = THINGS.index(thing.kind)
                cover[at, kind] = torch.maximum(cover[at, kind], lie.float())
        cover = (cover.flip(3) if mirrored else cover).flatten(2).to(device)
        # Where each thing lies is far more to learn from than that it is there.
        loss = loss + 80 * F.binary_cross_entropy_with_logits(verdict.spots, (cover > 0.12).float(), pos_weight=torch.tensor(4.0, device=device))
        known = (colour[index] >= 0) & (cover.amax(dim=2) > 0.05)
        if known.any():
            weight = cover[known] / cover[known].sum(dim=1, keepdim=True)
            loss = loss + 0.7 * F.cross_entropy((verdict.looks[known] * weight[:, None]).sum(dim=2), colour[index][known])
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        seen += options.batch
        if time.time() - shown > 30:
            print(f"{clock.spent / 60:5.1f} min, {seen} samples, {seen / clock.spent:.0f} a second, loss {np.mean(losses):.3f}", flush=True)
            shown, losses = time.time(), []
    judge.eval()
    shard = read_shard(shard_stems(options.data)[-1])
    calibrate(judge, np.asarray(shard.images), shard.specs, device)
    save_checkpoint(options.out, {"model": judge.state_dict(), "seen": seen})
    shards = [read_shard(stem) for stem in shard_stems(options.held)[:4]]
    verdict = ask(judge, np.concatenate([np.asarray(shard.images) for shard in shards]), device)
    held_scene, held_present, held_colour = targets([spec for shard in shards for spec in shard.specs])
    for column, name in enumerate(("place", "light", "style")):
        print(f"held-out {name}: {(getattr(verdict, name).argmax(1) == held_scene[:, column]).float().mean():.3f}")
    found = verdict.things > 0
    print(f"held-out things: recall {found[held_present > 0].float().mean():.3f}, precision {held_present[found].mean():.3f}")
    known = held_colour >= 0
    print(f"held-out colours: {(verdict.colours[known].argmax(1) == held_colour[known]).float().mean():.3f}")


if __name__ == "__main__":
    main()
