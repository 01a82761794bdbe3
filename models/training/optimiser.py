"""Muon for matrices and convolutions, AdamW for the rest: half the samples of AdamW alone, which is what few CPU hours need.

Muon: momentum, made orthogonal by five Newton-Schulz steps (a quintic whose slope at zero is steep), in bfloat16.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def orthogonal(matrix: Tensor, steps: int = 5) -> Tensor:
    """[rows, columns] with its singular values pushed to about one."""
    x = matrix.to(torch.bfloat16)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    return (x.T if tall else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    """Groups with `muon=True` hold matrices and convolutions; the others are stepped as AdamW."""

    def __init__(self, groups: list[dict]) -> None:
        super().__init__(groups, {"lr": 1e-3, "momentum": 0.95, "betas": (0.9, 0.98), "eps": 1e-8, "decay": 0.01, "muon": False})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    (self._muon if group["muon"] else self._adam)(parameter, group)

    def _muon(self, parameter: Tensor, group: dict) -> None:
        state = self.state[parameter]
        gradient = parameter.grad.reshape(parameter.shape[0], -1)
        buffer = state.setdefault("momentum", torch.zeros_like(gradient))
        buffer.lerp_(gradient, 1 - group["momentum"])
        update = orthogonal(gradient.lerp(buffer, group["momentum"]))
        # Scaled so that the update's root mean square is that of an AdamW step: one learning rate serves both.
        update *= 0.2 * max(gradient.shape) ** 0.5
        parameter.mul_(1 - group["lr"] * group["decay"]).add_(update.reshape(parameter.shape), alpha=-group["lr"])

    def _adam(self, parameter: Tensor, group: dict) -> None:
        state = self.state[parameter]
        if not state:
            state["step"], state["first"], state["second"] = 0, torch.zeros_like(parameter), torch.zeros_like(parameter)
        state["step"] += 1
        low, high = group["betas"]
        state["first"].lerp_(parameter.grad, 1 - low)
        state["second"].lerp_(parameter.grad.square(), 1 - high)
        size = (state["second"] / (1 - high ** state["step"])).sqrt_().add_(group["eps"])
        parameter.addcdiv_(state["first"], size, value=-group["lr"] / (1 - low ** state["step"]))


def make_optimiser(parts: list[tuple[nn.Module, float]]) -> Muon:
    """One optimiser for several networks, each with its own learning rate."""
    groups = []
    for module, rate in parts:
        matrices, rest = [], []
        for name, parameter in module.named_parameters():
            wide = parameter.ndim >= 2 and min(parameter.shape[0], parameter[0].numel()) >= 64
            inner = wide and not any(part in name for part in ("embed", "place", "pool_query", "modulate"))
            (matrices if inner else rest).append(parameter)
        groups.append({"params": matrices, "lr": rate, "peak": rate, "muon": True})
        groups.append({"params": rest, "lr": rate, "peak": rate, "muon": False})
    return Muon([group for group in groups if group["params"]])


def set_rate(optimiser: Muon, factor: float) -> None:
    """Sets every group to `factor` times its peak rate."""
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * factor
