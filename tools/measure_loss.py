"""What disclosure control hides of real surveys, as the table of docs/disclosure.md: run by hand.

python tools/measure_loss.py FOLDER [NAME...]

FOLDER has the files, as they are named below; those that aren't there are left out, and said.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from integrind.disclosure.evidence import IN_A_TABLE
from integrind.packaged import packaged_indicators, packaged_surveys
from integrind.pipeline import compute_draft
from integrind.pipeline.draft import release_drafts
from integrind.request import Request
from integrind.vocabulary import Quantity

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"


@dataclass(frozen=True)
class Measured:
    """A survey, how it is broken down, and what its description lacks for that."""

    file: str
    survey: str
    by: tuple[str, ...]
    area: str
    more: str = ""


SURVEYS = {
    "the sample survey": Measured("community_survey.csv", "", ("country_of_birth",), "region"),
    "CPS 2024": Measured(
        "cps_vrs_2024_10k.csv", "cps-voting-cpsvote", ("hispanic",), "state", "  state: {column: STATE}\n\n"
    ),
    "ACS 2024, Rhode Island": Measured(
        "acs2024_pums_person_44.csv",
        "acs-pums",
        ("foreign_born", "citizenship"),
        "puma",
        "  puma: {column: PUMA}\n\n",
    ),
    "UK census 2011, teaching file": Measured(
        "uk2011_teaching_nano10k_adacollege.csv",
        "ons-census-2011-teaching",
        ("country_of_birth", "ethnic_group"),
        "region",
        "  region: {column: Region}\n\n",
    ),
}


def main(folder: Path, names: list[str]) -> None:
    """Print a row for each survey."""
    print(
        "| survey | by | rows with people | hidden by a rule | as company | people hidden | largest group |"
    )
    print("|---|---|--:|--:|--:|--:|--:|")
    for name in names or SURVEYS:
        its = SURVEYS[name]
        file = (folder if its.survey else SAMPLE) / its.file
        if not file.exists():
            print(f"{name}: there is no {file.name}", file=sys.stderr)
            continue
        by = " and ".join(word.replace("_", " ") for word in (*its.by, its.area))
        print(f"| {name} | {by} | {' | '.join(_measured(its, file))} |", flush=True)


def _measured(its: Measured, file: Path) -> Iterator[str]:
    with TemporaryDirectory() as place:
        survey = Path(place) / "it.survey.yaml" if its.survey else None
        if survey is not None:
            text = (packaged_surveys() / f"{its.survey}.survey.yaml").read_text("utf-8")
            # These files have none, and what is hidden doesn't depend on them.
            text = re.sub(r"\n  replicates: .*", "", text)
            survey.write_text(text.replace("\nvariables:\n", f"\nvariables:\n{its.more}"), "utf-8")
        request = Request(str(file), survey, (packaged_indicators(),), by=its.by, area=its.area)
        (draft,) = compute_draft(request).drafts
        (found,) = release_drafts([draft])
    rows = draft.frame.filter(IN_A_TABLE).with_columns(status=found.frame["status"])
    rows = rows.filter(pl.col("quantity") == Quantity.LEVEL, pl.col("people") > 0)
    hidden = rows.filter(pl.col("status") == "suppressed")
    company = found.review.filter(action="suppressed", kind="secondary", quantity=str(Quantity.LEVEL)).height
    people = hidden["people"].to_numpy().sum() / rows["people"].to_numpy().sum()
    of_group = rows.filter(pl.col("group").is_not_null())
    largest = pl.col("people") == pl.col("people").max().over("indicator", "wave", "area", "group_by")
    majority = of_group.filter(largest)
    gone = majority.filter(pl.col("status") == "suppressed").height
    yield f"{rows.height:,}"
    yield f"{hidden.height - company:,}"
    yield f"{company:,}"
    yield f"{people:.1%}"
    yield f"{gone / majority.height:.1%}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
