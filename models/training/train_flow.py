"""Trains words and flow network: `python train_flow.py --data work/latents-b --minutes 60`, any number of times with `--resume`.

Rectified flow, velocity target, logit-normal times, text dropped 10 %, a moving average of the weights. An auxiliary loss asks the
middle features where each thing lies and which place, light and style it is: the renderer knows, and it halves the samples needed.
Data folders may grow or change between resumes. Prints throughput and losses; draws `work/flow-sheet.png` at every checkpoint.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from device import Clock, half, pick_device, rate_factor, save_checkpoint
from encode_latents import load_autoencoder
from flow import Batch, House, LatentSet, latent_shape, network_input, sample
from optimiser import make_optimiser, set_rate
from peers import Peers
from scenes.vocabulary import LIGHTS, PLACES, STYLES, THINGS
from sheets import save_sheet, to_pixels
from text_encoder import load_text_encoder
from tokenizer_train import encode_prompts

PROMPTS = (
    "a red lighthouse by the sea at night", "a yellow sun above the desert", "a sailing ship on the sea at sunset, watercolour",
    "a castle in the mountains at dawn", "three pine trees in a snow field", "a cat in a room, oil painting",
    "a green bottle and a red apple on a table", "a blue fish under water", "a rocket in space, flat poster",
    "a city skyline at night, neon", "a windmill in a meadow, crayon", "a forest in fog, ink",
    "a large moon above a lake", "a purple balloon above the clouds", "a village in the snow, linocut", "a pink heart, pattern",
)


def flow_loss(velocity: Tensor, target: Tensor, things: Tensor, t: Tensor) -> Tensor:
    """Squared error, heavier where things lie, up to two and a half times: they are the hardest to learn and the smaller part.

    The weight fades towards noise (t = 1): there nobody knows yet where the things will lie, and a weight that does would smear
    the mean towards things everywhere. `things`: [B, kinds, 8, 8] cover.
    """
    cover = F.interpolate(things.amax(dim=1, keepdim=True), scale_factor=2)
    weight = 1 + 1.5 * cover * (1 - t)[:, None, None, None]
    return (weight * (velocity - target).square()).mean() / weight.mean()


class Answers(nn.Module):
    """The auxiliary questions to the middle features [B, deep, 8, 8]."""

    def __init__(self, deep: int) -> None:
        super().__init__()
        self.where = nn.Conv2d(deep, len(THINGS), 1)
        self.whole = nn.Linear(deep, len(PLACES) + len(LIGHTS) + len(STYLES))

    def forward(self, middle: Tensor, batch: Batch) -> Tensor:
        middle = middle.float()
        where = self.where(middle)
        cover = F.binary_cross_entropy_with_logits(where, batch.things, pos_weight=torch.tensor(5.0, device=where.device))
        named = self.whole(middle.mean(dim=(2, 3))).split([len(PLACES), len(LIGHTS), len(STYLES)], dim=1)
        return 8 * cover + sum(F.cross_entropy(answer, batch.labels[:, column]) for column, answer in enumerate(named)) / 3


def logit_normal(count: int, rng: np.random.Generator, device: torch.device, mean: float = 0.2) -> Tensor:
    """A little towards noise, where composition and words are decided."""
    return torch.sigmoid(torch.from_numpy(rng.normal(mean, 1.0, count)).float()).to(device)


def make_house(text_encoder: str, device: torch.device, unet: dict) -> House:
    pretrained = load_text_encoder(Path(text_encoder))
    house = House(asdict(pretrained.config), unet)
    house.text.load_state_dict(pretrained.state_dict())
    return house.to(device, memory_format=torch.channels_last)


def load_house(state: dict, device: torch.device, which: str = "average") -> House:
    house = House(**state["sizes"])
    house.load_state_dict(state[which])
    return house.to(device, memory_format=torch.channels_last)


def draw_prompts(house: House, autoencoder, prompts: tuple[str, ...], steps: int, guidance: float, device: torch.device,
                 next_time: bool = False, seed: int = 5) -> np.ndarray:
    """uint8 [n, 256, 256, 3]."""
    noise = torch.randn(latent_shape(len(prompts)), generator=torch.Generator().manual_seed(seed)).to(device)
    with torch.no_grad(), half(device):
        words = house.words(torch.from_numpy(encode_prompts(prompts)).to(device))
        empty = house.words(torch.from_numpy(encode_prompts([""])).to(device))
        latents = sample(house.unet, words, empty, noise, steps, guidance, next_time)
        return to_pixels(torch.cat([autoencoder.decode(z) for z in latents.split(8)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--out", default="work/flow.pt")
    parser.add_argument("--text-encoder", default="work/text_encoder.pt")
    parser.add_argument("--autoencoder", default="work/autoencoder.pt")
    parser.add_argument("--minutes", type=float, default=60, help="of the whole training, resumes included")
    parser.add_argument("--size", default="128,256,3", help="width at 16 squared, width at 8 squared, blocks")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--cool-from", type=float, default=0.6, help="share of the time after which the rate falls")
    parser.add_argument("--freeze-text", action="store_true", help="leave the text encoder as pretraining made it: a sixth faster")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--peer", default="0/1", help="this process of how many that average their weights, as 0/2 and 1/2 (peers.py)")
    options = parser.parse_args()
    device = pick_device(options.threads)
    state = torch.load(options.out, map_location=device) if options.resume and Path(options.out).exists() else None
    if state:
        house, average = load_house(state, device, "model"), load_house(state, device)
    else:
        width, deep, blocks = (int(part) for part in options.size.split(","))
        house = make_house(options.text_encoder, device, {"width": width, "deep": deep, "blocks": blocks})
        average = load_house({"sizes": house.sizes, "average": house.state_dict()}, device)
    answers = Answers(house.sizes["unet"]["deep"]).to(device)
    if state:
        answers.load_state_dict(state["answers"])
    seen, spent = (state["seen"], state["spent"]) if state else (0, 0.0)
    autoencoder = load_autoencoder(options.autoencoder, device)
    data = LatentSet(options.data, device)
    empty = torch.from_numpy(encode_prompts([""]))[0]
    house.text.requires_grad_(not options.freeze_text)
    optimiser = make_optimiser([(house.unet, options.rate), (house.text, options.rate * 0.15), (answers, options.rate)])
    forward = house.unet.forward_with_middle if options.no_compile else torch.compile(house.unet.forward_with_middle, dynamic=False)
    index, count = (int(part) for part in options.peer.split("/"))
    peers, others = Peers(index, count, "flow"), 0
    rng = np.random.default_rng([seen, 11, index])
    torch.manual_seed(seen * 8 + index)
    clock, step, begun_at = Clock(options.minutes, spent), 0, seen
    pairs = [(new, old) for new, old in zip(house.parameters(), average.parameters()) if new.requires_grad]
    trained, averaged = [new for new, _ in pairs], [old for _, old in pairs]
    shown, saved, losses = time.time(), time.time(), []
    print(f"{data.count} pictures, {sum(p.numel() for p in house.unet.parameters()) / 1e6:.1f} M weights in the flow network", flush=True)

    def save() -> None:
        save_checkpoint(options.out, {"sizes": house.sizes, "model": house.state_dict(), "average": average.state_dict(),
                                      "answers": answers.state_dict(), "seen": seen + others, "spent": clock.spent})
        save_sheet(Path(options.out).with_suffix(".sheet.png"), draw_prompts(average, autoencoder, PROMPTS, 12, 3.0, device), columns=4)
        print(f"saved: {seen + others} samples", flush=True)

    shared = trained + list(answers.parameters())
    while clock.progress < 1:
        resumed = min(1.0, (step + 1) / 50)  # a resume starts without optimiser state: warm up anew
        set_rate(optimiser, rate_factor(clock.progress, 0.02, options.cool_from) * resumed)
        batch = data.batch(options.batch, rng, empty)
        t = logit_normal(options.batch, rng, device)
        noise = torch.randn_like(batch.latents)
        x = torch.lerp(batch.latents, noise, t[:, None, None, None])
        given = network_input(x, batch.mask, batch.masked, batch.sketch).to(memory_format=torch.channels_last)
        with half(device):
            velocity, middle = forward(given, t, t, house.words(batch.ids))
        flow = flow_loss(velocity.float(), noise - batch.latents, batch.things, t)
        extra = answers(middle, batch)
        (flow + 0.1 * extra).backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + options.batch
        others = max(others, peers.meet(shared, seen - begun_at))
        with torch.no_grad():
            keep = min(0.996, (1 + step) / (20 + step)) if not state else min(0.996, 0.97 + step / 10000)
            torch._foreach_lerp_(averaged, trained, 1 - keep)
        losses.append((flow.item(), extra.item()))
        if time.time() - shown > 30:
            means = np.mean(losses, axis=0)
            print(f"{clock.spent / 60:5.1f} min, {seen + others} samples, {(seen + others - begun_at) / (time.time() - clock.begun):.0f} a second, "
                  f"{data.count} pictures, flow {means[0]:.4f}, answers {means[1]:.3f}", flush=True)
            shown, losses = time.time(), []
        if time.time() - saved > 300:
            saved = time.time()
            data.refresh()
            if index == 0:
                save()
    if index == 0:
        save()


if __name__ == "__main__":
    main()
