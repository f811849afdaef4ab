"""`run --check` of a plan of 50 tables beside one `compute` of the same cells.

    python benchmarks/plan.py [--rows 200000] [--runs 3] [--folder benchmarks/.data/plan]

Whole processes in turn, start-up included. The tables are ten breakdowns of the 30 indicators in five parts.
The bar is twice the time of the one command.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import polars as pl
import yaml
from generate import VARIABLES, generate
from measure import measured

HERE = Path(__file__).parent
PARTS = 5
BREAKDOWNS = ("group", "y1", "y2", "y3", "y4", "y6", "y7", "y8", "y9", "y11")
BAR = 2.0


def tables() -> Iterator[dict[str, object]]:
    """Every part of the indicators by every breakdown."""
    indicators = [f"i{number:02}" for number in range(VARIABLES)]
    size = VARIABLES // PARTS
    for part in range(PARTS):
        for by in BREAKDOWNS:
            name = f"{by}_{part}"
            yield {
                "name": name,
                "command": "compute",
                "data": "survey.csv",
                "indicators": ["linear"],
                "indicator": indicators[part * size : (part + 1) * size],
                "by": [by],
                "output": [f"tables/{name}.csv"],
            }


def cells(folder: Path) -> pl.DataFrame:
    """The cells of all tables, the population's once; how many tests there are is of each table."""
    columns = ("indicator", "group_by", "group", "n", "estimate", "se", "gap", "gap_se", "status")
    read = (pl.read_csv(file, columns=columns, infer_schema=False) for file in folder.glob("*.csv"))
    return pl.concat(list(read)).unique().sort(columns)


def main() -> None:
    """Generate, make the tables, compare what both give, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=HERE / ".data" / "plan")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    folder: Path = asked.folder
    generate(folder, asked.rows)
    plan = folder / "integrind.yaml"
    plan.write_text(yaml.safe_dump({"tables": list(tables())}, sort_keys=False), encoding="utf-8")
    program = [sys.executable, "-m", "integrind"]
    once = [*program, "compute", "--quiet", str(folder / "survey.csv")]
    once += ["--indicators", str(folder / "linear"), *(part for by in BREAKDOWNS for part in ("--by", by))]
    (folder / "once").mkdir(exist_ok=True)
    once += ["-o", str(folder / "once" / "all.csv")]
    check = [*program, "run", str(plan), "--check", "--quiet"]
    subprocess.run([*program, "run", str(plan), "--quiet"], check=True)
    found = {"compute": [measured(once)], "run --check": [measured(check)]}
    if not cells(folder / "once").equals(cells(folder / "tables")):
        raise SystemExit("the plan and the command give different cells")
    for _ in range(asked.runs - 1):
        found["compute"].append(measured(once))
        found["run --check"].append(measured(check))
    middle = {name: [median(column) for column in zip(*its, strict=True)] for name, its in found.items()}
    for name, (wall, cpu, peak) in middle.items():
        print(f"{name:<12} {wall:6.2f} s, {cpu:6.2f} processor s, {peak:.2f} GB")
    ratios = [one / other for one, other in zip(middle["run --check"], middle["compute"], strict=True)]
    print(f"ratio        {ratios[0]:6.2f}    {ratios[1]:6.2f}; the bar is {BAR:g}")


if __name__ == "__main__":
    main()
