"""Which kind of no answer a label may mean: for a suggestion alone, since surveys' words vary."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BEFORE = re.compile(r"^[\s\[(-]*(?:[0-9]+[.:)\s-]+)?[\[(]?|\[dnr\]", re.IGNORECASE)
"""Codes that labels begin with, and marks of interviewers."""

_KINDS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("refused", re.compile(r"(refus\w*|verweigert|recusou|recusa|se neg[oó]|rechaza)\b")),
    (
        "dont_know",
        re.compile(r"(do(es)?n'?t know|do not know|dk|wei(ß|ss) nicht|ne sait pas|no sabe|n[ãa]o sabe)\b"),
    ),
    (
        "not_applicable",
        re.compile(
            r"(not applicable|inapplicable|iap|trifft nicht zu|sans objet|no aplica|n[ãa]o se aplica)\b"
        ),
    ),
    ("not_asked", re.compile(r"(not asked|nicht gefragt|nicht erhoben|question non posée)\b")),
    (
        "no_answer",
        re.compile(r"(no answer|not stated|skipped|keine angabe|sans réponse|sin respuesta|no contesta)\b"),
    ),
)


def kind_of(label: str) -> str:
    """The kind whose words a label begins with; empty where none fits."""
    words = _BEFORE.sub("", label).strip().casefold()
    return next((kind for kind, known in _KINDS if known.match(words)), "")
