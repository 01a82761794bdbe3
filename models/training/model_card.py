"""Writes `models/house/MODEL_CARD.md` from `scores.json`, `house.json` and what the stages noted: `python model_card.py --notes work/notes.json`.

`notes.json` holds what only whoever trained can know: {"machine", "autoencoder_crops", "psnr", "flow_samples", "student_samples", "pictures", "limits"}.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tokenizer_train import TOKENIZER_FOLDER

NAMES = ("place", "light", "style", "things", "colours", "all")


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def card(facts: dict, scores: dict, notes: dict, prompts: list[str], size_mb: float) -> str:
    rows = "\n".join(
        f"| {steps} | " + " | ".join(percent(row["found"][name]) for name in NAMES) + f" | {percent(row['of_ceiling'])} | {row['frechet']:.1f} | {row['milliseconds']:.0f} |"
        for steps, row in scores["steps"].items())
    ceiling = " | ".join(percent(scores["ceiling"][name]) for name in NAMES)
    inpainting, default = scores["inpainting"], scores["steps"][str(facts["default_steps"])]
    limits = "\n".join(f"- {line}" for line in notes["limits"])
    quoted = "\n".join(f"{index + 1}. {prompt}" for index, prompt in enumerate(prompts))
    return f"""# House

A small text-to-image model: illustrated scenes at {facts['size']} × {facts['size']} px, drawn by a latent flow network in {facts['default_steps']} steps. Edition {facts['edition']}, {size_mb:.1f} MB.

![64 pictures from held-out captions, none left out](sheet.webp)

## Data and licence

Every training picture was drawn by the program in `models/training/scenes/`, every caption was written by its grammar (English, German, Spanish, French, Russian).
No photograph, no artist's work, no other model's output was used. Data, code and weights: Apache-2.0.

## Training, in plain words

- Machine: {notes['machine']}.
- Autoencoder: {notes['autoencoder_crops']:,} crops of 128 px; {notes['psnr']:.1f} dB PSNR on held-out renders (the aim is 30 dB).
- Flow network: {notes['flow_samples']:,} samples seen, drawn from {notes['pictures']:,} rendered pictures.
- {notes['distilled']}

The recipe plans 2 to 4 million samples of the flow network. `models/training/README.md` says how to go on from the checkpoint.

## Scores

A judge network, trained on renders, looks for what captions name that neither it nor the model has seen. Found, in {default['pictures']} pictures at the default {facts['default_steps']} steps:
{percent(default['of_ceiling'])} of the ceiling (the aim is 90 %). The ceiling is what it finds in as many fresh renders of the same captions.

| steps | place | light | style | things | their colour | all | of ceiling | Fréchet | ms |
|---|---|---|---|---|---|---|---|---|---|
{rows}
| fresh renders | {ceiling} | 100 % | {scores['fresh_to_fresh']:.1f} | |

Fréchet distances are in the judge's own features: they compare editions of House, nothing else. Milliseconds: prompt to picture with every step decoded
as a preview, two CPU threads, in Python.

Inpainting: a thing is hidden in a fresh render and asked for again. Found in {percent(inpainting['found'])} of {inpainting['pictures']} pictures, against {percent(inpainting['found_in_originals'])} in the originals and
{percent(inpainting['found_when_hidden'])} with the thing merely hidden. Pixels changed outside the mask: {inpainting['pixels_changed_outside']}.

## Limits

{limits}

## The captions of the sheet, row by row

{quoted}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--house", type=Path, default=TOKENIZER_FOLDER.parent)
    parser.add_argument("--notes", type=Path, default=Path("work/notes.json"))
    options = parser.parse_args()
    read = lambda path: json.loads(path.read_text())  # noqa: E731
    house = options.house
    size = sum(entry["bytes"] for entry in read(house / "manifest.json").values()) / 1e6
    prompts = (house / "sheet.txt").read_text().splitlines()
    (house / "MODEL_CARD.md").write_text(card(read(house / "house.json"), read(house / "scores.json"), read(options.notes), prompts, size))
    (house / "sheet.txt").unlink()


if __name__ == "__main__":
    main()
