"""Elements of SVG as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

STYLE = """\
svg{font:11px system-ui,sans-serif;--ink:#1a1a1a;--faint:#595959;--rule:#d4d4d4;
--worse:#a8321e;--better:#0a6b4f;--other:#1f5aa6}
svg text{fill:var(--ink)}
svg .faint{fill:var(--faint)}
svg .heading{font-weight:bold}
svg .rule{stroke:var(--rule);fill:none}
svg .zero{stroke:var(--faint)}
svg .bar,svg .slope{stroke:var(--faint);fill:none}
svg .worse{fill:var(--worse);stroke:var(--worse)}
svg .better{fill:var(--better);stroke:var(--better)}
svg .higher,svg .lower{fill:var(--other);stroke:var(--other)}
svg .equivalent{fill:var(--faint)}
svg .unclear,svg .doubtful{fill:none;stroke:var(--faint);stroke-width:1.5}
svg .doubtful{stroke-dasharray:2 1.5}
svg rect.worse,svg rect.better,svg rect.unclear{stroke:var(--ground,#fff);stroke-width:1}
svg rect.unclear{fill:var(--rule)}
svg .inside-worse,svg .inside-better{fill:var(--ground,#fff);stroke:none}
@media (prefers-color-scheme:dark){svg{--ink:#eee;--faint:#b0b0b0;--rule:#474747;
--worse:#ff9d87;--better:#63d3a6;--other:#8fbaff}}
@media print{svg{--ink:#000;--faint:#444;--rule:#bbb;--worse:#7a1c0c;--better:#0a5b43;--other:#16407a}}
"""
"""Colours of charts, light, dark and printed; each has 4.5:1 on the page's ground."""

LINE = 12.0
"""From one line of text to the next."""
_CHARACTER = 5.8
"""How wide a character is taken to be, in the units of a drawing."""


@dataclass(frozen=True)
class Drawing:
    """What is inside a picture, how large it is, and what is read aloud of it."""

    width: float
    height: float
    title: str
    description: str
    parts: tuple[str, ...]

    def written(self, name: str, style: str = "") -> str:
        """As an element of a page, under a name that nothing else there has; with a style it stands alone."""
        alone = ' xmlns="http://www.w3.org/2000/svg"' if style else ""
        size = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        title, described = text_of(self.title), text_of(self.description)
        read = f'<title id="{name}-t">{title}</title><desc id="{name}-d">{described}</desc>'
        inside = "".join((f"<style>{style}</style>" if style else "", read, *self.parts))
        return f'<svg{alone} {size} role="img" aria-labelledby="{name}-t {name}-d">{inside}</svg>'


def number(value: float) -> str:
    """Write a length in tenths, which no eye tells apart."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text_of(text: str) -> str:
    """Write text that means nothing but itself."""
    return escape(text)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a line."""
    return f'<path class="{kind}" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>'


def words(x: float, y: float, text: str, *, kind: str = "", anchor: str = "start") -> str:
    """Write text at a place."""
    named = f' class="{kind}"' if kind else ""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{number(x)}" y="{number(y)}"{named}{where}>{text_of(text)}</text>'


def label(text: str, start: float, width: float, most: int) -> Iterator[str]:
    """A label in lines from a place on down; all of it is told to who points at it."""
    yield f"<g><title>{text_of(text)}</title>"
    yield from (words(0, start + LINE * row, it) for row, it in enumerate(folded(text, width, most)))
    yield "</g>"


def folded(text: str, width: float, most: int) -> list[str]:
    """Fold a label to so many lines of about that width; what is cut is said by a sign."""
    characters = max(int(width / _CHARACTER), 4)
    lines = textwrap.wrap(text, characters, break_long_words=True) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: characters - 1].rstrip() + "…"]
    return lines


def joined(parts: Iterable[str]) -> tuple[str, ...]:
    """Leave out what is empty."""
    return tuple(part for part in parts if part)
