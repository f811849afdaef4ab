"""What a table holds for each request. Oracles: definitions of the terms, and sums over the file by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from .conftest import PEOPLE, UNPROTECTED, Integrind, Outcome, rows

QUICK = ("--indicator", "employment")
ALL_ASKED = ("--indicator", "feeling_local")
Row = dict[str, str]


@pytest.fixture
def compute(in_process: Integrind) -> Integrind:
    """`compute` for the small survey, as CSV unless it says otherwise, with nothing hidden."""

    def call(*arguments: str | Path, data: Path = PEOPLE / "people.csv") -> Outcome:
        library = ("--indicators", PEOPLE / "indicators", "--policy", "none")
        form = () if "--format" in arguments else ("--format", "csv")
        return in_process("compute", data, *library, *form, *arguments)

    return call


def people(**values: pl.Expr) -> pl.DataFrame:
    """The small survey as numbers and text."""
    return pl.read_csv(PEOPLE / "people.csv", infer_schema=False).with_columns(**values)


def survey(folder: Path, frame: pl.DataFrame, description: str | None = None) -> Path:
    """A survey file of its own, with the description of the small survey or another beside it."""
    usual = (PEOPLE / "people.survey.yaml").read_text()
    (folder / "people.survey.yaml").write_text(usual if description is None else description)
    frame.write_csv(folder / "people.csv")
    return folder / "people.csv"


class TestBreakdowns:
    def test_the_description_chooses_and_none_switches_it_off(self, compute: Integrind):
        groups = [(row["group_by"], row["group"]) for row in rows(compute(*QUICK).text)]
        assert groups == [("", ""), ("birth", "uk"), ("birth", "eu"), ("birth", "non_eu")]
        off = rows(compute(*QUICK, "--by", "none", "--area", "none", "--wave", "none").text)
        assert [(row["group"], row["area"], row["wave"]) for row in off] == [("", "", "")]

    def test_waves_areas_and_crossed_groups_in_their_order(self, compute: Integrind):
        options = ("--by", "sex", "--by", "age_band+sex", "--area", "region", "--wave", "year")
        found = rows(compute(*QUICK, *options).text)
        groups = [
            "",
            "female",
            "male",
            *(f"{age}+{sex}" for age in ("16-34", "35-54", "55+") for sex in ("female", "male")),
        ]
        expected = [
            (year, area, group)
            for year in ("2023", "2024")
            for area in ("", "east", "north", "south")
            for group in groups
        ]
        assert [(row["wave"], row["area"], row["group"]) for row in found] == expected
        assert {row["area_by"] for row in found if row["area"]} == {"region"}
        assert [row["group_by"] for row in found[:9]] == ["", "sex", "sex", *["age_band+sex"] * 6]


class TestReferences:
    """Each kind of reference, by its definition."""

    @pytest.fixture
    def table(self, compute: Integrind):
        def compared_with(what: str, *options: str) -> dict[tuple[str, str], dict[str, str]]:
            found = compute("--indicator", "income_mean", "--gap-from", what, *options)
            assert found.exit == 0, found.err
            given = rows(found.text)
            assert all(row["gap_from"] == what for row in given if row["gap"])
            for row in given:
                if row["gap"]:
                    gap = float(row["estimate"]) - float(row["reference"])
                    assert float(row["gap"]) == pytest.approx(gap, rel=1e-9)
            return {(row["area"], row["group"]): row for row in given}

        return compared_with

    def test_population(self, table):
        found = table("population", "--area", "region")
        assert found["", ""]["gap"] == found["north", ""]["gap"] == ""
        assert found["", "eu"]["reference"] == found["", ""]["estimate"]
        assert found["north", "eu"]["reference"] == found["north", ""]["estimate"]

    def test_whole(self, table):
        found = table("whole", "--area", "region")
        assert found["north", "eu"]["reference"] == found["", ""]["estimate"]
        assert found["north", ""]["reference"] == found["", ""]["estimate"]

    def test_rest(self, table):
        found = table("rest", "--by", "sex")
        assert found["", "female"]["reference"] == found["", "male"]["estimate"]
        assert found["", "male"]["reference"] == found["", "female"]["estimate"]

    def test_rest_of_a_group_that_is_everybody(self, table):
        found = table("rest", "--where", 'birth == "uk"')
        assert found["", "uk"]["status"] == "not_applicable"
        assert found["", "uk"]["gap"] == found["", "uk"]["reference"] == ""
        assert float(found["", "uk"]["estimate"]) > 0

    @pytest.mark.parametrize("what", ["group=uk", "group=birth:uk"])
    def test_group(self, table, what: str):
        found = table(what)
        assert found["", "eu"]["reference"] == found["", "uk"]["estimate"]
        assert found["", "uk"]["gap"] == found["", ""]["gap"] == ""

    def test_target(self, table):
        found = table("target=450")
        assert {row["reference"] for row in found.values()} == {"450"}

    @pytest.mark.parametrize(("target", "hint"), [("50", "target=0.5"), ("-0.1", ""), ("300", "")])
    def test_target_that_no_share_can_reach(self, compute: Integrind, target: str, hint: str):
        result = compute(*QUICK, "--gap-from", f"target={target}")
        assert result.exit == 2
        assert f"target={target}: employment lies between 0 and 1" in result.err
        assert (hint in result.err) if hint else ("as a fraction" not in result.err)

    def test_table(self, table, compute: Integrind, tmp_path: Path):
        compute("--indicator", "income_mean", "-o", "national.csv")
        national = rows((tmp_path / "national.csv").read_text())[0]
        found = table("table=national.csv", "--where", "age < 40")
        assert {row["reference"] for row in found.values()} == {national["estimate"]}

    def test_a_table_without_the_indicator_is_said_to_be(self, compute: Integrind):
        compute("--indicator", "income_mean", "-o", "national.csv")
        asked = ("--indicator", "income_mean", *QUICK, "--gap-from", "table=national.csv")
        said = "able national.csv has no estimate of employment: there is no gap from it"
        found = compute(*asked, "--format", "table")
        assert (found.exit, f"Warning: t{said}\n" in found.err) == (0, True)
        assert f"T{said}.\n" in found.text
        alone = compute(*QUICK, "--gap-from", "table=national.csv", "--format", "table").text
        assert "gaps from the table national.csv" in " ".join(alone.split())
        of_waves = compute(*asked, "--wave", "year").err
        assert "has no estimate of employment, income_mean in any year of these" in of_waves
        assert compute(*asked, "--strict").exit == 4

    def test_json_is_no_table(self, compute: Integrind, tmp_path: Path):
        (tmp_path / "national.json").write_text('{"rows": []}')
        result = compute(*QUICK, "--gap-from", "table=national.json")
        assert result.exit == 4
        assert "national.json: JSON isn't read as a table\n  CSV and Parquet are" in result.err

    def test_a_table_and_the_survey_are_not_both_piped_in(self, compute: Integrind):
        result = compute(*QUICK, "--gap-from", "table=-", data=Path("-"))
        assert (result.exit, result.text) == (2, "")
        assert "table=-: standard input is the survey already" in result.err


class TestPopulations:
    def test_of_a_comparison_sample(self, compute: Integrind):
        """The reference is those who stand for the population; a group is all who were asked."""
        found = {row["group"]: row for row in rows(compute("--indicator", "voting").text)}
        voted = pl.col("voted").replace_strict({"true": 1.0, "false": 0.0}, default=None)
        asked = people(w=pl.col("weight").cast(float), y=voted).drop_nulls("y")
        general = asked.filter(pl.col("sample") == "general")
        eu = asked.filter(pl.col("birth") == "eu")
        assert int(found[""]["n"]) == general.height < asked.height
        assert float(found[""]["estimate"]) == pytest.approx(mean(general), rel=1e-11)
        assert found["eu"]["reference"] == found[""]["estimate"]
        assert int(found["eu"]["n"]) == eu.height
        assert float(found["eu"]["estimate"]) == pytest.approx(mean(eu), rel=1e-11)

    def test_of_a_group_alone(self, compute: Integrind):
        found = rows(compute("--indicator", "language_course").text)
        assert [row["gap"] for row in found] == [""] * 4
        statuses = {row["group"]: row["status"] for row in found}
        assert statuses == {"": "ok", "uk": "not_applicable", "eu": "ok", "non_eu": "ok"}


def mean(frame: pl.DataFrame) -> float:
    return frame.select((pl.col("w") * pl.col("y")).sum() / pl.col("w").sum()).item()


class TestWeights:
    def test_of_a_module_are_its_own(self, compute: Integrind):
        (found,) = rows(compute("--indicator", "loneliness", "--by", "none").text)
        often = (pl.col("lonely") == "often").cast(float)
        module = people(w=pl.col("weight_lonely").cast(float, strict=False), y=often)
        answered = module.filter(pl.col("lonely").is_in(["often", "sometimes", "never"]))
        assert float(found["estimate"]) == pytest.approx(mean(answered), rel=1e-11)
        assert int(found["n"]) == answered.height
        assert int(found["n_missing"]) == module.filter(pl.col("lonely") == "-2").height
        assert float(found["n_weighted"]) == pytest.approx(answered["w"].sum(), rel=1e-11)

    def test_of_zero_count_in_no_base_and_are_named(self, compute: Integrind, tmp_path: Path):
        zero = people(weight=pl.when(pl.col("sex") == "1").then(pl.lit("0")).otherwise("weight"))
        outcome = compute(*ALL_ASKED, "--by", "sex", data=survey(tmp_path, zero))
        men = zero.filter(pl.col("sex") == "1").height
        assert f"weight 'weight' is 0 in {men} rows, which count in no estimate" in outcome.err
        assert {row["group"]: row["n"] for row in rows(outcome.text)} == {
            "": str(240 - men),
            "female": str(240 - men),
            "male": "0",
        }

    def test_nothing_described_is_unweighted_and_says_so(self, compute: Integrind, tmp_path: Path):
        data = survey(tmp_path, people(), "title: Bare\n")
        (row,) = rows(compute(*ALL_ASKED, data=data).text)
        assert row["n_weighted"] == row["n"] == "240"
        assert "unweighted: every row counts 1" in row["notes"]


class TestWaves:
    def test_rows_without_a_wave_are_in_none_and_are_named(self, compute: Integrind, tmp_path: Path):
        some = people(year=pl.when(pl.col("region") == "north").then(pl.lit("")).otherwise("year"))
        outcome = compute(*ALL_ASKED, "--by", "none", "--wave", "year", data=survey(tmp_path, some))
        lost = some.filter(pl.col("year") == "").height
        warning = f"'year' has no value in {lost} rows, which are in no wave of this table"
        assert outcome.err == f"Warning: {tmp_path}/people.csv: {warning}\n{UNPROTECTED}"
        found = rows(outcome.text)
        assert [row["wave"] for row in found] == ["2023", "2024"]
        assert sum(int(row["n"]) for row in found) == 240 - lost

    def test_rows_without_a_group_or_an_area_are_in_the_whole(self, compute: Integrind, tmp_path: Path):
        some = people(
            region=pl.when(pl.col("year") == "2023").then(pl.lit("")).otherwise("region"),
            birth=pl.when(pl.col("year") == "2024").then(pl.lit("")).otherwise("birth"),
        )
        outcome = compute(*ALL_ASKED, "--area", "region", data=survey(tmp_path, some))
        found = {(row["area"], row["group"]): int(row["n"]) for row in rows(outcome.text)}
        assert found["", ""] == 240
        assert sum(found[area, ""] for area in ("north", "south", "east")) == 120
        assert sum(found["", group] for group in ("uk", "eu", "non_eu")) == 120


class TestGroups:
    def test_are_given_once(self, compute: Integrind):
        once = compute(*QUICK, "--by", "sex", "--adjust", "holm")
        assert compute(*QUICK, "--by", "sex", "--by", "sex", "--adjust", "holm").text == once.text

    def test_of_a_described_number(self, compute: Integrind, tmp_path: Path):
        description = "title: People\nvariables: {hours: {column: hours, missing: {refused: [4, 5]}}}\n"
        data = survey(tmp_path, people(), description)
        found = [row["group"] for row in rows(compute(*ALL_ASKED, "--by", "hours", data=data).text)]
        held = sorted(int(hours) for hours in set(people()["hours"]) - {"4", "5"})
        assert found == ["", *map(str, held)]

    def test_of_a_column_that_nobody_describes(self, compute: Integrind):
        found = [row["group"] for row in rows(compute(*QUICK, "--by", "stratum").text)]
        assert found == ["", "A", "B", "C", "D"]


class TestWarnings:
    WARNING = "people.csv: 'year' has no value in 120 rows, which are in no wave of this table"

    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        return survey(tmp_path, people(year=pl.col("year").replace("2024", "")))

    def test_do_not_change_the_exit_code(self, compute: Integrind, data: Path):
        outcome = compute(*ALL_ASKED, "--wave", "year", "--quiet", data=data)
        assert (outcome.exit, outcome.err) == (0, f"Warning: {data.parent}/{self.WARNING}\n{UNPROTECTED}")
        assert len(rows(outcome.text)) == 4

    def test_are_errors_under_strict_and_nothing_is_written(self, compute: Integrind, data: Path):
        (data.parent / "old.csv").write_text("old")
        outcome = compute(*ALL_ASKED, "--wave", "year", "--strict", "-o", data.parent / "old.csv", data=data)
        error = f"Error: --strict makes errors of warnings\n{data.parent}/{self.WARNING}\n"
        assert (outcome.exit, outcome.out, outcome.err) == (4, b"", error)
        assert (data.parent / "old.csv").read_text() == "old"

    def test_without_one_strict_is_nothing(self, compute: Integrind):
        assert compute(*ALL_ASKED, "--strict").exit == 0


class TestWhatTheFileLacks:
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ((), "2 indicators not in this survey: income_per_hour, voting\n"),
            (("--quiet",), ""),
            (("--format", "table"), ""),
            (
                ("--verbose",),
                "2 indicators not in this survey:\n"
                "  income_per_hour: the survey has no hours\n"
                "  voting: the survey has no voted\n",
            ),
        ],
    )
    def test_is_said_in_one_line(
        self, compute: Integrind, tmp_path: Path, options: tuple[str, ...], said: str
    ):
        """A table says it itself."""
        outcome = compute(*options, data=survey(tmp_path, people().drop("hours", "voted")))
        assert (outcome.exit, outcome.err) == (0, said + UNPROTECTED)

    def test_is_named_and_is_not_available(self, compute: Integrind, tmp_path: Path):
        data = survey(tmp_path, people().drop("works", "weight_lonely"))
        outcome = compute(data=data)
        assert outcome.exit == 4
        assert "people.csv: there is no column 'weight_lonely'" in outcome.err
        data = survey(tmp_path, people().drop("works", "lonely"))
        outcome = compute(data=data)
        assert outcome.exit == 0
        assert "the survey description names columns that aren't there: works, lonely\n" in outcome.err
        statuses = {row["indicator"]: row["status"] for row in rows(outcome.text) if not row["group"]}
        lacking = {"employment", "income_per_hour", "loneliness"}
        assert {name for name, status in statuses.items() if status == "not_available"} == lacking
        assert len(statuses) == 8
