"""Teaches the text encoder to understand captions, without pictures: it learns to name what was said.

    python pretrain_text.py --minutes 8 [--resume] [--languages en de es fr ru]

The heads ask as the image model will: each query looks at the hidden states once. One query for place, light and style
each; one per thing kind, which tells whether that thing was said, and with which colour, count, size and position, so that
a colour must be bound to its thing. The heads are thrown away afterwards.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Optional, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from broad_specs import broad_spec
from scenes.captions import LANGUAGES, SaidThing, SaidTruth, caption_and_truth, load_language, misspell
from scenes.vocabulary import COLOURS, COUNTS, LIGHTS, PLACES, SIZES, STYLES, THINGS, WHERE
from strangers import with_stranger
from text_encoder import PAD, TextEncoder, load_text_encoder, save_text_encoder
from tokenizer_train import encode_prompts, load_tokenizer

CHECKPOINT = Path(__file__).resolve().parent / "work" / "text_encoder.pt"
SCENE_PARTS = (("place", PLACES), ("light", LIGHTS), ("style", STYLES))
THING_PARTS = (("colour", COLOURS), ("count", COUNTS), ("size", SIZES), ("where", WHERE))
SLOTS = 4              # most things a caption can say
TYPOS = 0.05
HARD = 0.12            # share of training captions with an unknown thing in them
_UNJUDGED = -100       # cross entropy passes over this class
_THING_INDEX = {kind: index for index, kind in enumerate(THINGS)}


class ParseHead(nn.Module):
    """Reads said attributes out of hidden states, each with one linear look at every token.

    A thing was said if any token answers to its kind's query; its attributes are read where that query looks. So a noun's
    own state must know the noun's colour, which is what the image model's attention needs.
    """

    def __init__(self, d: int) -> None:
        super().__init__()
        self.thing_query = nn.Linear(d, len(THINGS))
        self.scene_query = nn.Linear(d, len(SCENE_PARTS))
        self.thing_mlp = nn.Sequential(nn.Linear(d, d), nn.GELU())
        self.scene_mlp = nn.Sequential(nn.Linear(d, d), nn.GELU())
        self.scene_out = nn.ModuleList(nn.Linear(d, len(ids) + 1) for _, ids in SCENE_PARTS)
        self.thing_out = nn.ModuleList(nn.Linear(d, len(ids) + 1) for _, ids in THING_PARTS)
        # The pooled state must know the whole sentence too: it steers every layer of the image model.
        self.pooled_scene = nn.ModuleList(nn.Linear(d, len(ids) + 1) for _, ids in SCENE_PARTS)
        self.pooled_things = nn.Linear(d, len(THINGS))
        nn.init.constant_(self.thing_query.bias, -5.0)  # few of the kinds are ever said
        nn.init.constant_(self.pooled_things.bias, -4.0)

    def forward(self, states: Tensor, pooled: Tensor, words: Tensor, kinds: Tensor) -> dict[str, list[Tensor] | Tensor]:
        """states [B, T, d], pooled [B, d], words bool [B, T]; kinds int64 [B, K]: those whose attributes are read."""
        unread = ~words[:, :, None]
        things = self.thing_query(states).float().masked_fill(unread, -1e4)      # [B, T, kinds]
        looks = self.scene_query(states).float().masked_fill(unread, -1e4).softmax(1)
        scene = self.scene_mlp(looks.transpose(1, 2).to(states.dtype) @ states)
        asked = things.gather(2, kinds[:, None].expand(-1, states.shape[1], -1)).softmax(1)
        thing = self.thing_mlp(asked.transpose(1, 2).to(states.dtype) @ states)
        return {
            "said": things.logsumexp(1),
            "scene": [out(scene[:, index]) for index, out in enumerate(self.scene_out)],
            "thing": [out(thing) for out in self.thing_out],
            "pooled_scene": [out(pooled) for out in self.pooled_scene],
            "pooled_things": self.pooled_things(pooled),
        }


@dataclass
class Batch:
    """Class 0 of every attribute is "unsaid"; `kinds` is padded with -1."""

    ids: Tensor        # int64 [B, T], cut to the longest caption
    scene: Tensor      # int64 [B, 3]
    kinds: Tensor      # int64 [B, SLOTS]
    things: Tensor     # int64 [B, SLOTS, 4]
    texts: list[str]


def make_batch(size: int, rng: np.random.Generator, language: Optional[str], typos: float, hard: float = 0.0) -> Batch:
    """Captions and what they say. `hard`: share of captions beside an unknown thing; half of it again is single words."""
    chance = random.Random(int(rng.integers(1 << 62)))
    texts, truths = [], []
    for _ in range(size):
        text, truth = caption_and_truth(broad_spec(rng), rng, language, typos)
        way = chance.random()
        if way < hard and len(text) < 70:
            text = with_stranger(text, chance.random, truth.language, _plain_colours(truth.language))
            truth = _truth_ids(truth)
        elif hard <= way < hard * 1.5:
            text, kind = chance.choice(_thing_forms(truth.language))
            if chance.random() < 0.3:
                text = misspell(text, chance.random, typos)
            truth = _truth_ids(SaidTruth(truth.language, None, None, None, (SaidThing(kind),)))
            truth[2][0][1] = _UNJUDGED  # a form alone doesn't tell here whether it says a number
        else:
            truth = _truth_ids(truth)
        texts.append(text)
        truths.append(truth)
    ids = encode_prompts(texts)
    scene, kinds, things = (np.array(part) for part in zip(*truths))
    length = int((ids != PAD).sum(1).max())
    return Batch(torch.from_numpy(ids[:, :length]), torch.from_numpy(scene), torch.from_numpy(kinds), torch.from_numpy(things), texts)


@lru_cache(maxsize=None)
def _thing_forms(language: str) -> list[tuple[str, str]]:
    return [(form, key) for form, kind, key in load_language(language).forms() if kind == "thing"]


@lru_cache(maxsize=None)
def _plain_colours(language: str) -> tuple[str, ...]:
    return tuple(form for form, kind, _ in load_language(language).forms() if kind == "colour")


def _class_of(value: Optional[str], ids: Sequence[str]) -> int:
    return 0 if value is None else 1 + ids.index(value)


def _truth_ids(truth: SaidTruth) -> tuple[list[int], list[int], list[list[int]]]:
    scene = [_class_of(getattr(truth, name), ids) for name, ids in SCENE_PARTS]
    kinds, things = [-1] * SLOTS, [[0] * len(THING_PARTS) for _ in range(SLOTS)]
    for slot, thing in enumerate(truth.things):
        kinds[slot] = _THING_INDEX[thing.kind]
        things[slot] = [_class_of(getattr(thing, name), ids) for name, ids in THING_PARTS]
    return scene, kinds, things


def _said(kinds: Tensor) -> Tensor:
    """bool [B, kinds]: which were said. Empty slots (-1) mark a spare column, which is dropped."""
    columns = torch.where(kinds < 0, len(THINGS), kinds)
    return torch.zeros(len(kinds), len(THINGS) + 1, dtype=torch.bool).scatter_(1, columns, True)[:, :-1]


def parse_loss(encoder: TextEncoder, head: ParseHead, batch: Batch) -> Tensor:
    """Cross entropy of everything said, and of nothing else having been said."""
    said = _said(batch.kinds).float()
    states, pooled = encoder(batch.ids)
    answers = head(states, pooled, batch.ids != PAD, batch.kinds.clamp(min=0))
    cross, binary = nn.functional.cross_entropy, nn.functional.binary_cross_entropy_with_logits
    # Sums over the kinds: a mean would drown the few that were said among the many that were not.
    loss = binary(answers["said"], said) * len(THINGS) + 0.5 * binary(answers["pooled_things"].float(), said) * len(THINGS)
    for index in range(len(SCENE_PARTS)):
        loss = loss + cross(answers["scene"][index].float(), batch.scene[:, index])
        loss = loss + 0.3 * cross(answers["pooled_scene"][index].float(), batch.scene[:, index])
    real = batch.kinds >= 0
    for index in range(len(THING_PARTS)):
        loss = loss + cross(answers["thing"][index][real].float(), batch.things[..., index][real])
    return loss


@torch.inference_mode()
def measure(encoder: TextEncoder, head: ParseHead, batch: Batch) -> dict[str, float]:
    """Shares in [0, 1]: each attribute right, the set of things exactly right, and whole captions without one mistake."""
    with torch.autocast("cpu", torch.bfloat16):
        states, pooled = encoder(batch.ids)
        answers = head(states, pooled, batch.ids != PAD, batch.kinds.clamp(min=0))
    result, whole = {}, torch.ones(len(batch.ids), dtype=torch.bool)
    for index, (name, _) in enumerate(SCENE_PARTS):
        right = answers["scene"][index].argmax(1) == batch.scene[:, index]
        result[name] = right.float().mean().item()
        whole &= right
    right = ((answers["said"] > 0) == _said(batch.kinds)).all(1)
    result["things"] = right.float().mean().item()
    whole &= right
    real = batch.kinds >= 0
    for index, (name, _) in enumerate(THING_PARTS):
        right = (answers["thing"][index].argmax(2) == batch.things[..., index]) | (batch.things[..., index] == _UNJUDGED)
        result[name] = right[real].float().mean().item()
        whole &= (right | ~real).all(1)
    parts = list(result.values())
    return {"mean": sum(parts) / len(parts), "whole": whole.float().mean().item(), **result}


def report(
    encoder: TextEncoder, head: ParseHead, languages: Sequence[str], size: int, typos: float, hard: float = 0.0, seed: int = 990_001,
) -> None:
    """Prints accuracies on held-out captions of each language."""
    encoder.eval()
    for language in languages:
        scores = measure(encoder, head, make_batch(size, np.random.default_rng(seed), language, typos, hard))
        print(f"  {language}{' typos' if typos else ''}{' strangers' if hard else ''} " + " ".join(f"{name} {100 * value:.2f}" for name, value in scores.items()), flush=True)
    encoder.train()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=LANGUAGES)
    parser.add_argument("--out", type=Path, default=CHECKPOINT)
    parser.add_argument("--resume", action="store_true", help="go on from --out, with a new rate schedule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="more than one only on idle cores: a busy one stalls every product")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    encoder = load_text_encoder(options.out) if options.resume else TextEncoder(load_tokenizer().get_vocab_size())
    head = ParseHead(encoder.config.d)
    seen = 0
    if options.resume:
        stored = torch.load(options.out, weights_only=True)
        if "head" in stored:
            head.load_state_dict(stored["head"])
        seen = stored.get("seen", 0)
    parameters = [*encoder.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(parameters, options.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    # Held-out captions use seeds near 990,000; training streams start elsewhere and move with what was seen.
    rng = np.random.default_rng((options.seed, seen))
    # English is said most, but the others have as many words to learn: half of the captions go to them.
    chances = np.array([1.0 if language != "en" else 4.0 for language in options.languages])
    chances /= chances.sum()

    started, printed, losses, begun_at = time.time(), time.time(), [], seen
    saved = started
    while (gone := (time.time() - started) / 60 / options.minutes) < 1:
        factor = min(1.0, gone / 0.02) * (0.5 + 0.5 * math.cos(math.pi * gone)) + 0.01
        optimiser.param_groups[0]["lr"] = options.rate * factor
        language = options.languages[rng.choice(len(chances), p=chances)]
        batch = make_batch(options.batch, rng, language, TYPOS if rng.random() < 0.7 else 0.0, HARD)
        with torch.autocast("cpu", torch.bfloat16):
            loss = parse_loss(encoder, head, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        seen += options.batch
        losses.append(loss.item())
        if time.time() - printed > 30:
            print(f"{(time.time() - started) / 60:5.1f} min  {seen:8d} captions  {(seen - begun_at) / (time.time() - started):5.0f}/s  loss {np.mean(losses):.3f}", flush=True)
            printed, losses = time.time(), []
            report(encoder, head, options.languages[:1], 400, 0.0)
        if time.time() - saved > 120:
            save_text_encoder(encoder, options.out, head=head.state_dict(), seen=seen)
            saved = time.time()
    save_text_encoder(encoder, options.out, head=head.state_dict(), seen=seen)
    print(f"{seen} captions seen -> {options.out.name}; held-out captions, without and with typos:")
    report(encoder, head, options.languages, 2000, 0.0)
    report(encoder, head, options.languages, 1000, 0.05)
    report(encoder, head, options.languages, 1000, 0.0, hard=0.65)


if __name__ == "__main__":
    main()
