"""A slope: what was before and what is now, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from integrind.charts.scale import Scale
from integrind.charts.svg import Drawing, joined, label, line, number, words

WIDTH, HEIGHT = 200.0, 130.0
_SIDES = 55.0, 145.0
_TOP, _BOTTOM = 44.0, 108.0


@dataclass(frozen=True)
class End:
    """One side of a slope."""

    when: str
    written: str
    value: float
    ends: tuple[float, float] | None


@dataclass(frozen=True)
class Slope:
    """Two sides, under a title of at most three lines."""

    title: str
    before: End
    now: End

    def drawing(self, description: str) -> Drawing:
        """All of it."""
        return Drawing(WIDTH, HEIGHT, self.title, description, joined(self._parts()))

    def _parts(self) -> Iterator[str]:
        sides = tuple(zip(_SIDES, (self.before, self.now), strict=True))
        values = [end for _, side in sides for end in (side.ends or (side.value,))]
        scale = Scale.of([*values, 0.0], _BOTTOM, _TOP)
        yield from label(self.title, 11, WIDTH, 3)
        yield line(_SIDES[0] - 12, scale(0), _SIDES[1] + 12, scale(0), "zero")
        (x1, before), (x2, now) = sides
        yield line(x1, scale(before.value), x2, scale(now.value), "slope")
        for (x, side), anchor, beside in zip(sides, ("end", "start"), (-14, 14), strict=True):
            y = scale(side.value)
            if side.ends is not None:
                yield line(x, scale(side.ends[0]), x, scale(side.ends[1]), "bar")
            yield f'<circle class="higher" cx="{number(x)}" cy="{number(y)}" r="3.5"/>'
            yield words(x + beside, y + 4, side.written, anchor=anchor)
            yield words(x, HEIGHT - 6, side.when, kind="faint", anchor="middle")
