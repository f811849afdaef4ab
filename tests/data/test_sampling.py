"""Oracle: codes by hand."""

from pathlib import Path

import numpy as np
import pytest

from integrind.data.sampling import DesignColumns, design_columns, read_design, read_replicates, read_weights
from integrind.definitions.survey import Design
from integrind.errors import DataError

from .build import build

DESIGNED = "design: {weight: w, strata: stratum, psu: psu, fpc: fpc}"
DATA = "w,stratum,psu,fpc\n1,b,10,0.5\n2,a,9,20\n0,b,9,0.5\n"


def read(folder: Path, data: str, survey: str, wave: list[int] | None = None) -> DesignColumns:
    variables = build(folder, data, survey)
    return read_design(variables, variables.survey.design, None if wave is None else np.array(wave))


def test_strata_and_units_are_codes_in_the_order_of_their_labels(tmp_path: Path):
    found = read(tmp_path, DATA, DESIGNED)
    assert found.stratum is not None
    assert found.stratum.tolist() == [1, 0, 1]
    (stage,) = found.stages
    assert stage.unit is not None
    assert stage.unit.tolist() == [1, 0, 0], "9 before 10"
    assert stage.population is not None
    assert stage.population.tolist() == [0.5, 20, 0.5]


def test_without_a_description_each_row_is_a_unit(tmp_path: Path):
    found = read(tmp_path, DATA, "")
    assert found.stratum is None
    assert [(stage.unit, stage.population) for stage in found.stages] == [(None, None)]
    variables = build(tmp_path, DATA)
    assert read_weights(variables, variables.survey.design).tolist() == [1, 1, 1]


def test_independent_waves_are_strata_of_their_own(tmp_path: Path):
    found = read(tmp_path, DATA, DESIGNED, [0, 0, 1])
    assert found.stratum is not None
    assert len(set(found.stratum.tolist())) == 3
    overlapping = DESIGNED.replace("}", ", waves: overlapping}")
    found = read(tmp_path, DATA, overlapping, [0, 0, 1])
    assert found.stratum is not None
    assert found.stratum.tolist() == [1, 0, 1]


def test_rows_without_a_wave_stay_in_the_design(tmp_path: Path):
    found = read(tmp_path, DATA, "", [0, -1, 1])
    assert found.stratum is not None
    assert len(set(found.stratum.tolist())) == 3


def test_stages(tmp_path: Path):
    survey = "design: {strata: stratum, stages: [{psu: psu, fpc: fpc}, {psu: w}]}"
    first, second = read(tmp_path, DATA, survey).stages
    assert first.unit is not None
    assert second.unit is not None
    assert (first.unit.tolist(), second.unit.tolist()) == ([1, 0, 0], [1, 2, 0])
    assert second.population is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1,,9,0.5", "data.csv: stratum 'stratum' is empty in 1 row"),
        ("1,a,,0.5", "data.csv: PSU 'psu' is empty in 1 row"),
        ("1,a,9,", "data.csv: fpc 'fpc' is empty in 1 row"),
        ("1,a,9,half", "data.csv: fpc 'fpc' is not a finite number in 1 row"),
        (
            '1,a,9,"0,5"',
            "data.csv: fpc 'fpc' is not a finite number in 1 row\n  decimals are written with a point",
        ),
    ],
)
def test_what_the_design_needs_of_every_row(tmp_path: Path, line: str, expected: str):
    with pytest.raises(DataError) as caught:
        read(tmp_path, f"{DATA}{line}\n", DESIGNED)
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(expected)


def test_replicate_weights(tmp_path: Path):
    survey = "design: {weight: w, replicates: {columns: 'r{1..2}', method: brr}}"
    variables = build(tmp_path, "w,r1,r2\n10,20,0\n20,-5,40\n", survey)
    replicates = variables.survey.design.replicates
    assert replicates is not None
    found = read_replicates(variables, replicates)
    assert (found.number / found.per_unit).tolist() == [[20, 0], [-5, 40]]


def test_the_columns_of_a_design():
    assert design_columns(Design()) == ()
    design = Design.model_validate_json(
        '{"weight": "w", "strata": "s", "stages": [{"psu": "a"}, {"psu": "b"}]}'
    )
    assert design_columns(design) == ("w", "s", "a", "b")
    design = Design.model_validate_json('{"replicates": {"columns": "r{1..3}", "method": "brr"}}')
    assert design_columns(design) == ("r1", "r2", "r3")
