"""A dot and an interval for each indicator, a panel for each group, on labels that the panels share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from integrind.charts.scale import Scale
from integrind.charts.svg import LINE, Drawing, folded, joined, label, line, number, text_of, words

LABELS, PANEL = 165.0, 200.0
"""How wide the labels and each panel are; a page keeps them in this proportion."""
ROW, TOP, BOTTOM = 28.0, 34.0, 22.0
_MARGIN = 10.0


@dataclass(frozen=True)
class Mark:
    """What stands in one row of one panel."""

    said: str
    """In words, for who points at it."""
    kind: str
    """`worse`, `better`, `unclear`, `equivalent`, `higher`, `lower` or `doubtful`."""
    value: float | None = None
    ends: tuple[float, float] | None = None
    sign: str = ""
    """What stands in the place of a value."""


@dataclass(frozen=True)
class Panel:
    """A group's marks, one for each label; None where there is nothing to say."""

    title: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True)
class Dots:
    """Panels on one scale."""

    labels: tuple[str, ...]
    panels: tuple[Panel, ...]
    axis: tuple[str, str, str]
    """What is left of zero, what the numbers are, and what is right of it."""
    title: str
    description: str

    @property
    def height(self) -> float:
        """Of labels and panels alike."""
        return TOP + ROW * len(self.labels) + BOTTOM

    def label_drawing(self) -> Drawing:
        """The labels alone."""
        return Drawing(LABELS, self.height, self.title, "Labels of the rows", joined(self._labels()))

    def panel_drawing(self, panel: Panel) -> Drawing:
        """One panel alone."""
        title = f"{self.title}: {panel.title}"
        return Drawing(PANEL, self.height, title, self._described(panel), joined(self._panel(panel)))

    def whole(self) -> Drawing:
        """Labels and panels side by side, as a picture of its own."""
        parts = list(self._labels())
        for at, panel in enumerate(self.panels):
            inside = "".join(self._panel(panel))
            parts.append(f'<g transform="translate({number(LABELS + at * PANEL)})">{inside}</g>')
        width = LABELS + PANEL * len(self.panels)
        return Drawing(width, self.height, self.title, self.description, tuple(parts))

    def _described(self, panel: Panel) -> str:
        kinds = [mark.kind for mark in panel.marks if mark is not None and mark.value is not None]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        return f"{self.description} {counts}." if counts else self.description

    def _labels(self) -> Iterator[str]:
        for at, text in enumerate(self.labels):
            lines = len(folded(text, LABELS - 8, 2))
            start = self._middle(at) + 4 - LINE / 2 * (lines - 1)
            yield from label(text, start, LABELS - 8, 2)

    def _panel(self, panel: Panel) -> Iterator[str]:
        scale = self.scale
        for row, text in enumerate(folded(panel.title, PANEL - 12, 2)):
            yield words(PANEL / 2, 11 + LINE * row, text, anchor="middle")
        bottom = TOP + ROW * len(self.labels)
        left, unit, right = self.axis
        for tick in scale.ticks(6):
            yield line(scale(tick), TOP, scale(tick), bottom, "zero" if tick == 0 else "rule")
            yield words(
                scale(tick), bottom + 10, f"{tick:+g}" if tick else "0", kind="faint", anchor="middle"
            )
        yield words(_MARGIN, bottom + 20, left, kind="faint")
        yield words(PANEL / 2, bottom + 20, unit, kind="faint", anchor="middle")
        yield words(PANEL - _MARGIN, bottom + 20, right, kind="faint", anchor="end")
        for at, mark in enumerate(panel.marks):
            if mark is not None:
                yield self._mark(mark, self._middle(at))

    def _mark(self, mark: Mark, y: float) -> str:
        told = f"<title>{text_of(mark.said)}</title>"
        if mark.value is None:
            sign = words(self.scale(0), y + 4, mark.sign, kind="faint", anchor="middle")
            return f"<g>{told}{sign}</g>"
        x = self.scale(mark.value)
        bar = (
            "" if mark.ends is None else line(self.scale(mark.ends[0]), y, self.scale(mark.ends[1]), y, "bar")
        )
        return f"<g>{told}{bar}{shape(mark.kind, x, y)}</g>"

    @property
    def scale(self) -> Scale:
        """The same in every panel."""
        marks = [mark for panel in self.panels for mark in panel.marks if mark is not None]
        values = [end for mark in marks for end in (mark.ends or ()) if mark.value is not None]
        values += [mark.value for mark in marks if mark.value is not None]
        return Scale.around_zero(values, _MARGIN, PANEL - _MARGIN)

    def _middle(self, row: int) -> float:
        return TOP + ROW * (row + 0.5)


_SHAPES = {
    "worse": "M{l} {t}H{r}L{x} {b}Z",
    "better": "M{l} {b}H{r}L{x} {t}Z",
    "higher": "M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z",
    "lower": "M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z",
}


def shape(kind: str, x: float, y: float) -> str:
    """Draw a mark: a triangle up or down, a diamond, or a circle where nothing is clear."""
    if kind not in _SHAPES:
        return f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="3.5"/>'
    half = 4.5
    places = {"x": x, "y": y, "l": x - half, "r": x + half, "t": y - half, "b": y + half}
    return (
        f'<path class="{kind}" d="{_SHAPES[kind].format(**{it: number(at) for it, at in places.items()})}"/>'
    )


def in_rows(panels: Sequence[Panel], most: int) -> list[tuple[Panel, ...]]:
    """Panels that stand beside each other: as many in each row as there is room for."""
    return [tuple(panels[at : at + most]) for at in range(0, len(panels), most)]
