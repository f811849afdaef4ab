"""Indicators that share passes over replicate weights have the rows that each has alone."""

from pathlib import Path

import numpy as np
import polars as pl
import yaml

import integrind

DEFINITIONS = {
    "share": {"measure": "proportion", "value": "v == 1"},
    "nowhere": {"measure": "proportion", "value": "not_asked == 1"},
    "middle": {"measure": "median", "value": "y"},
    "level": {"measure": "mean", "value": "y"},
    "per": {"measure": "ratio", "numerator": "y", "denominator": "x"},
    "sum": {"measure": "total", "value": "y"},
}


def test_together_and_alone(tmp_path: Path):
    rng = np.random.default_rng(3)
    rows = 400
    weight = rng.integers(1, 900, rows) / 10
    columns = {
        "w": weight,
        "g": rng.integers(0, 3, rows),
        "k": rng.integers(0, 2, rows),
        "v": rng.integers(0, 2, rows),
        "y": rng.integers(0, 10**6, rows) / 100,
        "x": rng.integers(1, 9, rows),
    }
    columns |= {f"r{it}": weight * rng.choice([0.5, 1.5], rows) for it in range(1, 13)}
    pl.DataFrame(columns).write_csv(tmp_path / "data.csv")
    replicates = {"columns": "r{1..12}", "method": "fay", "rho": 0.5}
    survey = {"title": "Made up", "design": {"weight": "w", "replicates": replicates}}
    (tmp_path / "data.survey.yaml").write_text(yaml.safe_dump(survey))
    (tmp_path / "structural").mkdir()
    for name, said in DEFINITIONS.items():
        about = {
            "title": name,
            "dimension": "structural",
            "description": "Made up.",
            "direction": "descriptive",
        }
        (tmp_path / "structural" / f"{name}.yaml").write_text(yaml.safe_dump({"id": name, **about, **said}))

    def found(*names: str) -> pl.DataFrame:
        table = integrind.compute(
            tmp_path / "data.csv", indicators=[tmp_path / "structural"], indicator=names, by=["g", "k"]
        ).frame
        numbers = [name for name, dtype in table.schema.items() if dtype.is_numeric()]
        of_the_table_itself = ("gap_p_adjusted", "comparisons")
        return table.select("indicator", "group", "status", *numbers).drop(of_the_table_itself)

    together = found()
    assert set(together["indicator"]) == set(DEFINITIONS)
    for name in DEFINITIONS.keys() - {"nowhere"}:
        assert together.filter(indicator=name).equals(found(name))
