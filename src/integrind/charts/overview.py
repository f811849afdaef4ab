"""How many indicators are behind, without clear difference and ahead: a bar for each group and dimension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from integrind.charts.svg import Drawing, folded, joined, number, text_of, words

LABELS, WIDTH, ROW, HEADING = 130.0, 360.0, 20.0, 24.0
KINDS = ("worse", "unclear", "better")


@dataclass(frozen=True)
class Bar:
    """A group's numbers of indicators: behind, without clear difference, ahead."""

    label: str
    counts: tuple[int, int, int]


@dataclass(frozen=True)
class Overview:
    """Bars under the dimension that they are of."""

    parts: tuple[tuple[str, tuple[Bar, ...]], ...]
    title: str
    description: str

    def drawing(self) -> Drawing:
        """All of it."""
        rows = sum(len(bars) for _, bars in self.parts)
        height = rows * ROW + len(self.parts) * HEADING + 4
        return Drawing(WIDTH, height, self.title, self.description, joined(self._parts()))

    def _parts(self) -> Iterator[str]:
        y = 0.0
        for heading, bars in self.parts:
            yield words(0, y + 16, heading, kind="heading")
            y += HEADING
            for bar in bars:
                yield from self._bar(bar, y)
                y += ROW

    def _bar(self, bar: Bar, y: float) -> Iterator[str]:
        said = "{} behind, {} without clear difference, {} ahead".format(*bar.counts)
        yield f"<g><title>{text_of(f'{bar.label}: {said}')}</title>"
        yield words(0, y + 13, folded(bar.label, LABELS - 6, 1)[0])
        every = sum(bar.counts) or 1
        x, room = LABELS, WIDTH - LABELS
        for kind, count in zip(KINDS, bar.counts, strict=True):
            width = room * count / every
            if count:
                yield (
                    f'<rect class="{kind}" x="{number(x)}" y="{number(y + 2)}" width="{number(width)}" '
                    f'height="{number(ROW - 5)}"/>'
                )
                inside = f"inside-{kind}"
                if width > 14:
                    yield words(x + width / 2, y + 13, str(count), kind=inside, anchor="middle")
            x += width
        yield "</g>"
