"""Why Python's parser refused the text: which value or operator is missing, or whose language this is.

Walks over the tokens and asks at each whether a value or an operator is due. It runs only after a refusal,
so it need not know the whole grammar.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping, Sequence

from integrind.expressions.problems import Problem
from integrind.expressions.tokens import Token, TokenKind

_BETWEEN_VALUES = frozenset({"and", "or", "in", "is", "if", "else"})
_KEYWORDS_THAT_ARE_VALUES = frozenset({"True", "False", "None"})
_SIGNS_BEFORE_VALUES = frozenset({"+", "-", "~"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")

_FOREIGN_WORDS: Mapping[str, str] = {
    "and": "write and",
    "or": "write or",
    "not": "write not",
    "in": "write in",
    "is": "write ==; missing(x) asks whether an answer is missing",
    "if": "write a if condition else b",
    "else": "write a if condition else b",
    "elif": "write a if condition else b if other_condition else c",
    "then": "write a if condition else b",
    "case": "write a if condition else b",
    "when": "write a if condition else b",
    "between": "write low <= x <= high",
    "like": 'write x in ("...", "...") with the whole values',
}


def explain(tokens: Sequence[Token], offset: int) -> list[Problem]:
    """Give the reasons; `offset` is where Python stopped, for the case that we see none ourselves."""
    if found := list(_misplaced(tokens)):
        return found
    ifs = [token for token in tokens if token.text == "if"]
    if len(ifs) > sum(token.text == "else" for token in tokens):
        return [_at(ifs[-1], "E011", "this 'if' has no 'else'", _FOREIGN_WORDS["if"])]
    at = next((token for token in tokens if token.end > offset), tokens[-1])
    return [_at(at, "E011", "the expression cannot be read from here")]


def _misplaced(tokens: Sequence[Token]) -> Iterator[Problem]:
    value_due = True
    before: Token | None = None
    for token in tokens:
        if not _is_value(token):
            if value_due and not _may_follow(before, token):
                hint = _FOREIGN_WORDS.get(token.text, "") if token.text in ("if", "else") else ""
                yield _at(token, "E011", f"a value is missing before '{token.text}'", hint)
            value_due = token.text not in _CLOSING
        elif keyword.iskeyword(token.text) and token.text not in _KEYWORDS_THAT_ARE_VALUES:
            hint = "describe the column under another name"
            yield _at(token, "E012", f"'{token.text}' is a word that Python keeps for itself", hint)
            return
        elif value_due or _continues_text(before, token):
            value_due = False
        else:
            yield _side_by_side(before, token)
            value_due = _foreign(token) is not None
        before = token
    if value_due and before is not None:
        yield _at(before, "E011", f"a value is missing after '{before.text}'")


def _is_value(token: Token) -> bool:
    if token.kind is TokenKind.WORD:
        return token.text not in _BETWEEN_VALUES and token.text != "not"
    return token.kind is not TokenKind.SIGN


def _may_follow(before: Token | None, token: Token) -> bool:
    """Whether the sign or word, standing where a value is due, can stand there."""
    if token.text in _CLOSING:
        return before is not None and (before.text in _OPENING or before.text == ",")
    if token.text == "in":
        return before is not None and before.text == "not"
    return token.text == "not" or token.text in _SIGNS_BEFORE_VALUES or token.text in _OPENING


def _continues_text(before: Token | None, token: Token) -> bool:
    return before is not None and before.kind is TokenKind.TEXT and token.kind is TokenKind.TEXT


def _side_by_side(before: Token | None, token: Token) -> Problem:
    for word in (before, token):
        if word is not None and (hint := _foreign(word)):
            return _at(word, "E010", f"'{word.text}' has no meaning in an expression", hint)
    return _at(token, "E011", f"an operator is missing before '{token.text}'")


def _foreign(token: Token) -> str | None:
    return _FOREIGN_WORDS.get(token.text.casefold()) if token.kind is TokenKind.WORD else None


def _at(token: Token, code: str, message: str, hint: str = "") -> Problem:
    return Problem(code, message, token.start, token.end, hint)
