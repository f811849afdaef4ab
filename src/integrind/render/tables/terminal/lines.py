"""Lines of what a table says: cut to their place, or folded where the screen is narrow."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from integrind.render.safe import visible

WIDTH = 80
"""Of a screen that has columns; a narrower one reads sentences."""


def cut(text: str, width: int) -> str:
    """As wide as that, with a sign where something is cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def titled(title: str, unit: str, width: int, mark: str = "") -> str:
    """A title with its unit and a mark, which are never cut."""
    behind = visible(f", {unit}" if unit else "") + (f" {mark}" if mark else "")
    room = width - cell_len(behind)
    if cell_len(visible(title)) <= room:
        return set_cell_size(f"{visible(title)}{behind}", width)
    return set_cell_size(cut(visible(title), room).rstrip() + behind, width)
