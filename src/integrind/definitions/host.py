"""What definitions call the host country's own: its name, its language, its currency.

A definition is the same everywhere. Only what it is called follows the country of the survey.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from pydantic import Field

from integrind.definitions.model import Model

OTHER = "other"
"""The key of the title of hosts without one of their own; {country}, {language} and the like are filled."""
CURRENCY = "currency"
"""A unit that stands for the host's currency."""


class Host(Model):
    """The country of a survey."""

    country: str = Field(min_length=1, description="Its name as it stands in a sentence: Norway, the USA.")
    language: str | None = Field(default=None, min_length=1, description="Its language: Norwegian.")
    nationality: str | None = Field(default=None, min_length=1, description="What its people are: Norwegian.")
    currency: str | None = Field(default=None, min_length=1, description="Of amounts in the file: NOK.")


def called(neutral: str, titles: Mapping[str, str], host: Host | None) -> str:
    """The country's own title, else that of all others with its words put in, else the neutral one."""
    if host is None:
        return neutral
    title = titles.get(host.country, titles.get(OTHER, neutral))
    words = host.model_dump(exclude_none=True)
    return title.format(**words) if words.keys() >= _placeholders(title) else neutral


def unit_of(unit: str, host: Host | None) -> str:
    """The unit with the host's currency in the place of the word."""
    words = unit.split(" ")
    if host is None or host.currency is None or CURRENCY not in words:
        return unit
    return " ".join(host.currency if word == CURRENCY else word for word in words)


def unfilled(titles: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """By country, each title that leaves open what no host has: with what is wrong, and a hint."""
    for country, title in titles.items():
        if not _can_be_filled(title):
            message = f"{title!r} leaves open what no host has"
            yield country, message, f"one of: {', '.join(f'{{{name}}}' for name in Host.model_fields)}"


def _can_be_filled(title: str) -> bool:
    try:
        return _placeholders(title) <= Host.model_fields.keys()
    except ValueError:
        return False


def _placeholders(title: str) -> set[str]:
    """The words that a title leaves open. Raises ValueError for a brace alone or a word with a format."""
    found: set[str] = set()
    for _, name, form, conversion in Formatter().parse(title):
        if form or conversion:
            raise ValueError("a word is put in as it is")
        found |= {name} if name is not None else set()
    return found
