"""A strip for each indicator: a dot and an interval for each area, and a tick for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from integrind.charts.scale import Scale
from integrind.charts.svg import Drawing, joined, label, line, number, text_of, words

LABELS, WIDTH = 165.0, 480.0
_APART, _SPARE = 5.0, 16.0


@dataclass(frozen=True)
class Place:
    """An area's estimate with its interval, in words where it is pointed at."""

    said: str
    value: float
    ends: tuple[float, float] | None


@dataclass(frozen=True)
class Strip:
    """The areas of one indicator, each on a line of its own, and the whole."""

    label: str
    places: tuple[Place, ...]
    whole: float | None
    ends: tuple[str, str]
    """The lowest and the highest estimate, as they are written."""

    @property
    def height(self) -> float:
        """By the number of areas."""
        return max(len(self.places) * _APART + _SPARE, 32.0)


@dataclass(frozen=True)
class Strips:
    """Strips below each other, each on a scale of its own."""

    strips: tuple[Strip, ...]
    title: str
    description: str

    def drawing(self) -> Drawing:
        """All of them."""
        height = sum(strip.height for strip in self.strips)
        return Drawing(WIDTH, height, self.title, self.description, joined(self._parts()))

    def _parts(self) -> Iterator[str]:
        y = 0.0
        for strip in self.strips:
            yield line(0, y + strip.height, WIDTH, y + strip.height, "rule")
            yield from label(strip.label, y + 13, LABELS - 8, 2)
            yield from _places(strip, y)
            y += strip.height


def _places(strip: Strip, top: float) -> Iterator[str]:
    values = [end for place in strip.places for end in (place.ends or (place.value,))]
    scale = Scale.of([*values, *([] if strip.whole is None else [strip.whole])], LABELS + 40, WIDTH - 40)
    low, high = strip.ends
    middle = top + strip.height / 2 + 4
    yield words(LABELS, middle, low, kind="faint")
    yield words(WIDTH, middle, high, kind="faint", anchor="end")
    if strip.whole is not None:
        yield line(scale(strip.whole), top + 4, scale(strip.whole), top + strip.height - 4, "zero")
    for at, place in enumerate(strip.places):
        y = top + _SPARE / 2 + at * _APART + _APART / 2
        bar = "" if place.ends is None else line(scale(place.ends[0]), y, scale(place.ends[1]), y, "bar")
        dot = f'<circle class="higher" cx="{number(scale(place.value))}" cy="{number(y)}" r="2"/>'
        yield f"<g><title>{text_of(place.said)}</title>{bar}{dot}</g>"
