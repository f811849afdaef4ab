"""The same tables are the same bytes, whatever lies between the survey and the file.

The oracle is another process on the same rows: other threads, engine, pieces, order, locale, time zone and
folder. One plan has every kind of number (proportions, means, ratios, medians, standardised, changes,
correlations) and every format, so that one process for each surrounding is enough.
"""

import gzip
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

from .conftest import PEOPLE, made

PLAN = """\
datapackage: {{folder: out, title: Everything}}
tables:
  - name: everything
    command: compute
    data: {data}
    by: [sex+birth, region]
    area: region
    wave: year
    adjust: bh
    policy: none
    output:
      - out/all.csv
      - out/all.tsv
      - out/all.json
      - out/all.jsonl
      - out/all.md
      - out/all.html
      - out/all.txt
      - out/all.xlsx
      - out/all.parquet
      - out/all.sdmx.csv
  - name: protected
    command: compute
    data: {data}
    by: [birth]
    area: region
    standardise: sex+age_band
    output: [out/protected.csv, out/protected.json, out/protected.md, out/protected.html, out/protected.xlsx]
    review: out/hidden.csv
  - name: change
    command: trend
    data: {data}
    by: [sex]
    wave: year
    output: [out/change.csv, out/change.xlsx]
  - name: profile
    command: profile
    data: {data}
    by: [sex]
    associations: true
    output: [out/profile.json, out/profile.txt]
"""
FORMATS = (".csv", ".tsv", ".json", ".jsonl", ".md", ".html", ".txt", ".xlsx", ".parquet", ".sdmx.csv")
MANIFEST = "integrind.manifest.json"
PIECE = 32
"""Rows, and bytes, of a piece: small, so that a small survey comes in many."""

Write = Callable[[Path], str]
"""Writes the survey into a folder, and gives its name there."""


def as_it_is(folder: Path) -> str:
    shutil.copy(PEOPLE / "people.csv", folder)
    return "people.csv"


def shuffled(folder: Path) -> str:
    header, *lines = (PEOPLE / "people.csv").read_text().splitlines()
    random.Random(3).shuffle(lines)
    (folder / "people.csv").write_text("\n".join([header, *lines, ""]))
    return "people.csv"


def in_row_groups(folder: Path) -> str:
    """Parquet whose rows are shuffled and come in many groups."""
    rows = pl.read_csv(PEOPLE / "people.csv", infer_schema=False).sample(fraction=1, shuffle=True, seed=4)
    rows.write_parquet(folder / "people.parquet", row_group_size=PIECE)
    return "people.parquet"


def in_members(folder: Path) -> str:
    """Compressed files put one behind the other are one compressed file (RFC 1952, 2.2)."""
    content = (PEOPLE / "people.csv").read_bytes()
    pieces = (content[at : at + 1000] for at in range(0, len(content), 1000))
    (folder / "people.csv.gz").write_bytes(b"".join(map(gzip.compress, pieces)))
    return "people.csv.gz"


def in_parts(folder: Path) -> str:
    """A folder of files in several formats, the rows dealt to them in turn."""
    rows = pl.read_csv(PEOPLE / "people.csv", infer_schema=False).sample(fraction=1, shuffle=True, seed=5)
    parts = [rows.gather_every(3, offset) for offset in range(3)]
    (folder / "people").mkdir()
    parts[0].write_csv(folder / "people" / "a.csv")
    parts[1].write_parquet(folder / "people" / "b.parquet")
    text = parts[2].select(reversed(rows.columns)).write_csv(separator="\t")
    (folder / "people" / "c.tsv.gz").write_bytes(gzip.compress(text.encode()))
    return "people"


@dataclass(frozen=True)
class Surrounding:
    """What a run happens in."""

    called: str
    write: Write = as_it_is
    from_elsewhere: bool = False
    env: dict[str, str] = field(default_factory=dict)


IN_PIECES = {
    "POLARS_ENGINE_AFFINITY": "streaming",
    "POLARS_IDEAL_MORSEL_SIZE": str(PIECE),
    "POLARS_CSV_CHUNK_SIZE": str(PIECE),
}
"""The streaming engine, with pieces as small as ours."""
IN_MEMORY = {"POLARS_ENGINE_AFFINITY": "in-memory"}

SURROUNDINGS = (
    Surrounding("again", env={**IN_MEMORY, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "0", "TZ": "UTC"}),
    Surrounding(
        "streaming, two threads, a plain locale, from elsewhere",
        from_elsewhere=True,
        env={**IN_PIECES, "POLARS_MAX_THREADS": "2", "PYTHONHASHSEED": "1", "LANG": "C", "PYTHONUTF8": "0"},
    ),
    Surrounding(
        "streaming, eight threads, shuffled, a Turkish locale, on a coloured terminal far east",
        shuffled,
        env={
            **IN_PIECES,
            "POLARS_MAX_THREADS": "8",
            "PYTHONHASHSEED": "2",
            "LANG": "tr_TR.UTF-8",
            "LC_ALL": "tr_TR.UTF-8",
            "TZ": "Pacific/Kiritimati",
            "FORCE_COLOR": "1",
            "COLUMNS": "40",
        },
    ),
    Surrounding(
        "in memory, eight threads, Parquet in shuffled row groups",
        in_row_groups,
        env={**IN_MEMORY, "POLARS_MAX_THREADS": "8", "LANG": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"},
    ),
    Surrounding(
        "streaming, one thread, Parquet in shuffled row groups",
        in_row_groups,
        env={**IN_PIECES, "POLARS_MAX_THREADS": "1"},
    ),
    Surrounding("compressed piece by piece", in_members, env={"POLARS_MAX_THREADS": "2"}),
    Surrounding("in several files", in_parts, env={"POLARS_MAX_THREADS": "2"}),
)


def outputs(folder: Path, surrounding: Surrounding) -> dict[str, bytes]:
    """Everything that a run in fresh surroundings writes."""
    shutil.copytree(PEOPLE / "indicators", folder / "indicators")
    shutil.copy(PEOPLE / "people.survey.yaml", folder)
    data = surrounding.write(folder)
    (folder / "integrind.yaml").write_text(PLAN.format(data=data))
    plan, cwd = Path("integrind.yaml"), folder
    if surrounding.from_elsewhere:
        plan, cwd = Path(folder.name) / plan, folder.parent
    done = subprocess.run(
        [sys.executable, "-m", "integrind", "run", str(plan)],
        cwd=cwd,
        env={**os.environ, **surrounding.env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return {name: it for name, it in made(folder).items() if name.startswith("out/") or name == MANIFEST}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    env = {**IN_MEMORY, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "0", "TZ": "UTC"}
    return outputs(tmp_path_factory.mktemp("usual"), Surrounding("usual", env=env))


def test_every_format_is_looked_at(usual: dict[str, bytes]):
    assert {f"out/all{suffix}" for suffix in FORMATS} < usual.keys()


def test_nothing_says_when_it_was_made(usual: dict[str, bytes]):
    today = date.today()
    dates = {f"{today:{form}}".encode() for form in ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d %B %Y")}
    texts = [*usual.values()]
    for name, content in usual.items():
        if name.endswith(".xlsx"):
            with ZipFile(BytesIO(content)) as book:
                texts += map(book.read, book.namelist())
    assert [it for it in dates for text in texts if it in text] == []


@pytest.mark.parametrize("surrounding", SURROUNDINGS, ids=lambda it: it.called)
def test_nothing_around_a_run_changes_a_byte(
    tmp_path: Path, usual: dict[str, bytes], surrounding: Surrounding
):
    found = outputs(tmp_path, surrounding)
    manifest, usual_manifest = found.pop(MANIFEST), usual[MANIFEST]
    assert found.keys() == usual.keys() - {MANIFEST}
    assert [name for name in found if found[name] != usual[name]] == []
    if surrounding.write is as_it_is:
        assert manifest == usual_manifest
