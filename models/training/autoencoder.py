"""The autoencoder: 256 px pictures to 16 x 16 latents and back, cheap enough to decode a preview at every step.

No normalisation layers and ReLU only: nothing but convolutions and space-to-depth, so that it quantises well and costs
about 2.5 GFLOP to encode and 5 GFLOP to decode 256 px.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LATENT_CHANNELS = 12
FACTOR = 16


class Block(nn.Module):
    """x + conv(relu(conv(relu(x)))); the last convolution starts at zero, so that depth costs nothing at first."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(F.relu(x))))


class Encoder(nn.Module):
    """[B, 3, H, W] in [-1, 1] to mean and log variance, each [B, C, H/16, W/16]."""

    def __init__(self, latent: int = LATENT_CHANNELS) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(4), nn.Conv2d(48, 64, 3, padding=1), Block(64),
            nn.PixelUnshuffle(2), nn.Conv2d(256, 128, 1), Block(128), Block(128),
            nn.PixelUnshuffle(2), nn.Conv2d(512, 256, 1), Block(256), Block(256),
            nn.ReLU(), nn.Conv2d(256, 2 * latent, 1),
        )

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.body(picture).chunk(2, dim=1)
        return mean, log_variance.clamp(-20, 5)


class Decoder(nn.Module):
    """[B, C, h, w] to [B, 3, 16h, 16w], about [-1, 1] (not clamped: the caller does)."""

    def __init__(self, latent: int = LATENT_CHANNELS) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(latent, 256, 3, padding=1), Block(256), Block(256), Block(256),
            nn.ReLU(), nn.Conv2d(256, 512, 1), nn.PixelShuffle(2), Block(128), Block(128),
            nn.ReLU(), nn.Conv2d(128, 256, 1), nn.PixelShuffle(2), Block(64), Block(64), Block(64),
            nn.ReLU(), nn.Conv2d(64, 48, 3, padding=1), nn.PixelShuffle(4),
        )

    def forward(self, latent: Tensor) -> Tensor:
        return self.body(latent)


class Autoencoder(nn.Module):
    """`scale` and `shift` (per channel) make latents unit normal; they are set once, after training."""

    def __init__(self, latent: int = LATENT_CHANNELS) -> None:
        super().__init__()
        self.encoder = Encoder(latent)
        self.decoder = Decoder(latent)
        self.register_buffer("shift", torch.zeros(latent))
        self.register_buffer("scale", torch.ones(latent))

    def encode(self, picture: Tensor) -> Tensor:
        """Normalised mean latents."""
        mean, _ = self.encoder(picture)
        return (mean - self.shift.view(1, -1, 1, 1)) / self.scale.view(1, -1, 1, 1)

    def decode(self, normalised: Tensor) -> Tensor:
        return self.decoder(normalised * self.scale.view(1, -1, 1, 1) + self.shift.view(1, -1, 1, 1))
