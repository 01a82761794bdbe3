"""House's text encoder: a small bidirectional transformer over at most 32 tokens.

Written with plain products and softmax, so that the ONNX exporter has nothing to fuse or fail at. Pads (id 0) are
handled inside: nobody attends to them and their states come out as zero.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

PAD = 0


@dataclass(frozen=True)
class TextConfig:
    vocab: int
    d: int = 256
    layers: int = 4
    heads: int = 4
    tokens: int = 32


class TextLayer(nn.Module):
    """Attention and a two-layer network, each on normalised input and added to it."""

    def __init__(self, d: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attend_norm = nn.LayerNorm(d)
        self.attend_in = nn.Linear(d, 3 * d)
        self.attend_out = nn.Linear(d, d)
        self.mlp_norm = nn.LayerNorm(d)
        self.mlp_in = nn.Linear(d, 4 * d)
        self.mlp_out = nn.Linear(4 * d, d)

    def forward(self, x: Tensor, hidden_pads: Tensor) -> Tensor:
        """x [B, T, d]; hidden_pads [B, 1, 1, T]: 0 at words, very negative at pads."""
        batch, tokens, d = x.shape
        query, key, value = (
            part.reshape(batch, tokens, self.heads, d // self.heads).transpose(1, 2)
            for part in self.attend_in(self.attend_norm(x)).split(d, dim=2)
        )
        scores = torch.matmul(query, key.transpose(2, 3)) * (d // self.heads) ** -0.5 + hidden_pads
        mixed = torch.matmul(torch.softmax(scores, dim=3), value).transpose(1, 2).reshape(batch, tokens, d)
        x = x + self.attend_out(mixed)
        # The tanh form of GELU: cheap everywhere, and ONNX has it as plain operators.
        return x + self.mlp_out(nn.functional.gelu(self.mlp_in(self.mlp_norm(x)), approximate="tanh"))


class TextEncoder(nn.Module):
    """input_ids int64 [B, T], T <= tokens -> (last_hidden_state [B, T, d], zero at pads; pooled [B, d])."""

    def __init__(self, vocab: int, d: int = 256, layers: int = 4, heads: int = 4, tokens: int = 32) -> None:
        super().__init__()
        if d % heads:
            raise ValueError(f"d = {d} is not divisible by heads = {heads}")
        self.config = TextConfig(vocab, d, layers, heads, tokens)
        self.embed = nn.Embedding(vocab, d)
        self.place = nn.Parameter(torch.randn(tokens, d) * 0.02)
        self.layers = nn.ModuleList(TextLayer(d, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(d)
        self.pool = nn.Linear(d, d)
        nn.init.normal_(self.embed.weight, std=0.05)
        for layer in self.layers:
            for last in (layer.attend_out, layer.mlp_out):
                nn.init.normal_(last.weight, std=0.02)
                nn.init.zeros_(last.bias)

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        words = (input_ids != PAD).to(self.place.dtype)
        hidden_pads = (words[:, None, None, :] - 1.0) * 1e4
        x = self.embed(input_ids) + self.place[: input_ids.shape[1]]
        for layer in self.layers:
            x = layer(x, hidden_pads)
        x = self.norm(x) * words[:, :, None]
        return x, self.pool(x[:, 0])  # the first token begins every prompt, so even an empty one has a state


def save_text_encoder(encoder: TextEncoder, path: Path, **more) -> None:
    """Writes {"model", "config"} and whatever else is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    torch.save({"model": encoder.state_dict(), "config": asdict(encoder.config), **more}, unfinished)
    unfinished.replace(path)  # a reader never meets half a file


def load_text_encoder(path: Path) -> TextEncoder:
    """The encoder of a checkpoint written by `save_text_encoder`. Raises ValueError when the file holds none."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    if not isinstance(stored, dict) or not {"model", "config"} <= stored.keys():
        raise ValueError(f"{path.name} holds no text encoder: run pretrain_text.py again")
    encoder = TextEncoder(**stored["config"])
    encoder.load_state_dict(stored["model"])
    return encoder
