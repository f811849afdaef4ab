"""Columns that may be variables of the codebook: by their names, or by what a file says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from integrind.data.aliases import alias_of
from integrind.data.resemblance import resembling
from integrind.definitions.codebook import CodebookVariable


def candidates(
    columns: Iterable[str], codebook: Mapping[str, CodebookVariable], labels: Mapping[str, str]
) -> dict[str, str]:
    """Give the column by variable. No column is given twice.

    A name that one family of surveys has counts most; then names that are alike, names that mean something
    else elsewhere, and labels.
    """
    names = list(columns)
    aliases = {name: alias for name in names if (alias := alias_of(name)) and alias.variable in codebook}
    found = {alias.variable: name for name, alias in aliases.items() if not alias.elsewhere}
    left = [name for name in names if name not in found.values()]
    found = resembling(left, codebook) | found
    for name, alias in aliases.items():
        if name not in found.values():
            found.setdefault(alias.variable, name)
    for variable, name in _by_label({it: labels[it] for it in names if it in labels}, codebook).items():
        if name not in found.values():
            found.setdefault(variable, name)
    return found


def _by_label(labels: Mapping[str, str], codebook: Mapping[str, CodebookVariable]) -> dict[str, str]:
    """Columns whose label is a variable's name or title, word for word."""
    said = {label.casefold().strip(): name for name, label in labels.items()}
    return {
        variable: said[words]
        for variable, known in codebook.items()
        for words in (variable.replace("_", " "), known.title.casefold())
        if words in said
    }
