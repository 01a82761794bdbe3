"""Every kind of vocabulary.THINGS as marks. The one door to things_*.py.

    marks = draw_thing("lighthouse", ThingContext(rng, palette, None, 0.3, 0.8, 0.4, (0.9, 0.1), dark=True))

A thing is already tinted into its palette (Pen.tone); composition adds only depth: haze over what is far.
"""

from __future__ import annotations

from . import things_at_hand, things_built, things_living, things_moving, things_plants, things_signs, things_sky
from .display import Mark
from .thing_colours import NAMED_RGB, named_colour
from .thing_pen import Kind, Pen, ThingContext, ThingInfo

_KINDS: dict[str, Kind] = {
    **things_sky.KINDS, **things_plants.KINDS, **things_built.KINDS, **things_moving.KINDS,
    **things_living.KINDS, **things_at_hand.KINDS, **things_signs.KINDS,
}
THING_INFO: dict[str, ThingInfo] = {name: kind.info for name, kind in _KINDS.items()}


def draw_thing(kind: str, ctx: ThingContext) -> list[Mark]:
    """The marks of one thing in scene units, back to front. Raises ValueError for a kind nobody can draw."""
    known = _KINDS.get(kind)
    if known is None:
        raise ValueError(f"no thing is called {kind!r}; known: {', '.join(sorted(_KINDS))}")
    if not ctx.height > 0:
        raise ValueError(f"a thing needs a height above 0, not {ctx.height}")
    pen = Pen(ctx, known.info.standing, known.mirror, known.lean, known.tilt, known.stretch)
    known.draw(pen)
    return pen.marks


__all__ = ["NAMED_RGB", "THING_INFO", "ThingContext", "ThingInfo", "draw_thing", "named_colour"]
