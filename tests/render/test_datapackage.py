"""Oracle: frictionless, the validator of the standard's authors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath

from frictionless import validate

from integrind.formats import Format
from integrind.render import render
from integrind.render.formats.datapackage import FILE_NAME, Output, package

from .samples import community, hostile, results, waves


def written(folder: Path, *formats: Format) -> list[Output]:
    outputs = []
    for name, made in (("tables/community", community()), ("waves", waves()), ("hostile", hostile())):
        for form in formats:
            path = PurePosixPath(f"{name}{form.traits.suffix}")
            content = render(made, form)
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
            outputs.append(Output(path, form, content, made.about))
    return outputs


def test_every_format_validates(tmp_path: Path) -> None:
    outputs = written(tmp_path, *Format)
    (tmp_path / FILE_NAME).write_bytes(package("regions", "Regions", outputs))
    report = validate(str(tmp_path / FILE_NAME))
    assert report.valid, report.flatten(["name", "type", "message"])
    tables = [task for task in report.tasks if task.type == "table"]
    assert len(tables) == 3 * len(("csv", "tsv", "sdmx-csv"))
    assert all(task.stats["rows"] for task in tables)


def test_a_changed_file_is_found_out(tmp_path: Path) -> None:
    outputs = written(tmp_path, Format.CSV)
    (tmp_path / FILE_NAME).write_bytes(package("regions", "Regions", outputs))
    changed = tmp_path / "waves.csv"
    changed.write_bytes(changed.read_bytes().replace(b"0.731", b"0.732"))
    report = validate(str(tmp_path / FILE_NAME))
    assert {kind for (kind,) in report.flatten(["type"])} == {"hash-count"}


def test_says_where_the_data_come_from_and_under_which_licence(tmp_path: Path) -> None:
    made = results([], licence="CC-BY-4.0", source="Survey office")
    content = render(made, Format.CSV)
    descriptor = json.loads(
        package("A name", "A title", [Output(PurePosixPath("a.csv"), Format.CSV, content, made.about)])
    )
    assert descriptor["name"] == "a-name"
    assert descriptor["licenses"] == [{"name": "CC-BY-4.0"}]
    assert descriptor["sources"] == [{"title": "Survey office"}]
    (resource,) = descriptor["resources"]
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["schema"]["missingValues"] == [""]


def test_the_order_of_outputs_changes_nothing(tmp_path: Path) -> None:
    outputs = written(tmp_path, Format.CSV, Format.JSON)
    assert package("a", "A", outputs) == package("a", "A", reversed(outputs))


def test_files_that_would_have_one_name_have_two() -> None:
    about = community().about
    paths = ("a b.csv", "a-b.csv", "A-b.csv")
    outputs = [Output(PurePosixPath(path), Format.CSV, b"", about) for path in paths]
    names = [resource["name"] for resource in json.loads(package("a", "A", outputs))["resources"]]
    assert len(set(names)) == 3
