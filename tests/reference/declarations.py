"""What a row measures and how its sample was drawn, in the words of indicators and survey descriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from .rows import Row, indicator_id

_MEASURES = {"arpr": "at_risk_of_poverty", "s80s20": "quintile_share"}
_METHODS = {
    "BRR": "brr",
    "Fay": "fay",
    "JKn": "jkn",
    "JK1": "jk1",
    "bootstrap": "bootstrap",
    "Rao-Wu": "bootstrap",
    "successive-difference": "sdr",
}
_RENAMED = "measured"
"""What the variable `api99->api00` is called, which two waves call differently."""


def write_indicator(folder: Path, row: Row) -> None:
    """Write what the row measures as a definition."""
    definition = {
        "id": indicator_id(row),
        "title": indicator_id(row),
        "dimension": "structural",
        "description": "A row of the reference.",
        "measure": _MEASURES.get(row["estimator"], row["estimator"]),
        "direction": "descriptive",
    }
    match row["estimator"]:
        case "ratio":
            definition |= {"numerator": row["variable"], "denominator": row["denominator"]}
        case "proportion":
            definition["value"] = f"{row['variable']} == 1"
        case _:
            definition["value"] = _RENAMED if "->" in row["variable"] else row["variable"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{definition['id']}.yaml").write_text(yaml.safe_dump(definition))


def write_survey(
    path: Path, name: str, designs: Mapping[str, Mapping[str, object]], rows: Sequence[Row], wave: int
) -> None:
    """Write how a wave's sample was drawn; a name may end in `|lonely=RULE`."""
    base, _, lonely = name.partition("|lonely=")
    design = design_of(designs[base])
    if lonely:
        design["lonely_psu"] = lonely
    renamed = [row["variable"].split("->")[wave] for row in rows if "->" in row["variable"]]
    variables = {_RENAMED: {"column": renamed[0], "type": "number"}} if renamed else {}
    path.write_text(yaml.safe_dump({"title": name, "design": design, "variables": variables}))


def design_of(declared: Mapping[str, object]) -> dict[str, object]:
    """A design of the reference as descriptions say it."""
    design: dict[str, object] = {"weight": declared["weights"]}
    if "repweights" in declared:
        return design | {"replicates": _replicates(declared)}
    if "ssu" in declared:
        stages = [
            {"psu": declared["psu"], "fpc": declared["fpc"]},
            {"psu": declared["ssu"], "fpc": declared["fpc_ssu"]},
        ]
        return design | {"stages": stages}
    return design | {key: declared[key] for key in ("strata", "psu", "fpc") if declared.get(key)}


def _replicates(declared: Mapping[str, object]) -> dict[str, object]:
    first, last = str(declared["repweights"]).split("..")
    stem = first.rstrip("0123456789")
    method, _, rho = str(declared["rep_type"]).partition(" rho=")
    found = {
        "columns": f"{stem}{{{first.removeprefix(stem)}..{last.removeprefix(stem)}}}",
        "method": _METHODS[method.split()[0]],
        "scale": declared["scale"],
        "rscales": declared["rscales"],
        "mse": declared["mse"],
    }
    return found | {"rho": float(rho)} if rho else found
