"""Indicators that a user asks for by what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from integrind.definitions.frameworks import Frameworks
from integrind.definitions.indicator import Indicator
from integrind.errors import UsageError
from integrind.faults import did_you_mean
from integrind.vocabulary import Dimension, Direction, Role


@dataclass(frozen=True)
class Filter:
    """What an indicator must be; an empty part asks for nothing."""

    dimensions: frozenset[Dimension] = frozenset()
    framework: str | None = None
    """A framework, or a framework and one of its domains: `home_office_2019=work`."""
    role: Role | None = None
    direction: Direction | None = None
    text: str | None = None
    """Words of the id, title, description or notes, whatever their case."""

    def select(self, indicators: Iterable[Indicator]) -> list[Indicator]:
        """Give those that fit, in their order; raise `UsageError` for a framework that nobody has."""
        found = list(indicators)
        framework, domain = self._framework(found)
        return [it for it in found if self._fits(it) and _is_in(it, framework, domain)]

    def _fits(self, indicator: Indicator) -> bool:
        searched = (indicator.id, indicator.title, indicator.description, indicator.notes or "")
        return (
            (not self.dimensions or indicator.dimension in self.dimensions)
            and (self.role is None or indicator.role is self.role)
            and (self.direction is None or indicator.direction is self.direction)
            and (self.text is None or self.text.casefold() in "\n".join(searched).casefold())
        )

    def _framework(self, indicators: Iterable[Indicator]) -> tuple[str, str]:
        framework, _, domain = (self.framework or "").partition("=")
        if framework and framework not in Frameworks.model_fields:
            raise UsageError(
                f"there is no framework {framework!r}", _hint(framework, Frameworks.model_fields)
            )
        if domain:
            known = {it for indicator in indicators for it in getattr(indicator.frameworks, framework)}
            if domain not in known:
                message = f"no indicator is in {framework} under {domain!r}"
                raise UsageError(message, _hint(domain, sorted(known)))
        return framework, domain


def _is_in(indicator: Indicator, framework: str, domain: str) -> bool:
    if not framework:
        return True
    domains = getattr(indicator.frameworks, framework)
    return domain in domains if domain else bool(domains)


def _hint(word: str, known: Iterable[str]) -> str:
    words = list(known)
    return did_you_mean(word, words) or (f"one of: {', '.join(words)}" if words else "")
