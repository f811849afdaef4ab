"""Small random survey files, how they were drawn and what is asked: for the program and for the oracle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
import yaml
from hypothesis import strategies as st

import integrind

from .oracle import Codes, Design, Floats, Linearised, Reference, Replicated, Rows, Stage, Survey, Values

Cell = str | int | float | None
Person = Mapping[str, Cell]
Key = tuple[str | None, str | None, str | None, str | None]
"""Wave, area, group_by, group."""

LINEAR = ("proportion", "mean", "total", "ratio")
ORDERED = ("median", "quantile", "at_risk_of_poverty", "gini", "quintile_share")
MEASURED: Mapping[str, Mapping[str, object]] = {
    "proportion": {"value": 'v == "yes"'},
    "mean": {"value": "y"},
    "total": {"value": "y"},
    "ratio": {"numerator": "y", "denominator": "x"},
    "median": {"value": "y"},
    "quantile": {"value": "y", "q": 0.3},
    "at_risk_of_poverty": {"value": "y", "threshold": {"quantile": 0.5, "share": 0.8}},
    "gini": {"value": "y"},
    "quintile_share": {"value": "y"},
}
COLUMNS = ("h", "p", "s", "w", "age", "v", "y", "x", "g", "k", "a", "t", "c", "b", "m", "n", "z")


@dataclass(frozen=True)
class Sampled:
    """How the file says that it was drawn."""

    strata: bool = False
    psu: bool = False
    stages: bool = False
    fpc: str | None = None
    """None, `count` or `fraction`."""
    spare: Sequence[int] = (3, 0, 5)
    """Units of the population beyond those drawn, by stratum."""
    lonely: str = "adjust"
    overlapping: bool = False
    calibrated_to: tuple[str, ...] = ()
    replicates: Mapping[str, object] | None = None
    factors: Sequence[Sequence[float]] = ()
    """Of each replicate, by row in turn."""


@dataclass(frozen=True)
class Asked:
    """The options of one table."""

    by: tuple[str, ...] = ("g",)
    area: bool = False
    wave: bool = False
    where: bool = False
    gap_from: str = "population"
    asked_of: str = "everyone"
    level: float = 0.95
    proportion_ci: str = "logit"

    def of_waves(self) -> Self:
        """The same of each wave."""
        return replace(self, wave=True)


@dataclass(frozen=True)
class Case:
    """A file and what is asked of it."""

    people: Sequence[Person]
    sampled: Sampled
    asked: Asked

    def column(self, name: str) -> list[Cell]:
        return [person[name] for person in self.people]

    def has(self, name: str, label: str) -> Rows:
        """Rows with a label; of a crossed breakdown, of its parts."""
        labels = zip(*(self.column(part) for part in name.split("+")), strict=True)
        return np.array([it == tuple(label.split("+")) for it in labels])

    def labels(self, name: str) -> list[str]:
        """Labels that the file holds; of a crossed breakdown, the pairs."""
        parts = zip(*(self.column(part) for part in name.split("+")), strict=True)
        held = {tuple(str(it) for it in labels) for labels in parts if None not in labels}
        return ["+".join(labels) for labels in sorted(held)]


# What the program gets


def write(case: Case, folder: Path, measures: Sequence[str]) -> None:
    """Write data, description and indicators."""
    (folder / "structural").mkdir(exist_ok=True)
    for measure in measures:
        definition: dict[str, object] = {
            "id": measure,
            "title": measure,
            "dimension": "structural",
            "description": "A made-up indicator.",
            "measure": measure,
            "eligible": "age >= 16",
            "direction": "descriptive",
            "asked_of": case.asked.asked_of,
            **MEASURED[measure],
        }
        (folder / "structural" / f"{measure}.yaml").write_text(yaml.safe_dump(definition))
    numbers = {name: {"column": name, "type": "number"} for name in ("age", "y", "x", "c", "z")}
    labels = {name: {"column": name, "type": "category"} for name in ("v", "g", "k", "a", "t", "b", "m", "n")}
    survey = {
        "title": "Made up",
        "design": described(case),
        "variables": {**numbers, **labels},
    }
    if case.asked.asked_of == "comparison_sample":
        survey["comparison_sample"] = 'b == "general"'
    (folder / "data.survey.yaml").write_text(yaml.safe_dump(survey))
    columns: dict[str, Sequence[Cell]] = {name: case.column(name) for name in COLUMNS}
    for number, fpc in enumerate(populations(case)):
        columns[f"fpc{number}"] = [float(it) for it in fpc]
    for number, weights in enumerate(replicate_weights(case).T, start=1):
        columns[f"r{number}"] = [float(it) for it in weights]
    lines = [
        ",".join("" if it is None else str(it) for it in line) for line in zip(*columns.values(), strict=True)
    ]
    (folder / "data.csv").write_text("\n".join([",".join(columns), *lines]) + "\n")


def described(case: Case) -> dict[str, object]:
    """The design as a survey description has it."""
    sampled = case.sampled
    found: dict[str, object] = {"weight": "w", "lonely_psu": sampled.lonely}
    if sampled.overlapping:
        found["waves"] = "overlapping"
    if sampled.calibrated_to:
        found["calibrated_to"] = list(sampled.calibrated_to)
    if sampled.replicates is not None:
        return found | {"replicates": {"columns": f"r{{1..{len(sampled.factors)}}}", **sampled.replicates}}
    if sampled.strata:
        found["strata"] = "h"
    if sampled.stages:
        fpc = [{"fpc": f"fpc{number}"} if sampled.fpc else {} for number in range(2)]
        return found | {"stages": [{"psu": "p", **fpc[0]}, {"psu": "s", **fpc[1]}]}
    return found | ({"psu": "p"} if sampled.psu else {}) | ({"fpc": "fpc0"} if sampled.fpc else {})


def compute(case: Case, folder: Path, measures: Sequence[str]) -> pl.DataFrame:
    """The result table of the program."""
    write(case, folder, measures)
    asked = case.asked
    return integrind.compute(
        folder / "data.csv",
        indicators=[folder / "structural"],
        indicator=measures,
        by=asked.by,
        area="a" if asked.area else None,
        wave="t" if asked.wave else None,
        where="c == 1" if asked.where else None,
        gap_from=asked.gap_from,
        level=asked.level,
        proportion_ci=asked.proportion_ci,
        policy="none",
    ).frame


# What the oracle gets


def numbers(values: Sequence[Cell]) -> Floats:
    """Numbers, 0 where there is none."""
    return np.array([0.0 if it is None else float(it) for it in values])


def answered(values: Sequence[object]) -> Rows:
    return np.array([it is not None for it in values])


def codes(*columns: Sequence[object]) -> Codes:
    """A number for each combination."""
    found: dict[tuple[object, ...], int] = {}
    return np.array([found.setdefault(it, len(found)) for it in zip(*columns, strict=True)])


def strata_and_units(case: Case) -> tuple[Codes, tuple[Codes, ...]]:
    """Stratum, and units of each stage, as the description means them."""
    sampled = case.sampled
    rows = range(len(case.people))
    strata: list[Sequence[Cell]] = [case.column("h") if sampled.strata else [0 for _ in rows]]
    if case.asked.wave and not sampled.overlapping:
        strata.append(case.column("t"))
    first = codes(case.column("p") if sampled.psu or sampled.stages else rows)
    return codes(*strata), (first, codes(case.column("s"))) if sampled.stages else (first,)


def populations(case: Case) -> list[Floats]:
    """The fpc of each stage: never fewer than drawn, and one number in all of its stratum."""
    if not case.sampled.fpc:
        return []
    h: Sequence[Cell] = case.column("h") if case.sampled.strata else [0 for _ in case.people]
    clustered = case.sampled.psu or case.sampled.stages
    units: list[Sequence[Cell]] = [case.column("p") if clustered else range(len(case.people))]
    if case.sampled.stages:
        units.append(case.column("s"))
    part: list[tuple[object, ...]] = [(it,) for it in h]
    found = []
    for unit in units:
        within = [(*here, it) for here, it in zip(part, unit, strict=True)]
        drawn = {here: len({it for it in within if it[: len(here)] == here}) for here in part}
        order = {here: number for number, here in enumerate(sorted(drawn, key=str))}
        spare = {here: case.sampled.spare[order[here] % len(case.sampled.spare)] for here in part}
        if case.sampled.fpc == "count":
            found.append(np.array([float(drawn[here] + spare[here]) for here in part]))
        else:
            found.append(np.array([1 / (1 + spare[here]) for here in part]))
        part = within
    return found


def margins(case: Case) -> Floats:
    """What the weights were calibrated to, wave by wave: everybody, numbers, and every cell."""
    columns = [np.ones(len(case.people))]
    for name in case.sampled.calibrated_to:
        cells = [case.has(name, label).astype(float) for label in case.labels(name)]
        columns += [numbers(case.column(name))] if name == "z" else cells
    waves = [case.has("t", it).astype(float) for it in case.labels("t")] if case.asked.wave else [1.0]
    return np.stack([wave * column for wave in waves for column in columns], axis=1)


def replicate_weights(case: Case) -> Floats:
    """A column for each replicate."""
    weights = numbers(case.column("w"))
    factors = case.sampled.factors
    rows = [[column[row % len(column)] for column in factors] for row in range(len(weights))]
    found: Floats = weights[:, None] * np.array(rows).reshape(len(weights), len(factors))
    return found


def design(case: Case) -> Design:
    """The design as the oracle has it."""
    said = case.sampled.replicates
    if said is None:
        stratum, units = strata_and_units(case)
        sizes = populations(case)
        stages = tuple(Stage(unit, sizes[it] if sizes else None) for it, unit in enumerate(units))
        w = numbers(case.column("w"))
        calibrated = (w, margins(case)) if case.sampled.calibrated_to else None
        return Linearised(stratum, stages, case.sampled.lonely, calibrated)
    weights = replicate_weights(case)
    r = weights.shape[1]
    rho = float(str(said.get("rho", 0)))
    usual = {
        "brr": 1 / r,
        "fay": 1 / (r * (1 - rho) ** 2),
        "jk1": (r - 1) / r,
        "jkn": 1.0,
        "bootstrap": 1 / (r - 1),
        "sdr": 4 / r,
    }
    method = str(said["method"])
    scale = float(str(said.get("scale", usual.get(method))))
    rscales = np.array(said.get("rscales", [1.0] * r), dtype=np.float64)
    return Replicated(weights, scale, rscales, bool(said.get("mse", method == "sdr")))


def values(case: Case, measure: str) -> tuple[Values, Rows, Rows, Rows]:
    """The values; rows with an answer, eligible rows without one, rows whose eligibility is unknown."""
    age = case.column("age")
    eligible = numbers(age) >= 16
    parts = {"proportion": ("v",), "ratio": ("y", "x")}.get(measure, ("y",))
    known = np.all([answered(case.column(part)) for part in parts], axis=0)
    y = case.has("v", "yes").astype(float) if measure == "proportion" else numbers(case.column("y"))
    x = numbers(case.column("x")) if measure == "ratio" else None
    q = 0.3 if measure == "quantile" else 0.5
    return (
        Values(measure, y, x, q, 0.8),
        eligible & known,
        eligible & ~known,
        ~answered(age),
    )


@dataclass(frozen=True)
class Place:
    """One row of the table: whom it is about and whom they are compared with."""

    key: Key
    domain: Rows
    reference: Reference | None


def places(case: Case, base: Rows) -> Iterator[Place]:
    """Every row that the table of an indicator has."""
    asked = case.asked
    inside = base & (numbers(case.column("c")) == 1 if asked.where else True)
    general = case.has("b", "general") if asked.asked_of == "comparison_sample" else True
    for wave in case.labels("t") if asked.wave else [None]:
        of_wave = inside & (case.has("t", wave) if wave else True)
        for area in [None, *case.labels("a")] if asked.area else [None]:
            everybody = of_wave & (case.has("a", area) if area else True)
            population = everybody & general
            own = against(case, population, population, of_wave & general, whole_file=area is None)
            yield Place((wave, area, None, None), population, own)
            for by in asked.by:
                for group in case.labels(by):
                    domain = everybody & case.has(by, group)
                    reference = against(
                        case, domain, population, of_wave & general, everybody=everybody, group=(by, group)
                    )
                    yield Place((wave, area, by, group), domain, reference)


def against(
    case: Case,
    domain: Rows,
    population: Rows,
    of_wave: Rows,
    *,
    everybody: Rows | None = None,
    group: tuple[str, str] | None = None,
    whole_file: bool = False,
) -> Reference | None:
    """Whom a domain is compared with; None for the population's own row and the reference group's."""
    if case.asked.asked_of == "group_only":
        return None
    nested = group is None or case.asked.asked_of == "everyone"
    kind, _, rest = case.asked.gap_from.partition("=")
    if kind == "target":
        return Reference(target=float(rest))
    if kind == "whole":
        return None if whole_file else Reference(of_wave, of_wave, whole=True, nested=nested)
    if group is None:
        return None
    if kind == "group":
        by, _, label = rest.partition(":")
        assert everybody is not None
        return None if group == (by, label) else Reference(everybody & case.has(by, label), population)
    if kind == "rest":
        return Reference(population & ~domain, population, whole=True)
    return Reference(population, population, whole=True, nested=nested)


def oracle_survey(case: Case) -> Survey:
    return Survey(numbers(case.column("w")), design(case), case.asked.level, case.asked.proportion_ci)


def in_wave(case: Case, wave: str | None, rows: Rows) -> Rows:
    """Rows of a wave: whose quantile makes the poverty line."""
    return rows & case.has("t", wave) if wave else rows


# Random ones

people = st.lists(
    st.fixed_dictionaries(
        {
            "h": st.sampled_from([1, 2, 3]),
            "p": st.sampled_from([1, 2, 3, 4]),
            "s": st.sampled_from([1, 2, 3]),
            "w": st.sampled_from([1.0, 0.5, 2.25, 0.1, 1.7, 3.0, 0.0]),
            "age": st.sampled_from([30, 16, 15, None]),
            "v": st.sampled_from(["yes", "no", None]),
            "y": st.sampled_from([1, 2, 3, 5, 8, 2.5, 0.1, 0, -1, None]),
            "x": st.sampled_from([1, 2, 4, None]),
            "g": st.sampled_from(["a", "b", "c", None]),
            "k": st.sampled_from(["f", "m", None]),
            "a": st.sampled_from(["N", "S", None]),
            "t": st.sampled_from(["1", "2", None]),
            "c": st.sampled_from([1, 0, None]),
            "b": st.sampled_from(["general", "boost", None]),
            "m": st.sampled_from(["u", "v", "w"]),
            "n": st.sampled_from(["0", "1"]),
            "z": st.sampled_from([1.5, 2, 7, 0]),
        }
    ),
    min_size=1,
    max_size=30,
).filter(lambda rows: any(row["w"] for row in rows))

linearised = st.builds(
    Sampled,
    strata=st.booleans(),
    psu=st.booleans(),
    stages=st.booleans(),
    fpc=st.sampled_from([None, "count", "fraction"]),
    spare=st.lists(st.integers(0, 9), min_size=1, max_size=4),
    lonely=st.sampled_from(["adjust", "certainty", "remove", "average"]),
    overlapping=st.booleans(),
)

calibrated = st.builds(
    replace,
    linearised,
    calibrated_to=st.sampled_from([("m",), ("m", "n"), ("m+n",), ("z",), ("m", "z"), ("m+n", "z")]),
)


@st.composite
def replicated(draw: st.DrawFn, overlapping: st.SearchStrategy[bool] | None = None) -> Sampled:
    """Replicate weights of every method, with and without a scale of their own."""
    factor = st.sampled_from([1.0, 0.5, 1.5, 2.0, 0.0])
    length = draw(st.integers(3, 7))
    factors = draw(st.lists(st.lists(factor, min_size=5, max_size=11), min_size=length, max_size=length))
    method = draw(st.sampled_from(["brr", "fay", "jk1", "jkn", "bootstrap", "sdr", "other"]))
    said: dict[str, object] = {"method": method}
    if method == "fay":
        said["rho"] = 0.25
    if method == "jkn" or draw(st.booleans()):
        said["rscales"] = draw(st.lists(st.sampled_from([1.0, 0.5, 0.75]), min_size=length, max_size=length))
    if method == "other" or draw(st.booleans()):
        said["scale"] = draw(st.sampled_from([0.5, 0.04]))
    if draw(st.booleans()):
        said["mse"] = draw(st.booleans())
    return Sampled(
        replicates=said, factors=factors, overlapping=overlapping is not None and draw(overlapping)
    )


questions = st.builds(
    Asked,
    by=st.sampled_from([("g",), ("g+k",), ("g", "k"), ()]),
    area=st.booleans(),
    wave=st.booleans(),
    where=st.booleans(),
    gap_from=st.sampled_from(["population", "rest", "whole", "group=g:a", "target=0.75"]),
    asked_of=st.sampled_from(["everyone", "everyone", "comparison_sample", "group_only"]),
    level=st.sampled_from([0.95, 0.9]),
    proportion_ci=st.sampled_from(["logit", "korn-graubard", "wilson", "wald"]),
)


def computable(case: Case) -> bool:
    """Whether every label that the question names is in the file."""
    asked = case.asked
    named = [*asked.by, *["a"] * asked.area, *["t"] * asked.wave]
    if asked.gap_from.startswith("group=") and not case.has("g", "a").any():
        return False
    if asked.where and 1 not in case.column("c"):
        return False
    if asked.asked_of == "comparison_sample" and not case.has("b", "general").any():
        return False
    return all(case.labels(name) for name in named) and (not case.sampled.calibrated_to or determined(case))


def determined(case: Case) -> bool:
    """Whether no margin follows from the others, in any wave, and no cell that could be is empty."""
    weighed = [person for person in case.people if person["w"]]
    if any(set(case.column(name)) != {it[name] for it in weighed} for name in ("m", "n", "t")):
        return False
    for wave in case.labels("t") if case.asked.wave else [None]:
        its = [it for it in weighed if wave is None or it["t"] == wave]
        held, free = replace(case, people=its), 1
        columns = [np.ones(len(its))]
        for name in case.sampled.calibrated_to:
            if name == "m+n" and len(case.labels(name)) < len(case.labels("m")) * len(case.labels("n")):
                return False
            labels = held.labels(name)
            free += 1 if name == "z" else len(labels) - 1
            columns += [numbers(held.column("z"))] if name == "z" else [held.has(name, it) for it in labels]
        if its and np.linalg.matrix_rank(np.stack(columns, axis=1).astype(float)) < free:
            return False
    return True


def cases(sampled: st.SearchStrategy[Sampled]) -> st.SearchStrategy[Case]:
    return st.builds(Case, people, sampled, questions).filter(computable)
