"""Scores the shipped folder, on the shipped files with onnxruntime: `python evaluate.py --held work/renders-held --count 1000`.

Obedience (share of what captions name that the judge finds) against fresh renders, likeness (Fréchet distance in the judge's features)
against fresh-to-fresh, inpainting, and all of it by number of steps with milliseconds on this machine. Writes `scores.json` and
`sheet.webp` (8 x 8, held-out captions) beside the weights; `model_card.py` makes the card of them.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from device import pick_device
from judge import Judge, Verdict, ask, frechet, load_judge, obeyed
from repaint_masks import around_thing
from scenes.captions import SaidTruth, caption_and_truth
from scenes.vocabulary import THINGS
from sheets import save_sheet
from shards import read_shard, shard_stems
from tokenizer_train import TOKENIZER_FOLDER, encode_prompts

NAMES = ("place", "light", "style", "things", "colours")


class ShippedHouse:
    """The exported folder, run as the product runs it."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        load = lambda name: onnxruntime.InferenceSession(str(folder / name / "model.onnx"), options)  # noqa: E731
        self.text, self.unet, self.encoder, self.decoder = (load(name) for name in ("text_encoder", "unet", "vae_encoder", "vae_decoder"))
        self.facts = json.loads((folder / "house.json").read_text())
        self.channels = self.facts["latent_channels"]
        self.empty = self.words([""])

    def words(self, prompts: list[str]) -> np.ndarray:
        return self.text.run(["last_hidden_state"], {"input_ids": encode_prompts(prompts)})[0]

    def sigmas(self, steps: int) -> np.ndarray:
        """steps + 1 values from 1 to 0: FlowMatchEulerDiscrete with the folder's shift."""
        linear, shift = np.linspace(1, 0, steps + 1), self.facts["shift"]
        return shift * linear / (1 + (shift - 1) * linear)

    def velocity(self, x: np.ndarray, now: float, following: float, words: np.ndarray, conditions: np.ndarray) -> np.ndarray:
        """`conditions` [B, 2C + 1, 16, 16]: mask, masked-image latents, sketch latents."""
        target = following if self.facts["timestep_r"] == "next" else now
        given = np.concatenate([x, conditions], axis=1)
        feed = lambda value, words: self.unet.run(None, {  # noqa: E731
            "sample": value, "timestep": np.array([1000 * now], np.float32), "timestep_r": np.array([1000 * target], np.float32), "encoder_hidden_states": words})[0]
        with_text = feed(given, words)
        scale = self.facts["guidance"]
        if scale == 1:
            return with_text
        without = feed(given, np.broadcast_to(self.empty, words.shape).copy())
        return without + scale * (with_text - without)

    def conditions(self, count: int, mask: np.ndarray | None = None, masked: np.ndarray | None = None, sketch: np.ndarray | None = None) -> np.ndarray:
        """Absent: whole picture to paint, nothing masked, no sketch."""
        zeros = np.zeros((count, self.channels, 16, 16), np.float32)
        mask = np.ones((count, 1, 16, 16), np.float32) if mask is None else mask
        return np.concatenate([mask, zeros if masked is None else masked, zeros if sketch is None else sketch], axis=1).astype(np.float32)

    def draw(self, words: np.ndarray, noise: np.ndarray, steps: int, conditions: np.ndarray | None = None, seen=None) -> np.ndarray:
        """Latents from noise; `seen(step, latents)` is called after every step."""
        x = noise.astype(np.float32)
        conditions = self.conditions(len(x)) if conditions is None else conditions
        sigmas = self.sigmas(steps)
        for step in range(steps):
            x = (x + (sigmas[step + 1] - sigmas[step]) * self.velocity(x, sigmas[step], sigmas[step + 1], words, conditions)).astype(np.float32)
            if seen:
                seen(step, x)
        return x

    def decode(self, latents: np.ndarray) -> np.ndarray:
        """uint8 [B, 256, 256, 3]."""
        picture = self.decoder.run(None, {"latent_sample": latents})[0]
        return np.round((picture.clip(-1, 1) + 1) * 127.5).astype(np.uint8).transpose(0, 2, 3, 1)

    def encode(self, pixels: np.ndarray) -> np.ndarray:
        return self.encoder.run(None, {"sample": (pixels.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1)})[0]

    def many(self, prompts: list[str], steps: int, seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        parts = []
        for start in range(0, len(prompts), 8):
            words = self.words(prompts[start:start + 8])
            parts.append(self.decode(self.draw(words, rng.standard_normal((len(words), self.channels, 16, 16)), steps)))
        return np.concatenate(parts)

    def milliseconds(self, steps: int, tries: int = 5) -> float:
        """Prompt to picture, every step decoded as a preview: the median."""
        spent = []
        for _ in range(tries):
            begun = time.perf_counter()
            words = self.words(["a red lighthouse by the sea at night"])
            self.draw(words, np.random.default_rng(1).standard_normal((1, self.channels, 16, 16)), steps, seen=lambda _, x: self.decode(x))
            spent.append(1000 * (time.perf_counter() - begun))
        return float(np.median(spent))


def share(found: dict[str, tuple[int, int]]) -> dict[str, float]:
    shares = {name: found[name][0] / max(found[name][1], 1) for name in NAMES}
    return {**shares, "all": sum(found[name][0] for name in NAMES) / max(sum(found[name][1] for name in NAMES), 1)}


def inpainting(house: ShippedHouse, judge: Judge, shards: list, device: torch.device, steps: int, count: int) -> dict:
    """Hides a thing of a fresh render, asks for it again, and looks whether it is there; outside the mask every pixel must be the original's."""
    rng = np.random.default_rng(4)
    originals, masks, kinds, prompts = [], [], [], []
    for shard in shards:
        for image, things, spec in zip(shard.images, shard.masks, shard.specs):
            large = [index for index, thing in enumerate(things[:len(spec.things)]) if 80 < thing.sum() < 1600]
            if not large or len(originals) == count:
                continue
            chosen = large[0]
            said, truth = caption_and_truth(spec, rng, "en")
            if all(thing.kind != spec.things[chosen].kind for thing in truth.things):
                continue
            mask = around_thing(things[chosen:chosen + 1], rng)
            if mask is None:
                continue
            originals.append(np.asarray(image))
            masks.append(mask > 127)
            kinds.append(THINGS.index(spec.things[chosen].kind))
            prompts.append(said)
    painted = []
    for start in range(0, len(originals), 8):
        image, mask = np.stack(originals[start:start + 8]), np.stack(masks[start:start + 8])
        hidden = np.where(mask[..., None], np.uint8(128), image)
        small = mask.reshape(-1, 1, 16, 16, 16, 16).mean(axis=(3, 5)).astype(np.float32)
        conditions = house.conditions(len(image), small, house.encode(hidden))
        latents = house.draw(house.words(prompts[start:start + 8]), rng.standard_normal((len(image), house.channels, 16, 16)), steps, conditions)
        painted.append(np.where(mask[..., None], house.decode(latents), image))
    done, first, kept = np.concatenate(painted), np.stack(originals), ~np.stack(masks)
    hidden_all = np.where(~kept[..., None], np.uint8(128), first)
    found = lambda verdict: float(np.mean([verdict.things[row, kind].item() > 0 for row, kind in enumerate(kinds)]))  # noqa: E731
    return {"pictures": len(kinds), "found": found(ask(judge, done, device)), "found_in_originals": found(ask(judge, first, device)),
            "found_when_hidden": found(ask(judge, hidden_all, device)), "pixels_changed_outside": int((done[kept] != first[kept]).sum())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--house", type=Path, default=TOKENIZER_FOLDER.parent)
    parser.add_argument("--held", nargs="+", required=True, help="renders that neither the model nor the judge was trained on")
    parser.add_argument("--judge", default="work/judge.pt")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--others", type=int, default=300, help="pictures at each number of steps that is not the default, and for inpainting")
    parser.add_argument("--steps", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    device = pick_device(options.threads)
    house, judge = ShippedHouse(options.house, options.threads), load_judge(options.judge, device)
    shards = [read_shard(stem) for stem in shard_stems(options.held)]
    specs = [spec for shard in shards for spec in shard.specs][:options.count]
    fresh: Verdict = ask(judge, np.concatenate([np.asarray(shard.images) for shard in shards])[:2 * options.count], device)
    rng = np.random.default_rng(3)
    said = [caption_and_truth(spec, rng, "en") for spec in specs]
    prompts, truths = [text for text, _ in said], [truth for _, truth in said]
    count = len(prompts)
    halves = fresh.features[:len(fresh.features) // 2], fresh.features[len(fresh.features) // 2:]
    scores: dict = {"pictures": count, "ceiling": share(obeyed(fresh, truths)), "fresh_to_fresh": frechet(*halves), "steps": {}}
    default = house.facts["default_steps"]
    for steps in options.steps:
        pixels = house.many(prompts if steps == default else prompts[:options.others], steps, seed=9)
        verdict = ask(judge, pixels, device)
        found = share(obeyed(verdict, truths[:len(pixels)]))
        scores["steps"][steps] = {"pictures": len(pixels), "found": found, "of_ceiling": found["all"] / scores["ceiling"]["all"],
                                  "frechet": frechet(verdict.features, fresh.features), "milliseconds": house.milliseconds(steps)}
        print(steps, json.dumps(scores["steps"][steps]), flush=True)
        if steps == default:
            save_sheet(options.house / "sheet.webp", pixels[:64].reshape(64, 128, 2, 128, 2, 3).mean(axis=(2, 4)).astype(np.uint8))
            (options.house / "sheet.txt").write_text("\n".join(prompts[:64]) + "\n")
    scores["inpainting"] = inpainting(house, judge, shards, device, default, options.others)
    print(json.dumps({key: scores[key] for key in ("ceiling", "fresh_to_fresh", "inpainting")}), flush=True)
    (options.house / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")


if __name__ == "__main__":
    main()
