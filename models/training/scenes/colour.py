"""Colour arithmetic in OKLab, where equal steps look equal.

Everything takes and returns `Rgb` (sRGB floats in [0, 1]). Source of the matrices: Björn Ottosson, "A perceptual
color space for image processing" (2020).
"""

from __future__ import annotations

import math
from typing import Sequence

from .display import Rgb

Lab = tuple[float, float, float]



def hex_rgb(text: str) -> Rgb:
    """`"#rrggbb"` as floats."""
    return tuple(int(text[i:i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def _linear(u: float) -> float:
    return u / 12.92 if u <= 0.04045 else ((u + 0.055) / 1.055) ** 2.4


def _gamma(u: float) -> float:
    u = min(1.0, max(0.0, u))
    return u * 12.92 if u <= 0.0031308 else 1.055 * u ** (1 / 2.4) - 0.055


def to_lab(c: Rgb) -> Lab:
    r, g, b = _linear(c[0]), _linear(c[1]), _linear(c[2])
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def from_lab(lab: Lab) -> Rgb:
    big_l, a, b = lab
    l = (big_l + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m = (big_l - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (big_l - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        _gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        _gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
    )


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    """`a` at t = 0, `b` at t = 1, straight through OKLab."""
    if t <= 0:
        return a
    if t >= 1:
        return b
    la, lb = to_lab(a), to_lab(b)
    return from_lab((la[0] + (lb[0] - la[0]) * t, la[1] + (lb[1] - la[1]) * t, la[2] + (lb[2] - la[2]) * t))


def blend(a: Rgb, b: Rgb, t: float) -> Rgb:
    """Like `mix`, but straight in sRGB: cheap, for haze over hundreds of marks."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def ramp(colours: Sequence[Rgb], t: float) -> Rgb:
    """The colour at `t` in [0, 1] along evenly spaced `colours`."""
    t = min(1.0, max(0.0, t)) * (len(colours) - 1)
    i = min(int(t), len(colours) - 2)
    return mix(colours[i], colours[i + 1], t - i)


def lightness(c: Rgb) -> float:
    """OKLab lightness in [0, 1]."""
    return to_lab(c)[0]


def adjust(c: Rgb, *, light: float = 0.0, chroma: float = 1.0, hue_deg: float = 0.0) -> Rgb:
    """Shifts lightness by `light`, scales chroma, turns the hue by `hue_deg` degrees."""
    big_l, a, b = to_lab(c)
    turn = math.radians(hue_deg)
    cos, sin = math.cos(turn) * chroma, math.sin(turn) * chroma
    return from_lab((min(1.0, max(0.0, big_l + light)), a * cos - b * sin, a * sin + b * cos))


def lighter(c: Rgb, amount: float) -> Rgb:
    return adjust(c, light=amount)


def darker(c: Rgb, amount: float) -> Rgb:
    return adjust(c, light=-amount)
