"""Simulate how often 95% intervals of levels, standardised gaps and differences hold the truth, by measure.

Prints the second table of docs/statistics.md; the same seed gives the same table. Each replication is a wave
or an area of one file, so that the program itself computes all of them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind import pipeline
from integrind.request import Request

Drawn = Mapping[str, npt.NDArray[np.generic]]
"""Columns of people, replication after replication."""

INCOMES = {
    "median": "measure: median\nvalue: y",
    "at_risk_of_poverty": "measure: at_risk_of_poverty\nvalue: y",
    "gini": "measure: gini\nvalue: y",
    "quintile_share": "measure: quintile_share\nvalue: y",
}
MEAN = {"mean": "measure: mean\nvalue: y"}
BOTH = {**MEAN, "proportion": "measure: proportion\nvalue: y > 0.5"}
SPREAD = 0.7
"""Standard deviation of the logarithm of incomes."""
LARGE = 400_000
"""People of whom the truth about incomes is computed."""
EVERYTHING = Request("", policy="none")
_INDICATOR = (
    "id: {id}\ntitle: {id}\ndimension: structural\ndescription: Made up.\ndirection: descriptive\n{rest}\n"
)


def computed(
    command: str,
    people: Drawn,
    indicators: Mapping[str, str],
    design: str = "{}",
    asked: Request = EVERYTHING,
) -> pl.DataFrame:
    """Rows of a command on a file of these people."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "people.survey.yaml").write_text(
            f"title: Simulated\ndesign: {design}\nvariables: {{y: {{column: y, type: number}}}}\n"
        )
        for measure, rest in indicators.items():
            (folder / f"{measure}.yaml").write_text(_INDICATOR.format(id=measure, rest=rest))
        pl.DataFrame(dict(people)).write_parquet(folder / "people.parquet")
        files = tuple(folder / f"{measure}.yaml" for measure in indicators)
        request = replace(asked, data=str(folder / "people.parquet"), indicators=files)
        match command:
            case "compare":
                return pipeline.compare(request, ("N", "S")).frame
            case "trend":
                return pipeline.trend(request).frame
            case _:
                return pipeline.compute(request).frame


def held(frame: pl.DataFrame, truth: float, prefix: str = "") -> float:
    """In how many of 100 rows that have an interval it holds the truth."""
    inside = (pl.col(f"{prefix}ci_low") <= truth) & (pl.col(f"{prefix}ci_high") >= truth)
    return 100 * float(frame.select(inside.mean()).item())


def incomes(chance: np.random.Generator, times: int, n: int, *, rounded: bool) -> Iterator[tuple[str, float]]:
    """Of a sample drawn at random; rounded to hundreds, as people say them, or not."""

    def drawn(size: int) -> npt.NDArray[np.float64]:
        y = np.exp(chance.normal(np.log(2000.0), SPREAD, size))
        return np.maximum(np.round(y, -2), 100.0) if rounded else y

    truth = computed("compute", {"y": drawn(LARGE)}, INCOMES)
    people = {"t": np.repeat(np.arange(times), n), "y": drawn(times * n)}
    found = computed("compute", people, INCOMES, asked=replace(EVERYTHING, wave="t"))
    for measure in INCOMES:
        true = truth.filter(pl.col("indicator") == measure)["estimate"].item()
        yield measure, held(found.filter(pl.col("indicator") == measure), true)


def standardised(chance: np.random.Generator, times: int, smallest: int) -> float:
    """A gap of 0 between 100 people and 400, where the smallest of three cells has so few of the former."""
    cells = [(0, 0, smallest), (0, 1, 50), (0, 2, 50 - smallest), (1, 0, 130), (1, 1, 130), (1, 2, 140)]
    group, cell = (np.repeat([it[at] for it in cells], [it[2] for it in cells]) for at in (0, 1))
    people = {
        "t": np.repeat(np.arange(times), len(group)),
        "g": np.tile(np.array(["a", "b"])[group], times),
        "k": np.tile(cell, times),
    }
    y = people["k"] + chance.normal(0, 1, times * len(group))
    asked = replace(EVERYTHING, wave="t", by=("g",), standardise="k")
    found = computed("compute", {**people, "y": y}, MEAN, asked=asked)
    return held(found.filter((pl.col("quantity") == "standardised") & (pl.col("group") == "a")), 0.0, "gap_")


def changes(
    chance: np.random.Generator, times: int, psus: int, *, panel: bool
) -> Iterator[tuple[str, float]]:
    """A change of 0 between two waves of so many PSUs with ten people each, the same or others."""
    of_psu = np.repeat(np.arange(times * psus), 10)
    waves = []
    between = chance.normal(0, 0.1**0.5, times * psus)
    for wave in (1, 2):
        if not panel:
            between = chance.normal(0, 0.1**0.5, times * psus)
        y = between[of_psu] + chance.normal(0, 0.9**0.5, len(of_psu))
        area = of_psu // psus
        waves.append(pl.DataFrame({"a": area, "p": of_psu, "t": np.full(len(of_psu), wave), "y": y}))
    people = {name: column.to_numpy() for name, column in pl.concat(waves).to_dict().items()}
    design = f"{{strata: a, psu: p, waves: {'overlapping' if panel else 'independent'}}}"
    found = computed("trend", people, BOTH, design, replace(EVERYTHING, wave="t", area="a"))
    found = found.filter(pl.col("area").is_not_null())
    for measure in BOTH:
        yield measure, held(found.filter(pl.col("indicator") == measure), 0.0)


def areas(chance: np.random.Generator, times: int, psus: int) -> Iterator[tuple[str, float]]:
    """A difference of 0 between two areas of so many PSUs with ten people each."""
    of_psu = np.repeat(np.arange(times * 2 * psus), 10)
    y = chance.normal(0, 0.1**0.5, times * 2 * psus)[of_psu] + chance.normal(0, 0.9**0.5, len(of_psu))
    area = np.array(["N", "S"])[of_psu // psus % 2]
    people = {"t": of_psu // (2 * psus), "a": area, "p": of_psu, "y": y}
    found = computed("compare", people, BOTH, "{strata: t, psu: p}", replace(EVERYTHING, wave="t", area="a"))
    for measure in BOTH:
        yield measure, held(found.filter(pl.col("indicator") == measure), 0.0)


def table(times: int, seed: int) -> Iterator[str]:
    """Give the lines of the table, in per cent."""
    chance = np.random.default_rng(seed)
    yield "| what | held |"
    yield "|:--|--:|"
    for rounded in (False, True):
        for n in (250, 1000):
            how = "rounded to hundreds" if rounded else "not rounded"
            for measure, share in incomes(chance, times, n, rounded=rounded):
                yield f"| {measure}, incomes of {n:,} people, {how} | {share:.1f} |"
    for smallest in (1, 2, 3, 6, 10):
        share = standardised(chance, times, smallest)
        yield f"| standardised gap, mean, smallest cell of {smallest} | {share:.1f} |"
    for panel in (False, True):
        for psus in (4, 10, 30):
            for measure, share in changes(chance, times, psus, panel=panel):
                how = "the same PSUs" if panel else "independent waves"
                yield f"| change of a {measure}, {how}, {psus} PSUs | {share:.1f} |"
    for psus in (4, 10, 30):
        for measure, share in areas(chance, times, psus):
            yield f"| difference of a {measure} between areas of {psus} PSUs | {share:.1f} |"


def main() -> None:
    """Run the tool's command line."""
    parser = argparse.ArgumentParser(description="Simulate the coverage of 95% intervals, by measure.")
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261130)
    given = parser.parse_args()
    for line in table(given.replications, given.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
