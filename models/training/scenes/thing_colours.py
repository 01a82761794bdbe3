"""The 16 colours that can be asked for, and small colour arithmetic for everything that is drawn."""

from __future__ import annotations

import colorsys

import numpy as np

from .display import Rgb


def _hex(value: int) -> Rgb:
    return ((value >> 16 & 255) / 255, (value >> 8 & 255) / 255, (value & 255) / 255)


# Printer's-ink editions of the names: a little greyed, and kept far enough apart that each reads as its name and
# not as its neighbour (red / orange / brown, teal / turquoise / green, navy / blue / purple, white / cream / grey).
NAMED_RGB: dict[str, Rgb] = {
    "red": _hex(0xD23B32),
    "orange": _hex(0xEE8130),
    "yellow": _hex(0xF5CE45),
    "green": _hex(0x4C9F50),
    "teal": _hex(0x17706F),
    "blue": _hex(0x3974CF),
    "purple": _hex(0x804AB2),
    "pink": _hex(0xF08CB0),
    "brown": _hex(0x80502F),
    "black": _hex(0x232228),
    "white": _hex(0xF8F6F1),
    "grey": _hex(0x8C8E93),
    "gold": _hex(0xCC9A2C),
    "turquoise": _hex(0x40CDC6),
    "cream": _hex(0xF2E3BF),
    "navy": _hex(0x1E2E5E),
}


def named_colour(colour_id: str, rng: np.random.Generator) -> Rgb:
    """One edition of a named colour: hue within 1 %, saturation and value within 5 %. Raises KeyError."""
    h, s, v = colorsys.rgb_to_hsv(*NAMED_RGB[colour_id])
    dh, ds, dv = rng.uniform(-1, 1, 3).tolist()
    neutral = s < 0.15  # a jitter of hue shows on nothing here, one of saturation would give grey a hue
    return colorsys.hsv_to_rgb((h + 0.008 * dh) % 1.0, min(1.0, s + (0.01 if neutral else 0.05) * ds),
                               min(1.0, max(0.0, v + (0.02 if neutral else 0.045) * dv)))


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` of b in a."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def times(a: Rgb, factor: float) -> Rgb:
    return (min(1.0, a[0] * factor), min(1.0, a[1] * factor), min(1.0, a[2] * factor))


def lighter(a: Rgb, share: float) -> Rgb:
    return mix(a, (1.0, 0.98, 0.93), share)


def darker(a: Rgb, share: float) -> Rgb:
    return mix(a, (a[0] * 0.25, a[1] * 0.2, a[2] * 0.32), share)


def luma(a: Rgb) -> float:
    """Perceived lightness, 0..1."""
    return 0.3 * a[0] + 0.59 * a[1] + 0.11 * a[2]


def jitter(a: Rgb, rng: np.random.Generator, amount: float = 0.04) -> Rgb:
    """A near neighbour of `a`: each channel moves by up to `amount`."""
    d = rng.uniform(-amount, amount, 3).tolist()
    return tuple(min(1.0, max(0.0, c + e)) for c, e in zip(a, d))  # type: ignore[return-value]
