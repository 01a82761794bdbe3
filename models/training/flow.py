"""What training, distillation and evaluation share: the batch, the network's input, guided sampling.

Time is sigma in [0, 1]: x_t = (1 - t) x_0 + t n, velocity = n - x_0 (FlowMatchEulerDiscrete's convention).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from autoencoder import LATENT_CHANNELS
from scenes.vocabulary import STYLES, THINGS
from text_encoder import TextEncoder
from unet import Unet


#: Seen a third as often: their hatching and tesserae are mostly noise to 16 x 16 latents, and few samples are better spent elsewhere.
TEXTURED = ("ink", "pencil", "crayon", "linocut", "stained_glass", "blueprint", "mosaic", "chalkboard")


@dataclass(slots=True)
class Batch:
    latents: Tensor     # [B, C, 16, 16] normalised
    mask: Tensor        # [B, 1, 16, 16], 1 = repaint
    masked: Tensor      # [B, C, 16, 16]
    sketch: Tensor      # [B, C, 16, 16]
    ids: Tensor         # int64 [B, 32]
    labels: Tensor      # int64 [B, 3]
    things: Tensor      # [B, kinds, 8, 8] cover in [0, 1]


class LatentSet:
    """Encoded shards in memory. `batch` draws with replacement and decides what each sample is asked to do."""

    def __init__(self, folders: list[str], device: torch.device) -> None:
        self.device, self.folders, self.paths = device, folders, set()
        self.arrays: dict[str, Tensor] = {}
        self.count = 0
        self.refresh()
        if not self.count:
            raise SystemExit(f"No encoded shards in {', '.join(folders)}: run encode_latents.py first.")

    def refresh(self) -> None:
        """Takes in the shards that came since: rendering and encoding may go on while the network trains."""
        new = [path for folder in self.folders for path in sorted(Path(folder).glob("*.npz")) if ".partial" not in path.name and path not in self.paths]
        loaded = [dict(np.load(path)) for path in new]
        if not loaded:
            return
        self.paths.update(new)
        old = [self.arrays] if self.arrays else []
        self.arrays = {key: torch.cat([part[key] for part in old] + [torch.from_numpy(shard[key]) for shard in loaded]) for key in loaded[0]}
        self.count = len(self.arrays["latents"])
        weights = np.where(np.isin(self.arrays["labels"][:, 2].numpy(), [STYLES.index(style) for style in TEXTURED]), 0.35, 1.0)
        self.reach = np.cumsum(weights)

    def batch(self, size: int, rng: np.random.Generator, empty: Tensor, drop_text: float = 0.1) -> Batch:
        """45 % whole pictures, 55 % with a mask; a sketch for a fifth; no text for `drop_text`. `empty`: ids of the empty prompt."""
        rows = torch.from_numpy(np.searchsorted(self.reach, rng.uniform(0, self.reach[-1], size)).clip(max=self.count - 1))
        part = {key: value[rows] for key, value in self.arrays.items()}
        whole = torch.from_numpy(rng.random(size) < 0.55)[:, None, None, None]
        drawn = torch.from_numpy(rng.random(size) < np.where(whole.flatten().numpy(), 0.2, 0.1))[:, None, None, None]
        mask = torch.where(whole, torch.ones(()), part["mask"][:, None].float() / 255)
        masked = torch.where(whole, torch.zeros(()), part["masked"].float())
        sketch = torch.where(drawn, part["sketch"].float(), torch.zeros(()))
        ids = part["ids"].long()[torch.arange(size), torch.from_numpy(rng.integers(0, part["ids"].shape[1], size))]
        ids[torch.from_numpy(rng.random(size) < drop_text)] = empty
        cover = torch.zeros(size, len(THINGS) + 1, 8, 8)
        kinds = part["kinds"].long()
        kinds = torch.where(kinds < 0, len(THINGS), kinds)  # the spare last row catches "none"
        cover.scatter_add_(1, kinds[:, :, None, None].expand(-1, -1, 8, 8), part["cover"].float() / 255)
        move = lambda x: x.to(self.device, non_blocking=True)  # noqa: E731
        return Batch(move(part["latents"].float()), move(mask), move(masked), move(sketch), move(ids), move(part["labels"].long()),
                     move(cover[:, :-1].clamp(max=1)))


class House(nn.Module):
    """Words and flow network together: what is trained, averaged and shipped."""

    def __init__(self, text: dict, unet: dict) -> None:
        """`text` and `unet`: the sizes that the two networks take."""
        super().__init__()
        self.text = TextEncoder(**text)
        self.unet = Unet(**unet)
        self.sizes = {"text": asdict(self.text.config), "unet": self.unet.config}

    def words(self, ids: Tensor) -> Tensor:
        """[B, 32, 256], zero at pads."""
        return self.text(ids)[0]


def network_input(latents: Tensor, mask: Tensor, masked: Tensor, sketch: Tensor) -> Tensor:
    return torch.cat([latents, mask, masked, sketch], dim=1)


@torch.no_grad()
def sample(unet: Unet, words: Tensor, empty: Tensor | None, noise: Tensor, steps: int, guidance: float = 1.0, next_time: bool = False,
           mask: Tensor | None = None, masked: Tensor | None = None, sketch: Tensor | None = None, shift: float = 1.0) -> Tensor:
    """Euler from noise [B, C, 16, 16] to latents. `next_time`: the network is a flow map and is told the time it goes to.

    `empty`: the words of the empty prompt [1, 32, 256], needed where guidance is not 1.
    """
    batch = len(noise)
    mask = torch.ones_like(noise[:, :1]) if mask is None else mask
    masked = torch.zeros_like(noise) if masked is None else masked
    sketch = torch.zeros_like(noise) if sketch is None else sketch
    linear = torch.linspace(1, 0, steps + 1, device=noise.device)
    sigmas = shift * linear / (1 + (shift - 1) * linear)
    x = noise
    for now, following in zip(sigmas[:-1], sigmas[1:]):
        t = now.expand(batch)
        r = following.expand(batch) if next_time else t
        given = network_input(x, mask, masked, sketch)
        if guidance == 1.0:
            velocity = unet(given, t, r, words).float()
        else:
            both = unet(torch.cat([given, given]), torch.cat([t, t]), torch.cat([r, r]),
                        torch.cat([words, empty.expand(batch, -1, -1)])).float()
            with_text, without = both.chunk(2)
            velocity = without + guidance * (with_text - without)
        x = x + (following - now) * velocity
    return x


def latent_shape(count: int) -> tuple[int, int, int, int]:
    return count, LATENT_CHANNELS, 16, 16
