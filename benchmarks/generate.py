"""A microcensus-like file of any size: persons in households in PSUs, PSUs in strata and areas.

    python benchmarks/generate.py FOLDER [--rows 830000] [--replicates 80] [--parquet]

writes `survey.csv`, its description, `linear/` (30 indicators) and `quantiles/` (12), unless they are there
already. The same seed and size give the same bytes. A file larger than 830,000 rows has as many PSUs, with
more households in each; a smaller one has fewer PSUs, and fewer regions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

PSUS = 43_000
ROWS = 830_000
REGIONS, AREAS_IN_REGION, TYPES_OF_PLACE = 40, 10, 4
"""400 areas in 40 regions; a stratum is a region's places of one type (160 of them)."""
_PSUS_IN_REGION = 50
"""At least so many, that no stratum has a single one."""
GROUP_SHARES = (0.782, 0.061, 0.038, 0.029, 0.024, 0.019, 0.015, 0.012, 0.009, 0.006, 0.003, 0.002)
VARIABLES = 30
MONEY = frozenset(range(0, VARIABLES, 5))
"""Every fifth variable is an amount, the others are 0 or 1."""
MISSING = 0.05
FAY = 0.5
"""Replicates take weight from a random half of the PSUs and give it to the other."""
PERSONS_IN_HOUSEHOLD = (0.31, 0.34, 0.14, 0.14, 0.07)
_ROWS_AT_ONCE = 500_000
_SINGLY = "title: Benchmark\nsynthetic: true\ndesign:\n  weight: weight\n  strata: stratum\n"
"""As if rows had been drawn one by one, which most public files say of theirs."""
_BYTES_OF_ROW, _BYTES_OF_REPLICATE = 160, 10
"""Roughly, the Parquet file included."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """The PSUs: where each lies, and how far its people are from the average."""

    area: IntArray
    stratum: IntArray
    effect: FloatArray

    @classmethod
    def draw(cls, seed: int, psus: int) -> Places:
        """PSUs spread evenly over areas, in unequal numbers over types of place."""
        rng = np.random.default_rng([seed, 0])
        regions = max(1, min(REGIONS, psus // _PSUS_IN_REGION))
        area = np.arange(psus) * regions * AREAS_IN_REGION // psus
        kind = rng.choice(TYPES_OF_PLACE, psus, p=[0.4, 0.3, 0.2, 0.1])
        stratum = area // AREAS_IN_REGION * TYPES_OF_PLACE + kind
        return cls(area, stratum, rng.normal(0.0, 0.4, psus))


def persons(
    places: Places, seed: int, first: int, last: int, households: float, replicates: int
) -> pl.DataFrame:
    """Everybody in the PSUs from `first` to before `last`."""
    rng = np.random.default_rng([seed, 1, first])
    of_psu = rng.poisson(households, last - first).clip(1)
    psu_of_household = np.repeat(np.arange(first, last), of_psu)
    group_of_household = rng.choice(len(GROUP_SHARES), len(psu_of_household), p=GROUP_SHARES)
    weight_of_household = rng.lognormal(4.3, 0.45, len(psu_of_household)).round(4)
    size = rng.choice(len(PERSONS_IN_HOUSEHOLD), len(psu_of_household), p=PERSONS_IN_HOUSEHOLD) + 1
    household = np.repeat(np.arange(len(psu_of_household)), size)
    first_of_psu = np.repeat(np.cumsum(of_psu) - of_psu, of_psu)
    psu = psu_of_household[household]
    rows = len(psu)
    mixed = rng.random(rows) < 0.06
    group = np.where(
        mixed, rng.choice(len(GROUP_SHARES), rows, p=GROUP_SHARES), group_of_household[household]
    )
    columns: dict[str, IntArray | FloatArray | pl.Series] = {
        "area": places.area[psu],
        "stratum": places.stratum[psu],
        "psu": psu,
        "household": household - first_of_psu[household],
        "weight": weight_of_household[household],
        "group": group,
    }
    for number in range(VARIABLES):
        asked = rng.random(rows) >= MISSING
        columns[f"y{number}"] = pl.Series(_answers(rng, number, group, places.effect[psu])).set(
            pl.Series(~asked), None
        )
    factors = rng.choice([FAY, 2 - FAY], (last - first, replicates))
    for number in range(replicates):
        columns[f"r{number + 1}"] = (columns["weight"] * factors[psu - first, number]).round(4)
    return pl.DataFrame(columns)


def _answers(
    rng: np.random.Generator, number: int, group: IntArray, effect: FloatArray
) -> FloatArray | IntArray:
    behind = 0.3 * np.sin(number + group * 1.7)
    if number in MONEY:
        amount: FloatArray = np.exp(rng.normal(7.2 + behind + 0.3 * effect, 0.8)).round(2)
        return amount
    chance = 1 / (1 + np.exp(-(number % 7 - 3) * 0.6 - behind - effect))
    yes: IntArray = (rng.random(len(group)) < chance).astype(np.int64)
    return yes


def generate(folder: Path, rows: int, *, seed: int = 6, replicates: int = 0) -> None:
    """Write the file, its description and the indicators."""
    folder.mkdir(parents=True, exist_ok=True)
    psus = min(PSUS, round(rows * PSUS / ROWS))
    mean_size = 1 + float(np.dot(PERSONS_IN_HOUSEHOLD, np.arange(len(PERSONS_IN_HOUSEHOLD))))
    per_psu = rows / psus
    with (folder / "survey.csv").open("wb") as file:
        for frame in _pieces(Places.draw(seed, psus), seed, per_psu, per_psu / mean_size, psus, replicates):
            frame.write_csv(file, include_header=file.tell() == 0)
    (folder / "survey.survey.yaml").write_text(_description(replicates), encoding="utf-8")
    (folder / "singly.survey.yaml").write_text(_SINGLY, encoding="utf-8")
    for name, indicators in (("linear", _linear()), ("quantiles", _quantiles())):
        (folder / name).mkdir(exist_ok=True)
        for identifier, text in indicators:
            (folder / name / f"{identifier}.yaml").write_text(text, encoding="utf-8")


def _pieces(
    places: Places, seed: int, per_psu: float, households: float, psus: int, replicates: int
) -> Iterator[pl.DataFrame]:
    step = max(1, int(_ROWS_AT_ONCE / per_psu))
    for first in range(0, psus, step):
        yield persons(places, seed, first, min(first + step, psus), households, replicates)


def _description(replicates: int) -> str:
    design = "  weight: weight\n"
    if replicates:
        design += f"  replicates: {{columns: 'r{{1..{replicates}}}', method: fay, rho: {FAY}}}\n"
    else:
        design += "  strata: stratum\n  psu: psu\n"
    return f"title: Benchmark\nsynthetic: true\ndesign:\n{design}"


def _linear() -> Iterator[tuple[str, str]]:
    for number in range(VARIABLES):
        measure, value = ("mean", f"y{number}") if number in MONEY else ("proportion", f"y{number} == 1")
        yield f"i{number:02}", _indicator(f"i{number:02}", measure, value)


def _quantiles() -> Iterator[tuple[str, str]]:
    for number in sorted(MONEY):
        yield f"m{number:02}", _indicator(f"m{number:02}", "median", f"y{number}")
        yield f"q{number:02}", _indicator(f"q{number:02}", "quantile", f"y{number}", "q: 0.25\n")


def _indicator(identifier: str, measure: str, value: str, more: str = "") -> str:
    return (
        f"id: {identifier}\ntitle: {identifier}\ndimension: structural\ndescription: Synthetic.\n"
        f"measure: {measure}\ndirection: descriptive\nvalue: {value}\n{more}"
    )


def _stamp(asked: argparse.Namespace) -> str:
    """What the files were made from, this program and its random numbers included."""
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    settings = {name: value for name, value in vars(asked).items() if name != "folder"}
    return json.dumps({**settings, "code": code, "numpy": np.__version__, "polars": pl.__version__})


def main() -> None:
    """Generate what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS, help="about so many")
    parser.add_argument("--replicates", type=int, default=0)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--parquet", action="store_true", help="write survey.parquet as well")
    asked = parser.parse_args()
    made = asked.folder / "made.json"
    if made.exists() and made.read_text("utf-8") == _stamp(asked):
        return
    made.unlink(missing_ok=True)
    asked.folder.mkdir(parents=True, exist_ok=True)
    needed = asked.rows * (_BYTES_OF_ROW + asked.replicates * _BYTES_OF_REPLICATE)
    if needed > shutil.disk_usage(asked.folder).free:
        raise SystemExit(f"{asked.rows:,} rows need about {needed / 1e9:.0f} GB of disk, and there is less")
    generate(asked.folder, asked.rows, seed=asked.seed, replicates=asked.replicates)
    if asked.parquet:
        pl.scan_csv(asked.folder / "survey.csv").sink_parquet(asked.folder / "survey.parquet")
    made.write_text(_stamp(asked), encoding="utf-8")


if __name__ == "__main__":
    main()
