"""Every code of a fault in a definition, and what it means. Codes are stable: a code is never used again.

The first letter says what is wrong: Y the YAML or the file, D an indicator, C a codebook, S a survey
description, P a policy, R a plan, E an expression in any of them, T an example. Numbers below 010 mean the
same for D, C, S, P and R.
"""

from __future__ import annotations

from collections.abc import Mapping

from integrind.expressions import CATALOGUE as EXPRESSIONS

YAML: Mapping[str, str] = {
    "Y001": "The file can't be read.",
    "Y002": "The file's name doesn't end in .yaml.",
    "Y003": "The folder holds no definitions.",
    "Y004": "The file is larger than 1 MB.",
    "Y005": "The file isn't UTF-8.",
    "Y006": "A control character, or one that turns the direction of writing.",
    "Y007": "A tab character.",
    "Y008": "The file is empty.",
    "Y009": "The text is not YAML.",
    "Y010": "The file holds more than one document.",
    "Y011": "A key is given twice.",
    "Y012": "An anchor; every value is written where it belongs.",
    "Y013": "An alias; every value is written where it belongs.",
    "Y014": "A merge key; every key is written where it belongs.",
    "Y015": "A tag; a value's type follows from how it is written.",
    "Y016": "A key that is a list or a mapping.",
    "Y017": "The file is nested deeper than 20 levels.",
    "Y018": "The file holds more than 20,000 values.",
}

_SHAPE: Mapping[str, str] = {
    "001": "A key is unknown.",
    "002": "A key is missing.",
    "003": "A value has the wrong type.",
    "004": "A word is not one of those allowed.",
    "005": "A name has characters that names don't have.",
    "006": "A text or a list is empty, or too long.",
    "007": "A number is out of its range.",
}

INDICATOR: Mapping[str, str] = {
    **{f"D{number}": meaning for number, meaning in _SHAPE.items()},
    "D010": "The measure needs a part that isn't given.",
    "D011": "A part is given that the measure doesn't have.",
    "D012": "An example says why a variable is missing, and gives it a value.",
    "D013": "The id differs from the file's name.",
    "D014": "The dimension differs from the folder's name.",
    "D015": "Another indicator has the same id.",
    "D016": "Another indicator has the same title.",
    "D017": "An example gives a variable that the indicator doesn't use.",
    "D018": "An example gives a value of the wrong type.",
    "D019": "An example gives a value that the codebook doesn't have.",
    "D020": "An example expects what the measure can't give.",
    "D021": "An outcome has the level of something that effects integration.",
    "D022": "A variant replaces a part that the measure doesn't have.",
    "D023": "A title leaves open what no host country has.",
}

CODEBOOK: Mapping[str, str] = {
    **{f"C{number}": meaning for number, meaning in _SHAPE.items() if number != "007"},
    "C010": "A category has no values.",
    "C011": "A variable that is no category has values.",
    "C012": "Two values of a variable have the same label.",
    "C013": "A variable is called like a word of the expression language.",
    "C014": "Two codebooks contradict each other.",
    "C015": "A label is for a value that the variable doesn't have.",
    "C016": "A label leaves open what no host country has.",
    "C017": "A value that stands for one of several isn't among the values, or they aren't.",
}

SURVEY: Mapping[str, str] = {
    **{f"S{number}": meaning for number, meaning in _SHAPE.items()},
    "S010": "A variable comes from several of column, from and expression, or from none.",
    "S011": "A key of a variable lacks the key that it belongs to.",
    "S012": "The design is said in two ways.",
    "S013": "The method of the replicates needs a parameter that isn't given.",
    "S014": "A parameter is given that the method of the replicates doesn't have.",
    "S015": "The pattern of the replicates names no columns.",
    "S016": "There are more or fewer rscales than replicates.",
    "S017": "The limits of bands don't rise.",
    "S018": "A code is in two kinds of missing.",
    "S019": "A code has a value, and is missing.",
    "S020": "A variable is called like a word of the expression language.",
    "S021": "A variable has another type than the codebook or the description says.",
    "S022": "A value is not among those that the codebook has.",
    "S024": "`from` doesn't name a number.",
    "S025": "A variable is made of itself.",
    "S026": "`by`, `area`, `wave` or `calibrated_to` names what neither the description nor the data has; "
    "found with data.",
    "S027": "A replicate is named twice.",
    "S028": "A code of a number stands for no number.",
    "S029": "A band of a number is written in no way that is known.",
    "S030": "Weights were calibrated to something, and there are none.",
    "S031": "Imputations are named by a pattern that names no columns, or there is a single one.",
    "S032": "An imputation is named twice.",
    "S033": "Variables have different numbers of imputations.",
    "S034": "The bounds of a calibration leave no room, or its method has none.",
    "S035": "A variable has a weight of its own that calibrate would leave as it is.",
    "S036": "A number of a household is made of too much or too little.",
    "S040": "This encoding isn't known.",
}

POLICY: Mapping[str, str] = {
    **{f"P{number}": meaning for number, meaning in _SHAPE.items() if number != "005"},
    "P010": "More protection is wanted than the minimum base can give.",
    "P011": "Numbers would be left out before they are marked.",
    "P012": "Nothing can be marked: the rules of disclosure hide it already.",
}

PLAN: Mapping[str, str] = {
    **{f"R{number}": meaning for number, meaning in _SHAPE.items()},
    "R010": "The command has no such option.",
    "R011": "Several data files are given to a command that reads one.",
    "R012": "Two tables have the same name.",
    "R013": "Two outputs are the same file, or an output is a file that the plan reads, or lies among them.",
    "R015": "Several areas are given to a command that has one.",
    "R014": "A path isn't relative to the plan's folder.",
}

EXAMPLES: Mapping[str, str] = {
    "T001": "An example of an indicator doesn't hold; found by `integrind test`.",
}

CATALOGUE: Mapping[str, str] = {
    **YAML,
    **INDICATOR,
    **CODEBOOK,
    **SURVEY,
    **POLICY,
    **PLAN,
    **EXPRESSIONS,
    **EXAMPLES,
}
"""Meaning by code."""
