"""The flow network on 16 x 16 latents: convolutions at 16 and 8 squared, attention to itself and to the words at 8.

u(z_t, t, r): the mean velocity from time t to time r (t = r: the velocity itself), with sigma = t in [0, 1], 1 = noise.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from autoencoder import LATENT_CHANNELS

TEXT_WIDTH = 256
TEXT_TOKENS = 32


def channel_norm(x: Tensor, dim: int) -> Tensor:
    """Unit mean square over channels, in float32 so that bfloat16 training and the exported graph agree."""
    y = x.float()
    return (y * torch.rsqrt(y.square().mean(dim=dim, keepdim=True) + 1e-6)).to(x.dtype)


class TimeFeatures(nn.Module):
    """Sines and cosines of a time in [0, 1]: [B] to [B, width]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        frequencies = torch.exp(torch.linspace(math.log(1.0), math.log(200.0), width // 2))
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, time: Tensor) -> Tensor:
        angle = time[:, None] * self.frequencies[None]
        return torch.cat([torch.sin(angle), torch.cos(angle)], dim=1)


class ResidualBlock(nn.Module):
    """Two convolutions, modulated by the condition (scale and shift before each, gate after)."""

    def __init__(self, into: int, out: int, condition: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(into, out, 3, padding=1)
        self.second = nn.Conv2d(out, out, 3, padding=1)
        self.skip = nn.Conv2d(into, out, 1) if into != out else nn.Identity()
        self.modulate = nn.Linear(condition, 2 * out)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.modulate(condition)[:, :, None, None].chunk(2, dim=1)
        y = self.first(F.silu(channel_norm(x, 1)))
        y = channel_norm(y, 1) * (1 + scale) + shift
        return self.skip(x) + self.second(F.silu(y))


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    """[B, N, C] queries on [B, M, C] keys. Queries and keys are normed per head, which keeps bfloat16 training steady."""
    batch, count, width = q.shape
    q = channel_norm(q.view(batch, count, heads, -1), 3).transpose(1, 2)
    k = channel_norm(k.view(batch, k.shape[1], heads, -1), 3).transpose(1, 2)
    v = v.view(batch, v.shape[1], heads, -1).transpose(1, 2)
    # A softmax written out, for at 64 tokens the fused kernel, which the compiler would put here, is the slower on a CPU.
    # Normed queries and keys keep every score within +-sqrt(head width) = 8, so that no maximum need be taken off.
    weight = (q @ k.transpose(2, 3) / math.sqrt(q.shape[3])).float().exp()
    weight = (weight / weight.sum(dim=3, keepdim=True)).to(v.dtype)
    return (weight @ v).transpose(1, 2).reshape(batch, count, width)


class AttentionBlock(nn.Module):
    """Self-attention, attention to the words, and a two-layer perceptron, each on [B, N, C] tokens."""

    def __init__(self, width: int, text: int, condition: int, head_width: int = 64) -> None:
        super().__init__()
        self.heads = width // head_width
        self.modulate = nn.Linear(condition, 4 * width)
        self.self_in = nn.Linear(width, 3 * width)
        self.self_out = nn.Linear(width, width)
        self.text_query = nn.Linear(width, width)
        self.text_in = nn.Linear(text, 2 * width)
        self.text_out = nn.Linear(width, width)
        self.mlp_in = nn.Linear(width, 3 * width)
        self.mlp_out = nn.Linear(3 * width, width)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        for layer in (self.self_out, self.text_out, self.mlp_out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, words: Tensor, condition: Tensor) -> Tensor:
        scale_1, shift_1, scale_2, shift_2 = self.modulate(condition)[:, None].chunk(4, dim=2)
        y = channel_norm(x, 2) * (1 + scale_1) + shift_1
        q, k, v = self.self_in(y).chunk(3, dim=2)
        x = x + self.self_out(attend(q, k, v, self.heads))
        key, value = self.text_in(words).chunk(2, dim=2)
        x = x + self.text_out(attend(self.text_query(channel_norm(x, 2)), key, value, self.heads))
        y = channel_norm(x, 2) * (1 + scale_2) + shift_2
        return x + self.mlp_out(F.silu(self.mlp_in(y)))


class Unet(nn.Module):
    """`sample` [B, 3C+1, 16, 16]: latents, mask, masked-image latents, sketch latents. Returns [B, C, 16, 16].

    `words` [B, 32, 256] are the text encoder's states (zero at pads). Times are sigmas in [0, 1], [B].
    """

    def __init__(self, latent: int = LATENT_CHANNELS, width: int = 128, deep: int = 256, blocks: int = 3,
                 condition: int = 384, text: int = TEXT_WIDTH, rows: int = 16) -> None:
        super().__init__()
        self.config = {"latent": latent, "width": width, "deep": deep, "blocks": blocks, "condition": condition}
        self.latent = latent
        self.time = TimeFeatures(256)
        self.time_in = nn.Linear(256, condition)
        self.interval_in = nn.Linear(256, condition, bias=False)   # of t - r: zero until distillation teaches it
        nn.init.zeros_(self.interval_in.weight)
        self.pool_query = nn.Parameter(torch.randn(4, text) * 0.5)  # four learnt questions to the sentence
        self.pool_out = nn.Linear(5 * text, condition)  # and the first token's state, which knows the whole sentence
        self.condition_out = nn.Linear(condition, condition)
        self.enter = nn.Conv2d(3 * latent + 1, width, 3, padding=1)
        self.place = nn.Parameter(torch.zeros(1, width, rows, rows))
        self.down = nn.ModuleList([ResidualBlock(width, width, condition) for _ in range(2)])
        self.shrink = nn.Conv2d(4 * width, deep, 1)
        self.middle = nn.ModuleList()
        for _ in range(blocks):
            self.middle.append(ResidualBlock(deep, deep, condition))
            self.middle.append(AttentionBlock(deep, text, condition))
        self.grow = nn.Conv2d(deep, 4 * width, 1)
        self.up = nn.ModuleList([ResidualBlock(2 * width, width, condition), ResidualBlock(width, width, condition)])
        self.leave = nn.Conv2d(width, latent, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def condition(self, t: Tensor, r: Tensor, words: Tensor) -> Tensor:
        zero = torch.zeros_like(t)
        interval = self.interval_in((self.time(t - r) - self.time(zero)).to(words.dtype))  # exactly none where r = t
        score = torch.einsum("qd,bnd->bqn", self.pool_query.to(words.dtype), words) / math.sqrt(words.shape[2])
        pooled = torch.einsum("bqn,bnd->bqd", score.softmax(dim=2), words).flatten(1)
        pooled = torch.cat([pooled, words[:, 0]], dim=1)
        hidden = self.time_in(self.time(t).to(words.dtype)) + interval + self.pool_out(pooled)
        return F.silu(self.condition_out(F.silu(hidden)))

    def forward(self, sample: Tensor, t: Tensor, r: Tensor, words: Tensor) -> Tensor:
        return self.forward_with_middle(sample, t, r, words)[0]

    def forward_with_middle(self, sample: Tensor, t: Tensor, r: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Also the middle features [B, deep, 8, 8], for the auxiliary loss of training."""
        condition = self.condition(t, r, words)
        x = self.enter(sample) + self.place.to(sample.dtype)
        for block in self.down:
            x = block(x, condition)
        skip = x
        y = self.shrink(F.pixel_unshuffle(x, 2))
        batch, deep, rows, columns = y.shape
        halfway = y
        for index, block in enumerate(self.middle):
            if isinstance(block, AttentionBlock):
                tokens = y.flatten(2).transpose(1, 2)
                y = block(tokens, words, condition).transpose(1, 2).reshape(batch, deep, rows, columns)
            else:
                y = block(y, condition)
            if index == 2 * (len(self.middle) // 4) + 1:
                halfway = y
        x = torch.cat([F.pixel_shuffle(self.grow(y), 2), skip], dim=1)
        for block in self.up:
            x = block(x, condition)
        return self.leave(F.silu(channel_norm(x, 1))), halfway
