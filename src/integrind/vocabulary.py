"""The field's words that definitions, the engine and the renderers share. Light: imports nothing of ours."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Dimension(StrEnum):
    """The five dimensions of integration (Spencer and Charsley), in the order of every table."""

    STRUCTURAL = "structural"
    SOCIAL = "social"
    CIVIC_POLITICAL = "civic_political"
    CULTURAL = "cultural"
    IDENTITY = "identity"


class Measure(StrEnum):
    """What is estimated from the values; the formulas are in docs/statistics.md."""

    PROPORTION = "proportion"
    MEAN = "mean"
    TOTAL = "total"
    RATIO = "ratio"
    MEDIAN = "median"
    QUANTILE = "quantile"
    AT_RISK_OF_POVERTY = "at_risk_of_poverty"
    GINI = "gini"
    QUINTILE_SHARE = "quintile_share"
    DISTRIBUTION = "distribution"
    QUANTILES = "quantiles"


SHARES = (Measure.PROPORTION, Measure.AT_RISK_OF_POVERTY, Measure.DISTRIBUTION)
"""Measures of how many of the people have something; a distribution has a row for each thing."""

OF_SEVERAL_ROWS = (Measure.DISTRIBUTION, Measure.QUANTILES)
"""Measures that have a row for each category or quantile; they are computed when they are asked for."""

FRACTIONS = (*SHARES, Measure.GINI)
"""Measures that lie between 0 and 1."""


class State(IntEnum):
    """What a row is to an indicator: in its base, missing, undecided whether eligible, or out of it."""

    ANSWERED = 0
    UNANSWERED = 1
    UNDECIDED = 2
    NOT_ASKED = 3
    NOT_ELIGIBLE = 4


class LineAmong(StrEnum):
    """Whose values draw a poverty line: of those who can be asked, or of all who have one."""

    ELIGIBLE = "eligible"
    EVERYONE = "everyone"


class Direction(StrEnum):
    """Which way is better; `descriptive` where neither is."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    DESCRIPTIVE = "descriptive"


class Role(StrEnum):
    """Whether the indicator speaks of an outcome of integration, of what effects it, or of both."""

    OUTCOME = "outcome"
    EFFECTOR = "effector"
    BOTH = "both"


class Level(StrEnum):
    """At which level something effects integration, in the order in which the model names them."""

    INDIVIDUAL = "individual"
    FAMILY_AND_NETWORKS = "family_and_networks"
    OPPORTUNITY_STRUCTURES = "opportunity_structures"
    POLICY = "policy"
    TRANSNATIONAL = "transnational"


class AskedOf(StrEnum):
    """Who was asked; for a comparison sample the population is that sample, for a group there is no gap."""

    EVERYONE = "everyone"
    COMPARISON_SAMPLE = "comparison_sample"
    GROUP_ONLY = "group_only"


class Status(StrEnum):
    """Whether a row can be used. Symbols such as [c] are a renderer's, never the data's."""

    OK = "ok"
    LOW_RELIABILITY = "low_reliability"
    SUPPRESSED = "suppressed"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    NO_SAMPLE = "no_sample"


class Finding(StrEnum):
    """What a clear gap says; empty where no test could be made."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    EQUIVALENT = "equivalent"


UNCLEAR = (Finding.NO_CLEAR_DIFFERENCE, Finding.EQUIVALENT)
"""Findings of gaps that may be none, as far as a test can tell."""


class MissingKind(StrEnum):
    """Why there is no value, in the order in which the first that occurs wins."""

    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    DONT_KNOW = "dont_know"
    NO_ANSWER = "no_answer"


class ProportionInterval(StrEnum):
    """Interval of a proportion."""

    LOGIT = "logit"
    KORN_GRAUBARD = "korn-graubard"
    WILSON = "wilson"
    WALD = "wald"


class LonelyPsu(StrEnum):
    """What a stratum with a single PSU adds to the variance (R: `survey.lonely.psu`)."""

    FAIL = "fail"
    ADJUST = "adjust"
    CERTAINTY = "certainty"
    REMOVE = "remove"
    AVERAGE = "average"


class CalibrationMethod(StrEnum):
    """How weights are made to have known totals."""

    POST_STRATIFY = "post_stratify"
    RAKE = "rake"
    LINEAR = "linear"


class ReplicateMethod(StrEnum):
    """How a producer made its replicate weights."""

    BRR = "brr"
    FAY = "fay"
    JK1 = "jk1"
    JKN = "jkn"
    BOOTSTRAP = "bootstrap"
    SDR = "sdr"
    OTHER = "other"


class Quantity(StrEnum):
    """What a row's estimate is; the words of the column `quantity`."""

    LEVEL = "level"
    AREA_DIFFERENCE = "area_difference"
    CHANGE = "change"
    ENTRY = "entry"
    EXIT = "exit"
    STANDARDISED = "standardised"
    RATE_PART = "rate_part"
    COMPOSITION_PART = "composition_part"
    DISSIMILARITY = "dissimilarity"
    EQUALITY = "equality"
    DISSIMILARITY_CHANGE = "dissimilarity_change"
    GROUP_TOTAL = "group_total"
    GROUP_SHARE = "group_share"
    ISOLATION = "isolation"
    EXPOSURE = "exposure"
    ISOLATION_CHANGE = "isolation_change"
    GROUP_SHARE_CHANGE = "group_share_change"


OF_ALL_CATEGORIES = (Quantity.DISSIMILARITY, Quantity.DISSIMILARITY_CHANGE, Quantity.EQUALITY)
"""What is said of all categories of a distribution together: made of the shares of each."""


class Movement(StrEnum):
    """How a gap moved between two waves."""

    CLOSING = "closing"
    WIDENING = "widening"
    OVERSHOT = "overshot"
    NO_CLEAR_CHANGE = "no_clear_change"


class Association(StrEnum):
    """What a clear association says; for indicators that are descriptive, of high rather than of better."""

    TOGETHER = "together"
    OPPOSED = "opposed"
    NO_CLEAR_ASSOCIATION = "no_clear_association"


class GapFrom(StrEnum):
    """What a group is compared with."""

    POPULATION = "population"
    REST = "rest"
    WHOLE = "whole"
    GROUP = "group"
    TARGET = "target"
    TABLE = "table"


class Adjustment(StrEnum):
    """How the p values of a family of comparisons are adjusted."""

    NONE = "none"
    HOLM = "holm"
    BH = "bh"


class Answer(StrEnum):
    """Whether a survey can speak to something: to all of it, to a part, or not, or whether no survey can."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NO_INDICATOR = "no_indicator"
    NOT_SURVEY_DATA = "not_survey_data"


class ClassDisclosure(StrEnum):
    """What becomes of a share of 0 or 100%, which tells of everybody in a group."""

    SUPPRESS = "suppress"
    REVIEW = "review"
    ALLOW = "allow"


class MissingGroups(StrEnum):
    """What is thought of people whose group or area isn't known: they are in wholes alone."""

    RESIDUAL = "residual"
    PROTECT = "protect"


class SymbolProfile(StrEnum):
    """Whose signs stand in tables for people where a number is missing or doubtful."""

    UK_AF = "uk-af"
    EUROSTAT = "eurostat"
    STATCAN = "statcan"
