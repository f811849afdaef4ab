"""Values of options: read from text, and refused in words of ours, with the nearest right word."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import typer

from integrind.cli import completion
from integrind.faults import did_you_mean

Word = TypeVar("Word", bound=StrEnum)


def one_of(words: type[Word]) -> dict[str, Any]:
    """How an option takes one of a few words: a parser, and what the help shows of it."""

    def parse(text: str) -> Word:
        try:
            return words(text)
        except ValueError:
            known = ", ".join(words)
            hint = did_you_mean(text, words) or f"it is one of {known}"
            raise typer.BadParameter(f"{text!r} is not known; {hint}") from None

    return {"parser": parse, "metavar": "|".join(words), "autocompletion": completion.of(words)}


def one_by_one(option: str) -> Callable[[str], str]:
    """Read one of several words, which are given each behind the option."""

    def parse(text: str) -> str:
        if "," in text:
            each = " ".join(f"{option} {it.strip()}" for it in text.split(","))
            raise typer.BadParameter(f"{text!r} is several; write {each}")
        return text

    return parse


def number(example: float) -> dict[str, Any]:
    """How an option takes a number, which whoever uses it bounds."""

    def parse(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise typer.BadParameter(f"{text!r} is not a number: write {example:g}, say")
        return found

    return {"parser": parse, "metavar": "NUMBER"}


def whole(low: int, high: int) -> dict[str, Any]:
    """How an option takes a whole number between two others, both of them allowed."""

    def parse(text: str) -> int:
        found = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if not low <= found <= high:
            raise typer.BadParameter(f"{text!r} is not a whole number from {low} to {high}")
        return found

    return {"parser": parse, "metavar": f"{low}-{high}"}
