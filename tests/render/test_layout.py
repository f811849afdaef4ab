"""Oracle: worked by hand."""

from __future__ import annotations

from integrind.render.tables.layout import arrange

from .samples import by_birth, crossed, group_row, regions, results, row, waves


def test_one_breakdown_is_a_section_with_a_table_for_each_dimension() -> None:
    (section,) = arrange(results(by_birth()))
    assert section.heading == "By birth"
    assert section.columns == ("Population", "UK-born", "Born elsewhere in the EU", "Born outside the EU")
    assert [grid.title for grid in section.grids] == [
        "Structural",
        "Social",
        "Civic and political",
        "Cultural",
        "Identity",
    ]


def test_each_breakdown_has_the_population_first() -> None:
    headings = {section.heading: section.columns for section in arrange(crossed())}
    assert headings == {
        "By sex": ("Population", "Male", "Female"),
        "By sex and age band": (
            "Population",
            "Male, 16 to 24",
            "Male, 65 and over",
            "Female, 16 to 24",
            "Female, 65 and over",
        ),
    }


def test_what_there_is_more_of_goes_down() -> None:
    (section,) = arrange(regions("employment_rate"))
    assert [line.label for line in section.lines] == ["All areas", *(f"Region {n}" for n in range(1, 10))]
    assert [grid.title for grid in section.grids] == ["Employment rate, %"]
    by_area = arrange(
        results(
            [
                row(name, area_by="region", area=a)
                for name in ("employment_rate", "belonging")
                for a in ("r1", "r2")
            ]
        )
    )
    assert [section.heading for section in by_area] == ["Region: Region 1", "Region: Region 2"]


def test_changes_stand_apart_and_have_signs() -> None:
    sections = arrange(waves())
    assert [section.heading for section in sections] == [
        "Wave 2019 · by birth",
        "Wave 2024 · by birth",
        "Change of estimates and gaps · wave 2019 to 2024 · by birth",
    ]
    assert sections[-1].lines[0].cells[0].estimate == "-1.5"


def test_an_area_difference_names_both_sides() -> None:
    here = {"quantity": "area_difference", "area_by": "region", "area": "r1", "versus": "r2"}
    (section,) = arrange(results([row("employment_rate", **here)]))
    assert section.heading == "Difference of estimates and gaps · region: Region 1 v Region 2"


def test_a_group_that_a_place_lacks_has_no_column_there() -> None:
    rows = [
        made
        for name in ("employment_rate", "belonging")
        for area, groups in (("r1", ("uk", "eu")), ("r2", ("uk",)))
        for made in (
            row(name, area_by="region", area=area),
            *(group_row(name, "birth", group, area_by="region", area=area) for group in groups),
        )
    ]
    assert [len(section.columns) for section in arrange(results(rows))] == [3, 2]


def test_a_place_without_any_row_of_a_breakdown_has_no_section() -> None:
    rows = [
        group_row("employment_rate", "sex", "male", area_by="region", area="r1"),
        group_row("belonging", "birth", "uk", area_by="region", area="r2"),
    ]
    headings = [section.heading for section in arrange(results(rows))]
    assert headings == ["Region: Region 1 · by sex", "Region: Region 2 · by birth"]


def test_variables_are_called_by_their_titles() -> None:
    here = {"area_by": "region", "area": "r1"}
    (section,) = arrange(
        results(
            [group_row("employment_rate", "birth", "uk", **here)],
            titles={"birth": "Country of birth", "region": "Part of the country"},
        )
    )
    assert section.heading == "By country of birth"
    both = [
        row("employment_rate", **here),
        row("employment_rate", area_by="region", area="r2"),
        row("belonging", **here),
    ]
    headings = [
        section.heading for section in arrange(results(both, titles={"region": "Part of the country"}))
    ]
    assert headings == ["Part of the country: Region 1", "Part of the country: Region 2"]


def test_a_change_has_its_own_margin_and_a_level_its_interval() -> None:
    *levels, changes = arrange(waves())
    for section in levels:
        assert {bool(cell.interval) for cell in section.cells if cell.estimate} == {True}
        assert {cell.estimate_margin for cell in section.cells} == {""}
    assert {cell.interval for cell in changes.cells} == {""}
    margins = [cell.estimate_margin for cell in changes.cells if cell.estimate]
    assert margins
    assert all(margin.startswith("±") for margin in margins)
