"""Published frameworks: their domains, and what of each the library has.

A definition names the frameworks and domains that it belongs to. `indicators/frameworks.csv` goes the other
way: a row for each indicator that a framework has published, with ours or the reason for having none.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal, get_args, get_origin

from pydantic import Field

from integrind.definitions.model import Identifier, Model
from integrind.packaged import packaged_indicators

HomeOfficeDomain = Literal[
    "work",
    "housing",
    "education",
    "health_and_social_care",
    "leisure",
    "bonds",
    "bridges",
    "links",
    "language_and_communication",
    "culture",
    "digital_skills",
    "safety",
    "stability",
    "rights_and_responsibilities",
]
AppgDimension = Literal["economic", "social", "civic"]
ZaragozaArea = Literal[
    "employment", "education", "social_inclusion", "active_citizenship", "welcoming_society"
]
DashboardArea = Literal[
    "employment", "education", "social_inclusion", "housing", "health", "active_citizenship", "youth"
]
IplDimension = Literal[
    "psychological", "economic", "political", "social", "linguistic", "navigational", "overall"
]
LaenderPart = Literal["work", "income", "social", "identity", "conditions"]
DanishGoal = Literal[
    "work", "education", "language", "citizenship", "equal_treatment", "autonomy", "self_support"
]
FraTopic = Literal["discrimination", "rights", "hate_crime", "police", "identity", "status"]
CommunityLifeTopic = Literal["social", "civic", "identity"]
UneceDomain = Literal["education", "economic", "civic", "longitudinal"]


class Frameworks(Model):
    """Where published frameworks put the indicator; many to many."""

    home_office_2019: tuple[HomeOfficeDomain, ...] = Field(
        default=(), title="Home Office Indicators of Integration 2019", description="Its domains."
    )
    appg_2017: tuple[AppgDimension, ...] = Field(
        default=(), title="APPG on Social Integration 2017", description="Its dimensions."
    )
    zaragoza_2010: tuple[ZaragozaArea, ...] = Field(
        default=(), title="Zaragoza indicators 2010", description="Their policy areas."
    )
    oecd_settling_in: tuple[Identifier, ...] = Field(
        default=(), title="OECD and European Union, Settling In", description="Its topics."
    )
    eurostat_dashboard: tuple[DashboardArea, ...] = Field(
        default=(), title="Eurostat, migrant integration dashboard", description="Its areas."
    )
    ipl_24: tuple[IplDimension, ...] = Field(
        default=(), title="IPL Integration Index", description="Its dimensions, in either length."
    )
    laender: tuple[LaenderPart, ...] = Field(
        default=(), title="Integration monitoring of the German Länder", description="Its parts."
    )
    denmark_barometer: tuple[DanishGoal, ...] = Field(
        default=(), title="Denmark, Integrationsbarometer", description="Its goals."
    )
    fra: tuple[FraTopic, ...] = Field(
        default=(), title="EU Agency for Fundamental Rights, surveys", description="Their topics."
    )
    community_life: tuple[CommunityLifeTopic, ...] = Field(
        default=(), title="Community Life Survey", description="Its topics."
    )
    unece: tuple[UneceDomain, ...] = Field(
        default=(), title="UNECE, conditions of migrants 2015", description="Its domains."
    )


UNREAD: Mapping[str, str] = {
    "home_office_2019": "The lists of outcomes could not be read: the rows, and which domain an indicator "
    "is in, are from what is generally known of them.",
    "appg_2017": "The report has three dimensions and no list: where an indicator is put is our judgement.",
    "zaragoza_2010": "The declaration's own list could not be read: an indicator is in an area by what its "
    "sources and notes say. The welcoming society was proposed as an area in 2013 and is none of 2010.",
    "unece": "The recommended set could not be read: an indicator is in a domain by the domain's name.",
}
"""What a framework's mappings rest on where its own list wasn't read; elsewhere each row says it."""


class KeptOut(StrEnum):
    """Why the library has nothing for a published indicator."""

    NOT_SURVEY_DATA = "not_survey_data"
    COMMAND = "command"
    NOT_IN_LIBRARY = "not_in_library"


@dataclass(frozen=True)
class Published:
    """An indicator of a framework as published, and what of the library stands for it."""

    framework: str
    """A key of `Frameworks`, or the name of a publisher whose framework is no key."""
    domain: str
    title: str
    facts: str
    ids: tuple[str, ...]
    kept_out: KeptOut | None
    """None where the library has it."""
    note: str
    source: str
    read: Literal["yes", "partly", "no"]


@cache
def published() -> tuple[Published, ...]:
    """Every indicator of every framework that the library was held beside, in the file's order."""
    with (packaged_indicators() / "frameworks.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_published(row) for row in csv.DictReader(file))


def published_of(framework: str) -> tuple[Published, ...]:
    """Those of one framework; none where its list wasn't read."""
    return tuple(it for it in published() if it.framework == framework)


def domains_of(framework: str) -> tuple[str, ...]:
    """The domains of a framework whose list is closed; of others none."""
    field = Frameworks.model_fields.get(framework)
    domain, *_ = get_args(field.annotation) if field is not None else (str,)
    return get_args(domain) if get_origin(domain) is Literal else ()


def _published(row: Mapping[str, str]) -> Published:
    read = next(word for word in _READ if word == row["read"])
    kept_out = KeptOut(row["kept_out"]) if row["kept_out"] else None
    return Published(
        row["framework"],
        row["domain"],
        row["indicator"],
        row["facts"],
        tuple(row["library"].split()),
        kept_out,
        row["note"],
        row["source"],
        read,
    )


_READ: tuple[Literal["yes", "partly", "no"], ...] = ("yes", "partly", "no")
