"""Oracle: codes by hand."""

from pathlib import Path

import numpy as np
import pytest

from integrind.data.sampling import DesignColumns, design_columns, read_design, read_replicates, read_weights
from integrind.definitions.design import Design
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


def units(folder: Path, data: str, survey: str) -> list[list[int] | None]:
    return [None if it.unit is None else it.unit.tolist() for it in read(folder, data, survey).stages]


def test_rows_without_a_unit_may_be_units_of_their_own(tmp_path: Path):
    survey = "design: {psu: {column: p, else: row}}"
    assert units(tmp_path, "p,k\n7,a\n,b\n3,c\n,d\n7,e\n", survey) == [[1, 2, 0, 3, 1]]
    assert units(tmp_path, "p,k\n,b\n,d\n", survey) == [[0, 1]]
    with pytest.raises(DataError, match="PSU 'p' is empty in 2 rows") as caught:
        units(tmp_path, "p,k\n7,a\n,b\n3,c\n,d\n7,e\n", "design: {psu: p}")
    assert "psu: {column: p, else: row}" in caught.value.hint


def test_a_row_of_weight_0_without_a_place_takes_another_row_s(tmp_path: Path):
    """It adds nothing there; everybody else's place is as if it weren't in the file."""
    survey = "design: {weight: w, strata: s, psu: p, fpc: f}"
    found = read(tmp_path, "w,s,p,f\n0,,,\n1,b,7,20\n0,a,9,30\n2,a,3,30\n", survey)
    assert found.stratum is not None
    assert found.stratum.tolist() == [1, 1, 0, 0]
    (stage,) = found.stages
    assert stage.unit is not None
    assert stage.population is not None
    assert stage.unit.tolist() == [1, 1, 2, 0]
    assert stage.population.tolist() == [20, 20, 30, 30]


@pytest.mark.parametrize(
    ("data", "survey"),
    [
        ("w,s,m\n1,,1\n1,b,1\n", "design: {weight: w, strata: s}"),
        ("w,s,m\n0,,1\n0,,1\n", "design: {weight: w, strata: s}"),
        ("w,s,m\n0,,1\n1,b,1\n", "design: {weight: w, strata: s}\nvariables: {m: {column: m, weight: m}}"),
    ],
)
def test_a_row_that_may_count_needs_a_place(tmp_path: Path, data: str, survey: str):
    with pytest.raises(DataError, match="stratum 's' is empty"):
        read(tmp_path, data, survey)
