"""Trains the autoencoder: `python train_autoencoder.py --data work/renders-a --held work/renders-held --minutes 20`.

Loss: L1, plus L1 of differences between neighbours at three scales (edges), plus the grid's mean error, plus a trace of KL. Ends by
measuring the latents' mean and spread, the linear latent-to-RGB preview and the PSNR on held-out renders. With `--resume` it goes on
from its checkpoint; with `--decoder-only` the latents stay what they are, and so do a flow network and latents made with them.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from autoencoder import Autoencoder
from device import Clock, half, pick_device, rate_factor, save_checkpoint
from optimiser import make_optimiser, set_rate
from peers import Peers
from shards import read_images


def crops(shards: list[np.ndarray], count: int, size: int, rng: np.random.Generator) -> Tensor:
    """Random crops, half of them mirrored: [count, 3, size, size] in [-1, 1]."""
    out = np.empty((count, size, size, 3), np.uint8)
    for row in range(count):
        shard = shards[rng.integers(len(shards))]
        picture = shard[rng.integers(len(shard))]
        y, x = rng.integers(0, picture.shape[0] - size + 1, 2)
        crop = picture[y:y + size, x:x + size]
        out[row] = crop[:, ::-1] if rng.random() < 0.5 else crop
    return as_pictures(out)


def as_pictures(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def edge_loss(a: Tensor, b: Tensor) -> Tensor:
    total = a.new_zeros(())
    for _ in range(3):
        difference = a - b
        total = total + (difference[..., 1:] - difference[..., :-1]).abs().mean() + (difference[..., 1:, :] - difference[..., :-1, :]).abs().mean()
        a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
    return total


def grid_loss(difference: Tensor) -> Tensor:
    """The mean error of each of a 4 px cell's 16 places over 32 px: the decoder's last PixelShuffle leaves its grid in soft skies."""
    return F.avg_pool2d(F.pixel_unshuffle(difference, 4), 8).abs().mean()


def losses_of(drawn: Tensor, picture: Tensor) -> tuple[Tensor, Tensor]:
    """The whole reconstruction loss, and the plain L1 for the log."""
    difference = drawn - picture
    pixel = difference.abs().mean()
    return pixel + 0.5 * difference.square().mean() + 0.25 * edge_loss(drawn, picture) + grid_loss(difference), pixel


@torch.no_grad()
def finish(model: Autoencoder, shards: list[np.ndarray], device: torch.device, count: int = 200) -> dict:
    """Sets shift and scale, and returns PSNR (dB) and the preview's least-squares fit."""
    model.eval()
    model.shift.zero_()
    model.scale.fill_(1)
    pixels = as_pictures(np.stack([shards[i % len(shards)][i // len(shards)] for i in range(count)])).to(device)
    latents = torch.cat([model.encode(part) for part in pixels.split(20)])
    model.shift.copy_(latents.mean(dim=(0, 2, 3)))
    model.scale.copy_(latents.std(dim=(0, 2, 3)))
    normalised = torch.cat([model.encode(part) for part in pixels.split(20)])
    errors = [(model.decode(z).clamp(-1, 1) - p).square().mean(dim=(1, 2, 3)) for z, p in zip(normalised.split(20), pixels.split(20))]
    psnr = (10 * torch.log10(4 / torch.cat(errors))).mean().item()
    small = F.avg_pool2d(pixels, 16).permute(0, 2, 3, 1).reshape(-1, 3).cpu().double()
    z = normalised.permute(0, 2, 3, 1).reshape(-1, normalised.shape[1]).cpu().double()
    fit = torch.linalg.lstsq(torch.cat([z, torch.ones(len(z), 1).double()], dim=1), small).solution
    model.train()
    return {"psnr": psnr, "rgb_factors": fit[:-1].tolist(), "rgb_bias": fit[-1].tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--held", nargs="+", required=True)
    parser.add_argument("--out", default="work/autoencoder.pt")
    parser.add_argument("--minutes", type=float, default=20, help="of the whole training, resumes included")
    parser.add_argument("--size", type=int, default=128, help="side of the crops, px")
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--decoder-only", action="store_true", help="train the decoder on alone, from a checkpoint")
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--peer", default="0/1", help="this process of how many that average their weights, as 0/2 and 1/2 (peers.py)")
    options = parser.parse_args()
    device = pick_device(options.threads)
    train, held = read_images(options.data), read_images(options.held)
    model = Autoencoder().to(device, memory_format=torch.channels_last)
    average = Autoencoder().to(device, memory_format=torch.channels_last)
    average.load_state_dict(model.state_dict())
    seen, spent = 0, 0.0
    if options.resume and Path(options.out).exists():
        state = torch.load(options.out, map_location=device)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        seen, spent = state["seen"], state.get("spent", 0.0)
    if options.decoder_only:
        model.encoder.load_state_dict(average.encoder.state_dict())
    model.encoder.requires_grad_(not options.decoder_only)
    optimiser = make_optimiser([(model.decoder if options.decoder_only else model, options.rate)])
    index, count = (int(part) for part in options.peer.split("/"))
    peers, others = Peers(index, count, "autoencoder"), 0
    rng = np.random.default_rng([seen, 1, index])
    differences = losses_of if options.no_compile else torch.compile(losses_of, dynamic=False)
    pairs = [(new, old) for new, old in zip(model.parameters(), average.parameters()) if new.requires_grad]
    trained, averaged = [new for new, _ in pairs], [old for _, old in pairs]
    begun_at = seen
    clock, shown, step, sums = Clock(options.minutes, spent), time.time(), 0, []

    def save() -> None:
        report = finish(average, held, device)
        save_checkpoint(options.out, {"model": model.state_dict(), "average": average.state_dict(), "seen": seen + others,
                                      "spent": clock.spent, **report})
        print(f"saved: {seen + others} crops of {options.size} px, PSNR {report['psnr']:.2f} dB", flush=True)

    saved = time.time()
    while clock.progress < 1:
        set_rate(optimiser, rate_factor(clock.progress))
        picture = crops(train, options.batch, options.size, rng).to(device, memory_format=torch.channels_last)
        with half(device):
            mean, log_variance = model.encoder(picture)
            latent = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
            drawn = model.decoder(latent).float()
        mean, log_variance = mean.float(), log_variance.float()
        kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
        loss, pixel = differences(drawn, picture)
        (loss + 1e-4 * kl).backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + options.batch
        with torch.no_grad():
            others = max(others, peers.meet(trained, seen - begun_at))
            torch._foreach_lerp_(averaged, trained, max(0.005, 1 / (step + 1)))
        sums.append(pixel.item())
        if time.time() - shown > 30:
            print(f"{clock.spent / 60:5.1f} min, {seen + others} crops, {(seen + others - begun_at) / (time.time() - clock.begun):.0f} a second, L1 {np.mean(sums):.4f}, KL {kl.item():.2f}", flush=True)
            shown, sums = time.time(), []
        if index == 0 and time.time() - saved > 240:
            save()
            saved = time.time()
    if index == 0:
        save()


if __name__ == "__main__":
    main()
