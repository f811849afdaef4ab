"""A small survey with known answers, and the same answers as arrays for an oracle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

Floats = npt.NDArray[np.float64]

INDICATORS = {
    "work": ("structural", "proportion", 'job == "yes"', "higher_is_better"),
    "pay": ("structural", "mean", "income", "higher_is_better"),
    "typical_pay": ("structural", "median", "income", "higher_is_better"),
    "lonely": ("social", "proportion", 'alone == "yes"', "lower_is_better"),
    "friends": ("social", "mean", "friends", "descriptive"),
    "vote": ("civic_political", "proportion", 'voted == "yes"', "higher_is_better"),
}
"""Dimension, measure, value and direction."""

YES_NO = {"work": "job", "lonely": "alone", "vote": "voted"}
NUMBERS = {"pay": "income", "friends": "friends"}


@dataclass(frozen=True)
class People:
    """Columns by name; answers are numbers, NaN where there is none."""

    columns: dict[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    def answers(self, indicator: str) -> Floats:
        """1 and 0 for yes and no."""
        return self.columns[{**YES_NO, **NUMBERS}[indicator]]


def draw(seed: int, size: int = 900) -> People:
    """Draw clustered, weighted people whose answers hang together, and some of whom don't answer."""
    random = np.random.default_rng(seed)
    psu = random.integers(0, 40, size)
    effect = random.normal(size=40)[psu]
    group = random.integers(0, 3, size)
    job = (random.normal(size=size) + 0.5 * effect + 0.3 * group > 0).astype(float)
    income = np.round(1000 + 400 * job + 200 * effect + 300 * random.normal(size=size), 2)
    alone = (random.normal(size=size) - 0.8 * job - 0.4 * effect > 0.3).astype(float)
    friends = np.round(4 + effect - alone + random.normal(size=size), 3)
    voted = (random.normal(size=size) + 0.2 * friends > 1).astype(float)
    for column in (job, income, alone, friends, voted):
        column[random.random(size) < 0.08] = np.nan
    weight = np.round(random.uniform(0.5, 3, size), 4)
    return People(
        {
            "stratum": (psu % 4).astype(float),
            "psu": psu.astype(float),
            "weight": weight,
            "group": group.astype(float),
            "job": job,
            "income": income,
            "alone": alone,
            "friends": friends,
            "voted": voted,
        }
    )


def jackknife(people: People) -> Floats:
    """Replicate weights (rows, replicates), each without one PSU and its stratum made up for it (JKn)."""
    columns = []
    for psu in np.unique(people["psu"]):
        stratum = people["stratum"][people["psu"] == psu][0]
        inside = people["stratum"] == stratum
        drawn = len(np.unique(people["psu"][inside]))
        factor = np.where(inside, drawn / (drawn - 1), 1.0)
        columns.append(people["weight"] * np.where(people["psu"] == psu, 0.0, factor))
    return np.array(columns).T


def jackknife_scales(people: People) -> Floats:
    """(n - 1)/n of each replicate's stratum."""
    strata = [people["stratum"][people["psu"] == psu][0] for psu in np.unique(people["psu"])]
    drawn = np.array([len(np.unique(people["psu"][people["stratum"] == it])) for it in strata])
    return (drawn - 1) / drawn


def write(people: People, folder: Path, *, replicates: bool = False) -> Path:
    """Write data, description and indicators; give the data file."""
    for name, (dimension, measure, value, direction) in INDICATORS.items():
        (folder / "indicators" / dimension).mkdir(parents=True, exist_ok=True)
        definition = {
            "id": name,
            "title": name.replace("_", " ").capitalize(),
            "dimension": dimension,
            "description": "A made-up indicator.",
            "measure": measure,
            "value": value,
            "direction": direction,
        }
        file = folder / "indicators" / dimension / f"{name}.yaml"
        file.write_text(yaml.safe_dump(definition), encoding="utf-8")
    design: dict[str, object] = {"weight": "weight", "strata": "stratum", "psu": "psu"}
    columns = {name: _texts(values, name) for name, values in people.columns.items()}
    if replicates:
        weights, scales = jackknife(people), jackknife_scales(people)
        columns |= {f"r{at + 1}": [repr(float(it)) for it in one] for at, one in enumerate(weights.T)}
        stated = {"method": "jkn", "scale": 1.0, "rscales": [float(it) for it in scales], "mse": True}
        design = {"weight": "weight", "replicates": {"columns": f"r{{1..{len(scales)}}}", **stated}}
    survey = {
        "title": "Made up",
        "design": design,
        "variables": {
            **{name: {"column": name, "type": "category"} for name in (*YES_NO.values(), "group")},
            **{name: {"column": name, "type": "number"} for name in NUMBERS.values()},
        },
    }
    (folder / "people.survey.yaml").write_text(yaml.safe_dump(survey), encoding="utf-8")
    rows = [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
    (folder / "people.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return folder / "people.csv"


def _texts(values: Floats, name: str) -> list[str]:
    if name in YES_NO.values():
        return ["" if np.isnan(it) else ("no", "yes")[int(it)] for it in values]
    if name in {"stratum", "psu", "group"}:
        return [f"{name[0]}{int(it)}" for it in values]
    return ["" if np.isnan(it) else repr(float(it)) for it in values]
