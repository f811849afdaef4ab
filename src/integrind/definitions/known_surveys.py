"""Descriptions of well-known surveys, as they come with integrind: each part of their text, and what it says.

A file is a description like any other. Its variables are blocks, with a blank line between them. A block that
begins with `# Choose:` is for the analyst to decide: it never stands active in what is written from the file.
`# Prefix: w_,` at the head: columns begin so that are called after the wave, and each wave has a letter.
One that begins with `# Only beside A, B*:` stands active only where the file has one of these columns, which
tell its edition.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from integrind.definitions.codebook import Codebook
from integrind.definitions.files import SURVEY_SUFFIX
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey
from integrind.errors import DefinitionError, UsageError
from integrind.faults import did_you_mean
from integrind.packaged import packaged_surveys

_CHOICE = "  # Choose: "
_PREFIX = re.compile(r"^# Prefix: (\w+_),", re.MULTILINE)
_EDITION = re.compile(r"  # Only beside ([^:]*):")
_NAME = re.compile(r"^  ([a-z][a-z0-9_]*):", re.MULTILINE)


@dataclass(frozen=True)
class KnownSurvey:
    """A packaged description: what it says, and its text."""

    name: str
    survey: Survey
    """With every choice made, so that what it would say can be checked."""
    text: str

    @property
    def editions(self) -> str:
        """Which editions it is for, as it says at its head."""
        return " ".join(line[2:] for line in self.head if line.startswith("# "))

    @property
    def head(self) -> tuple[str, ...]:
        """The lines before the design, if there is one, and the variables."""
        return tuple(re.split(r"\n(?=design:|variables:)", self.text)[0].splitlines())

    @property
    def design(self) -> tuple[str, ...]:
        """The lines of the design."""
        found = re.search(r"^design:\n((?:  .*\n)+)", self.text, re.MULTILINE)
        return tuple(found[1].splitlines()) if found else ()

    @cached_property
    def blocks(self) -> Mapping[str, str]:
        """The lines of each variable, its remarks before them."""
        _, _, rest = self.text.partition("\nvariables:\n")
        texts = re.split(r"\n(?=\S)", rest)[0].split("\n\n")
        named = ((_NAME.search(text), text.rstrip("\n")) for text in texts)
        return {name[1]: text for name, text in named if name is not None}

    @property
    def choices(self) -> tuple[str, ...]:
        """The variables that an analyst has to decide about."""
        return tuple(name for name, text in self.blocks.items() if text.startswith(_CHOICE))

    def as_named_in(self, columns: Collection[str]) -> KnownSurvey:
        """The description with the prefix of most of a file's columns, where each wave has its own."""
        found = _PREFIX.search(self.text)
        if found is None:
            return self
        own, stems = found[1], re.findall(rf"\b{found[1]}(\w+)", self.text)
        prefixes = Counter(
            name.removesuffix(stem) for name in columns for stem in stems if name.endswith(f"_{stem}")
        )
        ((prefix, _),) = prefixes.most_common(1) or [(own, 0)]
        said = self.survey.model_dump_json(by_alias=True, exclude_unset=True)
        renamed = Survey.model_validate_json(said.replace(f'"{own}', f'"{prefix}'))
        return KnownSurvey(self.name, renamed, re.sub(rf"\b{own}", prefix, self.text))

    def of_another_edition(self, columns: Collection[str]) -> tuple[str, ...]:
        """The variables whose codes hang on the edition, where no column of a file tells it."""
        told = {name: _EDITION.match(text) for name, text in self.blocks.items()}
        return tuple(
            name
            for name, found in told.items()
            if found is not None and not any(fnmatch.filter(columns, it) for it in found[1].split(", "))
        )

    def without_choices(self) -> str:
        """The text with every choice a comment."""
        return self.text if not self.choices else self._commented()

    def _commented(self) -> str:
        text = self.text
        for name in self.choices:
            text = text.replace(self.blocks[name], as_comment(self.blocks[name]))
        return text


def as_comment(block: str) -> str:
    """The lines of a variable, none of them active."""
    lines = (line if line.startswith("  # ") else f"  # {line[2:]}" for line in block.splitlines())
    return "\n".join(lines)


def known_names() -> tuple[str, ...]:
    """The names of the descriptions that come with integrind."""
    found = sorted(packaged_surveys().glob(f"*{SURVEY_SUFFIX}"))
    return tuple(path.name.removesuffix(SURVEY_SUFFIX) for path in found)


def known_surveys(codebook: Codebook | None) -> tuple[KnownSurvey, ...]:
    """The descriptions that come with integrind, by name, where the codebook has their variables."""
    found = []
    for name in known_names():
        path = packaged_surveys() / f"{name}{SURVEY_SUFFIX}"
        with suppress(DefinitionError):  # another codebook has other variables, or values
            found.append(KnownSurvey(name, load_survey(path, codebook), path.read_text("utf-8")))
    return tuple(found)


def known_survey(name: str, codebook: Codebook | None) -> KnownSurvey:
    """The description of that name; raises UsageError where there is none."""
    found = {it.name: it for it in known_surveys(codebook)}
    if name not in found:
        hint = did_you_mean(name, found) or f"integrind describe --known lists them: {', '.join(found)}"
        raise UsageError(f"there is no packaged description {name!r}", hint)
    return found[name]
