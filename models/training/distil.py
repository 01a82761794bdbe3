"""Few steps: `python distil.py --data work/latents-b --flow work/flow.pt --minutes 15` makes a flow map of the guided model.

The student u(z, t, r) is told the time it goes to, and starts as the teacher. Short steps learn the teacher's guided velocity, so that
no second pass is needed; a step twice as long learns to land where two of its own steps (moving average) land. Steps of 1/16, 1/8,
1/4, 1/2 and 1 are trained at once, half of them on the grid that pipelines use and half in between (for image-to-image).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from device import Clock, half, pick_device, rate_factor, save_checkpoint
from encode_latents import load_autoencoder
from flow import LatentSet, network_input
from optimiser import make_optimiser, set_rate
from peers import Peers
from sheets import save_sheet
from tokenizer_train import encode_prompts
from train_flow import PROMPTS, draw_prompts, load_house

FINEST = 16
SHARES = {16: 0.36, 8: 0.24, 4: 0.16, 2: 0.12, 1: 0.12}   # of a batch, by the number of steps


def finest_share(progress: float) -> float:
    """Guidance is learnt first: until short steps are guided, what long steps learn from them is wrong."""
    return max(SHARES[FINEST], 0.8 - 1.5 * progress)


def draw_times(count: int, rng: np.random.Generator, finest: float = SHARES[FINEST]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Start t, length d, and the number of steps each belongs to. The finest come first, `finest` is their share."""
    others = (1 - finest) / (1 - SHARES[FINEST])
    counts = {steps: int(round(share * (finest / share if steps == FINEST else others) * count)) for steps, share in SHARES.items()}
    counts[FINEST] += count - sum(counts.values())
    steps = np.repeat(np.array(list(counts), float), list(counts.values()))
    grid = rng.random(count) < 0.5
    length = np.where(grid, 1, rng.uniform(0.6, 1.0, count)) / steps
    start = np.where(grid, np.ceil(rng.uniform(0, 1, count) * steps) / steps, length + rng.uniform(0, 1, count) * (1 - length))
    return start.clip(length, 1), length, steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--flow", default="work/flow.pt")
    parser.add_argument("--out", default="work/student.pt")
    parser.add_argument("--autoencoder", default="work/autoencoder.pt")
    parser.add_argument("--minutes", type=float, default=15, help="of the whole distillation, resumes included")
    parser.add_argument("--guidance", type=float, default=3.0)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--peer", default="0/1", help="as in train_flow.py")
    options = parser.parse_args()
    device = pick_device(options.threads)
    flow_state = torch.load(options.flow, map_location=device)
    state = torch.load(options.out, map_location=device) if options.resume and Path(options.out).exists() else None
    teacher = load_house(flow_state, device).requires_grad_(False)
    student = load_house(state or flow_state, device, "model" if state else "average")
    average = load_house(state or flow_state, device).requires_grad_(False)
    student.text.requires_grad_(False)
    seen, spent = (state["seen"], state["spent"]) if state else (0, 0.0)
    autoencoder, data = load_autoencoder(options.autoencoder, device), LatentSet(options.data, device)
    empty = torch.from_numpy(encode_prompts([""]))[0]
    with torch.no_grad():
        empty_words = teacher.words(empty[None].to(device))
    optimiser = make_optimiser([(student.unet, options.rate)])
    run = student.unet if options.no_compile else torch.compile(student.unet, dynamic=False)  # the others only look: not worth compiling
    run_average, run_teacher = average.unet, teacher.unet
    index, count = (int(part) for part in options.peer.split("/"))
    peers, others = Peers(index, count, "student"), 0
    rng = np.random.default_rng([seen, 17, index])
    torch.manual_seed(seen * 8 + index)
    clock, step, begun_at = Clock(options.minutes, spent), 0, seen
    trained, averaged = list(student.unet.parameters()), list(average.unet.parameters())
    shown, saved, losses = time.time(), time.time(), []

    def save() -> None:
        save_checkpoint(options.out, {"sizes": student.sizes, "model": student.state_dict(), "average": average.state_dict(),
                                      "seen": seen + others, "spent": clock.spent, "guidance": options.guidance, "flow_seen": flow_state["seen"]})
        for steps in (2, 8):
            sheet = draw_prompts(average, autoencoder, PROMPTS, steps, 1.0, device, next_time=True)
            save_sheet(Path(options.out).with_suffix(f".{steps}.png"), sheet, columns=4)
        print(f"saved: {seen + others} samples", flush=True)

    while clock.progress < 1:
        set_rate(optimiser, rate_factor(clock.progress, 0.03, 0.5) * min(1.0, (step + 1) / 30))
        batch = data.batch(options.batch, rng, empty, drop_text=0.05)
        start, length, steps = draw_times(options.batch, rng, finest_share(clock.progress))
        fine = int((steps == FINEST).sum())
        t, d = torch.from_numpy(start).float().to(device), torch.from_numpy(length).float().to(device)
        x = torch.lerp(batch.latents, torch.randn_like(batch.latents), t[:, None, None, None])
        conditions = (batch.mask, batch.masked, batch.sketch)
        given = network_input(x, *conditions).to(memory_format=torch.channels_last)
        with torch.no_grad(), half(device):
            words = teacher.words(batch.ids)
            both = run_teacher(given[:fine].repeat(2, 1, 1, 1), t[:fine].repeat(2), t[:fine].repeat(2),
                               torch.cat([words[:fine], empty_words.expand(fine, -1, -1).to(words.dtype)])).float()
            with_text, without = both.chunk(2)
            target_fine = without + options.guidance * (with_text - without)
            middle = t[fine:] - d[fine:] / 2
            first = run_average(given[fine:], t[fine:], middle, words[fine:]).float()
            between = x[fine:] - (d[fine:] / 2)[:, None, None, None] * first
            onward = network_input(between, *(part[fine:] for part in conditions)).to(memory_format=torch.channels_last)
            second = run_average(onward, middle, (t - d)[fine:], words[fine:]).float()
            target: Tensor = torch.cat([target_fine, (first + second) / 2])
        with half(device):
            mean_velocity = run(given, t, t - d, words).float()
        error = (mean_velocity - target).square().mean(dim=(1, 2, 3))
        error.mean().backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + options.batch
        others = max(others, peers.meet(trained, seen - begun_at))
        with torch.no_grad():
            torch._foreach_lerp_(averaged, trained, 1 - min(0.99, 0.9 + step / 2000))
        losses.append([error[steps == n].mean().item() if (steps == n).any() else np.nan for n in SHARES])
        if time.time() - shown > 30:
            means = "  ".join(f"{n}: {value:.4f}" for n, value in zip(SHARES, np.nanmean(losses, axis=0)))
            print(f"{clock.spent / 60:5.1f} min, {seen + others} samples, {(seen + others - begun_at) / (time.time() - clock.begun):.0f} a second, error by steps {means}", flush=True)
            shown, losses = time.time(), []
        if index == 0 and time.time() - saved > 240:
            save()
            saved = time.time()
    if index == 0:
        save()


if __name__ == "__main__":
    main()
