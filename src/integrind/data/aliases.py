"""Names that columns have in families of surveys: what they mean there, and which of them mislead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_OF_A_WAVE = re.compile(r"[a-z]{1,3}_(?=\w+_dv$)")
"""Understanding Society begins the names of derived columns with the letter of the wave."""


@dataclass(frozen=True)
class Alias:
    """A variable by the name that its column has in a family of surveys."""

    family: str
    variable: str
    codes: Mapping[str, str] = field(default_factory=dict)
    """Empty for a number."""
    no_answer: tuple[str, ...] = ()
    elsewhere: str = ""
    """What the name stands for in other surveys. Where it may stand for that, it is never used unasked."""


def alias_of(column: str) -> Alias | None:
    """What a column is by its name, where a family of surveys calls it so; `SEX` and `Sex` are two names."""
    return ALIASES.get(column) or ALIASES.get(_OF_A_WAVE.sub("", column))


def misleads(column: str) -> str:
    """What a column isn't that its name says; empty where it isn't known to mislead."""
    return MISLEADING.get(column, "")


_SEX = {"1": "male", "2": "female"}
_SEX_ELSEWHERE = "one questionnaire of the Community Life Survey has 1 for female"
_ABROAD = {"1": "false", "2": "true"}
_OF_5 = {"1": "national", "2": "national", "3": "national", "4": "national", "5": "non_national"}
_HEALTH = {"1": "very_good", "2": "good", "3": "fair", "4": "bad", "5": "very_bad"}
_SCORES = ("77", "88", "99")
_NEGATIVE = ("-1", "-2", "-4", "-5")

ALIASES: Mapping[str, Alias] = {
    "AGEP": Alias("ACS", "age"),
    "agea": Alias("ESS", "age", no_answer=("999",)),
    "PRTAGE": Alias("CPS", "age", no_answer=("-1",)),
    "RIDAGEYR": Alias("NHANES", "age"),
    "AGE_P": Alias("NHIS", "age", elsewhere="not looked up"),
    "age_dv": Alias("Understanding Society", "age", no_answer=("-9",)),
    "RX010": Alias("EU-SILC", "age", no_answer=("-1",)),
    "Q262": Alias("WVS 7", "age", no_answer=_NEGATIVE, elsewhere="a question's number alone"),
    "V201507x": Alias("ANES 2020", "age", no_answer=("-9", "-8", "-5")),
    "AGE": Alias("UK LFS, IPUMS", "age", elsewhere="elsewhere it has codes of bands"),
    "SEX": Alias("ACS, CPS, IPUMS, EU-LFS, UK LFS", "sex", _SEX, elsewhere=_SEX_ELSEWHERE),
    "Sex": Alias("census", "sex", _SEX, elsewhere=_SEX_ELSEWHERE),
    "gndr": Alias("ESS", "sex", _SEX, ("9",)),
    "PESEX": Alias("CPS", "sex", _SEX, ("-1",)),
    "RB090": Alias("EU-SILC", "sex", _SEX),
    "PB150": Alias("EU-SILC", "sex", _SEX),
    "sex_dv": Alias("Understanding Society", "sex", _SEX, ("0", "-9")),
    "Q260": Alias("WVS 7", "sex", _SEX, _NEGATIVE, "a question's number alone"),
    "X001": Alias("EVS, WVS", "sex", _SEX, _NEGATIVE, "a question's number alone"),
    "V201600": Alias("ANES 2020", "sex", _SEX, ("-9",)),
    "V241550": Alias("ANES 2024", "sex", _SEX, ("-9",)),
    "CIT": Alias("ACS", "citizenship", _OF_5, elsewhere="a word that other surveys have for other questions"),
    "PRCITSHP": Alias("CPS", "citizenship", _OF_5),
    "ctzcntr": Alias("ESS", "citizenship", {"1": "national", "2": "non_national"}, ("7", "8", "9")),
    "NATOX7_EUL_Main": Alias(
        "UK LFS, APS",
        "citizenship",
        {"1": "national", "2": "other_eu", "3": "non_eu", "4": "non_eu", "5": "non_eu"},
        ("-8", "-9"),
    ),
    "brncntr": Alias("ESS", "foreign_born", _ABROAD, ("7", "8", "9")),
    "bornuk_dv": Alias("Understanding Society", "foreign_born", _ABROAD, ("-9",)),
    "born": Alias(
        "GSS", "foreign_born", _ABROAD, elsewhere="a word that other surveys have for other questions"
    ),
    "NATIVITY": Alias(
        "ACS", "foreign_born", _ABROAD, elsewhere="in IPUMS CPS it has parents as well, in 1 to 5"
    ),
    "ppltrst": Alias("ESS", "trust_in_people", no_answer=_SCORES),
    "trstprl": Alias("ESS", "trust_in_parliament", no_answer=_SCORES),
    "trstplc": Alias("ESS", "trust_in_police", no_answer=_SCORES),
    "imueclt": Alias("ESS", "culture_enriched", no_answer=_SCORES),
    "ENG": Alias(
        "ACS",
        "english_proficiency",
        {"1": "very_well", "2": "well", "3": "not_well", "4": "not_at_all"},
        elsewhere="a word that other surveys have for other questions",
    ),
    "HX090": Alias("EU-SILC", "equivalised_income"),
    "PH010": Alias("EU-SILC", "self_rated_health", _HEALTH),
    "HH021": Alias(
        "EU-SILC",
        "tenure",
        {"1": "owned_outright", "2": "owned_with_mortgage", "3": "rented", "4": "rented", "5": "rent_free"},
    ),
    "TEN": Alias(
        "ACS",
        "tenure",
        {"1": "owned_with_mortgage", "2": "owned_outright", "3": "rented", "4": "rent_free"},
        elsewhere="1 is with a mortgage in the ACS, outright in most others",
    ),
    "OWNERSHPD": Alias(
        "IPUMS USA",
        "tenure",
        {"12": "owned_outright", "13": "owned_with_mortgage", "21": "rent_free", "22": "rented"},
        ("0",),
    ),
    "ETHUKEUL": Alias(
        "UK LFS, APS",
        "ethnic_group",
        {
            "1": "white",
            "2": "mixed",
            **dict.fromkeys(("3", "4", "5", "6", "7"), "asian"),
            "8": "black",
            "9": "other",
        },
        ("-8", "-9"),
    ),
    "HATLEV1D": Alias(
        "EU-LFS", "highest_qualification", {"L": "isced_0_2", "M": "isced_3_4", "H": "isced_5_8"}, ("9",)
    ),
}

_BODY = "body weight in rounds 7 and 11 of the ESS"
_YEAR = "a year of arrival, not how long ago"
_LAST_JOB = "of the last job: people out of work have it too"
_HOME = "the language at home, not the main language"

MISLEADING: Mapping[str, str] = {
    "weight": _BODY,
    "weighta": _BODY,
    "pweight": "of the ESS: never alone",
    "prob": "the chance to be drawn, not a weight",
    "REPWTP": "a flag of IPUMS, not a replicate weight",
    "RB220": "in EU-SILC the father's number, not citizenship",
    "RB080": "a year of birth, not age",
    "birthyr": "a year of birth, not age",
    "HH020": "tenure with other codes than HH021",
    "PL032": "its codes are others before 2021 than since",
    "INECAC05": "26 is inactive in the LFS and under 16 in the APS",
    "CITIZEN": "its codes differ: 0 is native in IPUMS USA, 1 born in the USA in IPUMS CPS, 1 no in NHIS",
    "OWNERSHP": "its codes differ between IPUMS USA and IPUMS CPS, and don't tell a mortgage",
    "sexsex": "the sex of partners",
    "health": "a long-standing illness in one survey, two different scales in others",
    "sf1": "a scale from excellent to poor, not the codebook's",
    "scsf1": "a scale from excellent to poor, not the codebook's",
    "trust": "two answers with 1 for trust, no score",
    "Q57": "two answers with 1 for trust, no score",
    "A165": "two answers with 1 for trust, no score",
    "Q69": "four words with 1 for most, no score",
    "Q73": "four words with 1 for most, no score",
    "vote": "3 is not eligible, which is no no",
    "YOEP": _YEAR,
    "livecnta": _YEAR,
    "yr2uk4": _YEAR,
    "CAMEYR": _YEAR,
    "PRINUSYR": "bands that change by year",
    "RB285": "lower limits of bands",
    "COW": _LAST_JOB,
    "emplrel": _LAST_JOB,
    "PL040": _LAST_JOB,
    "WKHP": "hours of the past 12 months, so people out of work have them too",
    "hrs1": "hours of last week, not usual hours",
    "LANX": _HOME,
    "lnghom1": _HOME,
    "Q272": _HOME,
    "hinctnta": "a decile, not an income",
    "POVPIP": "a per cent of the poverty line, not an income",
    "HINCP": "a gross income",
    "ukborn": "asked at the first interview alone",
    "ACCESS": "access to the internet, not its use",
    "ACCESSINET": "access to the internet, not its use",
    "PEHSPNON": "1 is Hispanic, 2 is not",
    "PInfl": "how important influence is, not whether there is any",
}
