"""The words and signs of an expression, before Python's parser sees it.

Python's own messages change between its versions and don't know what an analyst's hand is used to. So the
text is cut into tokens first: what is wrong already here is said in our words, for all of it at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from integrind.expressions.problems import Problem
from integrind.expressions.tree import DEEPEST


class TokenKind(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    TEXT = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign, and where it stands."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the text consists of, and what is wrong with the pieces by themselves."""

    tokens: tuple[Token, ...]
    problems: tuple[Problem, ...]
    line: str
    """The text on one line: white space outside of texts is a plain blank, every offset stays."""


_PIECE = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<tripled>\"{3}|'{3})
    | (?P<text>"(?:[^"\\\n\r]|\\[^\n\r])*"|'(?:[^'\\\n\r]|\\[^\n\r])*')
    | (?P<unclosed>["'])
    | (?P<number>(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?\w*)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>===|!==|<=>|=>|=<|<>|:=|\*\*|//|<<|>>|&&|\|\||==|!=|<=|>=|[-+*/%@&|^~<>=!,.:;()\[\]{}])
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(
    r"(?:(?:0|[1-9][0-9]*(?:_[0-9]+)*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII
)
_LEADING_ZERO = re.compile(r"0[0-9]+", re.ASCII)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PREFIXES = frozenset({"b", "br", "f", "fr", "r", "rb", "rf", "rt", "t", "tr", "u"})

_FOREIGN_SIGNS: Mapping[str, str] = {
    "=": "to compare, write ==",
    ":=": "to compare, write ==",
    "===": "write ==",
    "!==": "write !=",
    "<=>": "write ==",
    "<>": "write !=",
    "=>": "write >=",
    "=<": "write <=",
    "&&": "write and",
    "||": "write or",
    "!": "write not",
    ";": "one expression only",
}
_STRAY_CHARACTERS: Mapping[str, str] = {
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "−": "write -",
    "–": "write -",
    "—": "write -",
    "×": "write *",
    "·": "write *",
    "÷": "write /",
    "¬": "write not",
    "∧": "write and",
    "∨": "write or",
    "∈": "write in",
    **dict.fromkeys("“”„«»", 'write straight quotes: "..."'),
    **dict.fromkeys("‘’‚´", "write straight quotes: '...'"),
    "`": "a name stands without quotes",
    "$": "a name stands without a sign before it",
    "#": "a comment belongs outside of the expression",
    "\\": "an expression may go over several lines as it is",
}
_MOST_BRACKETS = 2 * DEEPEST
_CLOSING: Mapping[str, str] = {"(": ")", "[": "]", "{": "}"}


def tokenize(text: str) -> Tokens:
    """Cut the text into tokens; collect what is wrong with single pieces and with the brackets."""
    tokens: list[Token] = []
    problems: list[Problem] = []
    line: list[str] = []
    for piece in _PIECE.finditer(text):
        kind, found, start = piece.lastgroup, piece.group(), piece.start()
        line.append(" " * len(found) if kind == "space" else found)
        match kind:
            case "tripled":
                hint = "write one quote on each side"
                problems.append(Problem("E006", "a text has one quote, not three", start, piece.end(), hint))
                break
            case "unclosed":
                rest = text[start:].splitlines()[0]
                hint = f"close it with {found}"
                problems.append(Problem("E005", "this text is not closed", start, start + len(rest), hint))
                break
            case "stray":
                problems.append(_stray(found, start))
            case "text":
                tokens.append(Token(TokenKind.TEXT, found, start))
                problems.extend(_problems_of_text(tokens))
            case "number":
                tokens.append(Token(TokenKind.NUMBER, found, start))
                problems.extend(_problems_of_number(tokens))
            case "word":
                tokens.append(Token(TokenKind.WORD, found, start))
                problems.extend(_problems_of_word(tokens[-1]))
            case "sign":
                tokens.append(Token(TokenKind.SIGN, found, start))
                problems.extend(_problems_of_sign(tokens[-1]))
    else:
        problems.extend(_problems_of_brackets(tokens))
    return Tokens(tuple(tokens), tuple(problems), "".join(line))


def _stray(character: str, start: int) -> Problem:
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    hint = _STRAY_CHARACTERS.get(character, "")
    return Problem("E004", f"'{shown}' has no meaning in an expression", start, start + 1, hint)


def _problems_of_text(tokens: list[Token]) -> Iterator[Problem]:
    token = tokens[-1]
    if len(tokens) > 1:
        before = tokens[-2]
        if before.end == token.start and before.text.casefold() in _PREFIXES:
            message = f"a text has no {before.text!r} before its quotes"
            yield Problem("E006", message, before.start, token.end, f"write {token.text}")
    for escape in _ESCAPE.finditer(token.text):
        if escape[1] not in "\\'\"":
            start = token.start + escape.start()
            yield Problem(
                "E006",
                "only \\\\, \\' and \\\" can be escaped",
                start,
                start + 2,
                "write \\\\ for a backslash",
            )
    for offset, character in enumerate(token.text, token.start):
        if unicodedata.category(character) in ("Cc", "Cs"):
            yield _stray(character, offset)


def _problems_of_number(tokens: list[Token]) -> Iterator[Problem]:
    token = tokens[-1]
    if _PLAIN_NUMBER.fullmatch(token.text):
        return
    start, hint = token.start, "write a plain decimal number: 1250 or 0.6"
    if _LEADING_ZERO.fullmatch(token.text):
        hint = f'a code is text: write "{token.text}"'
        if thousands := _thousands_before(tokens):
            start, hint = thousands.start, "a number has no thousands separator"
    yield Problem("E007", "this number is not plain decimal", start, token.end, hint)


def _thousands_before(tokens: list[Token]) -> Token | None:
    """Give the number before, where the last three tokens read like 1,000."""
    match tokens[-3:]:
        case [Token(kind=TokenKind.NUMBER) as first, Token(text=",") as comma, last] if (
            first.end == comma.start and comma.end == last.start and len(last.text) == 3
        ):
            return first
    return None


def _problems_of_word(token: Token) -> Iterator[Problem]:
    if not token.text.isidentifier():
        for offset, character in enumerate(token.text, token.start):
            if not f"_{character}".isidentifier():
                yield _stray(character, offset)


def _problems_of_sign(token: Token) -> Iterator[Problem]:
    if hint := _FOREIGN_SIGNS.get(token.text):
        yield Problem("E010", f"'{token.text}' has no meaning in an expression", token.start, token.end, hint)


def _problems_of_brackets(tokens: Iterable[Token]) -> Iterator[Problem]:
    opened: list[Token] = []
    for token in tokens:
        if token.kind is not TokenKind.SIGN:
            continue
        if token.text in _CLOSING:
            opened.append(token)
            if len(opened) == _MOST_BRACKETS + 1:
                yield Problem("E003", "brackets are nested too deeply", token.start, token.end)
        elif token.text in _CLOSING.values():
            if opened and _CLOSING[opened[-1].text] == token.text:
                opened.pop()
            else:
                yield Problem("E009", f"this '{token.text}' was never opened", token.start, token.end)
    for token in opened:
        yield Problem("E009", f"this '{token.text}' is never closed", token.start, token.end)
