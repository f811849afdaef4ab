"""The synthetic survey: its bytes, its design, its routing, and the figures that it is drawn around."""

from __future__ import annotations

import csv
import itertools
import sys
from pathlib import Path

import generated
import numpy as np
import pytest
from community_survey.file import community_survey
from community_survey.rates import Published, read_published, read_rates
from numpy.typing import NDArray

from .reading import ROOT, SAMPLE_DATA, Design, Table

Mask = NDArray[np.bool_]
FILE = SAMPLE_DATA / "community_survey.csv"
WAVES = ("2022", "2024")
UK, EU, NON_EU = "123"
GENERAL, COMPARISON, BOOST = "123"
STANDARD_ERRORS = 3.0
"""How far an estimate may be from its figure: under a right generator, 1 of 370 would be farther."""


@pytest.fixture(scope="session")
def drawn() -> str:
    return community_survey()


def test_generator_gives_the_committed_bytes(drawn: str) -> None:
    assert FILE.read_bytes() == drawn.encode("ascii")


def test_check_compares_and_writes_nothing(
    drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["make_sample_data.py", "--check"])
    target = tmp_path / "community_survey.csv"
    target.write_bytes(drawn.replace("\n", "\r\n").encode("ascii"))
    assert generated.write_or_check("", {target: drawn}) == 1
    assert "community_survey.csv" in capsys.readouterr().out
    target.write_bytes(drawn.encode("ascii"))
    assert generated.write_or_check("", {target: drawn}) == 0


def test_size(community: Table) -> None:
    assert FILE.stat().st_size < 5_000_000
    assert 12_000 <= len(community["person"]) <= 12_500


def test_areas_keep_their_leading_zeros(community: Table) -> None:
    assert sorted(np.unique(community["region"])) == [f"{number:02d}" for number in range(1, 11)]
    areas = np.unique(community["local_area"])
    assert len(areas) == 60
    assert {len(area) for area in areas} == {4}
    assert (np.asarray([area[:2] for area in community["local_area"]]) == community["region"]).all()
    assert len(np.unique(community["local_area_name"])) == 60
    assert len(set(zip(community["local_area"], community["local_area_name"], strict=True))) == 60


class TestDesign:
    def test_every_stratum_has_four_psus_or_more_in_every_wave(self, community: Table) -> None:
        found = {key: set() for key in itertools.product(WAVES, np.unique(community["stratum"]))}
        for wave, stratum, psu in zip(community["wave"], community["stratum"], community["psu"], strict=True):
            found[wave, stratum].add(psu)
        assert len(found) == 40
        assert min(len(psus) for psus in found.values()) >= 4

    def test_psus_are_the_same_in_both_waves(self, community: Table) -> None:
        first, second = (
            {
                (stratum, psu, area)
                for stratum, psu, area in zip(
                    community["stratum"][here],
                    community["psu"][here],
                    community["local_area"][here],
                    strict=True,
                )
            }
            for here in (community.has("wave", wave) for wave in WAVES)
        )
        assert first == second
        assert len({psu[:2] for psu in first}) == len(first)

    def test_weights_are_positive_and_spread(self, community: Table) -> None:
        weight = community.number("weight")
        assert weight.min() > 0.05
        assert weight.max() < 5
        for wave in WAVES:
            here = weight[community.has("wave", wave)]
            assert here.mean() == pytest.approx(1, abs=1e-3)
            kish = len(here) * (here**2).sum() / here.sum() ** 2
            assert 1.2 < kish < 1.6

    def test_weight_of_shared_modules_is_of_those_asked(self, community: Table) -> None:
        weight = community.number("weight_shared")
        assert ((weight > 0) == community.has("sample_type", COMPARISON, BOOST)).all()

    def test_comparison_sample_stands_for_the_population(self, community: Table) -> None:
        for wave, birth in itertools.product(WAVES, (UK, EU, NON_EU)):
            shares = []
            for weight, base in (
                ("weight", community.has("wave", wave)),
                ("weight_shared", community.has("wave", wave) & community.has("sample_type", COMPARISON)),
            ):
                values = community.number(weight)
                group = base & community.has("country_of_birth", birth)
                shares.append(values[group].sum() / values[base].sum())
            assert shares[0] == pytest.approx(shares[1], abs=1e-3)

    def test_boost_is_of_people_born_abroad(self, community: Table) -> None:
        boost = community.has("sample_type", BOOST)
        assert boost.sum() > 1_500
        assert not community.has("country_of_birth", UK)[boost].any()


class TestPanel:
    @pytest.fixture
    def persons(self, community: Table) -> dict[str, dict[str, int]]:
        """Row number by person, by wave."""
        return {
            wave: {community["person"][row]: int(row) for row in np.flatnonzero(community.has("wave", wave))}
            for wave in WAVES
        }

    def test_each_person_once_in_a_wave_and_many_in_both(
        self, community: Table, persons: dict[str, dict[str, int]]
    ) -> None:
        assert sum(len(rows) for rows in persons.values()) == len(community["person"])
        assert len(persons["2022"].keys() & persons["2024"].keys()) > 3_500
        assert len(persons["2024"].keys() - persons["2022"].keys()) > 1_500

    def test_attrition_differs_by_group(self, community: Table, persons: dict[str, dict[str, int]]) -> None:
        stayed = {}
        for birth in (UK, EU, NON_EU):
            group = [p for p, row in persons["2022"].items() if community["country_of_birth"][row] == birth]
            stayed[birth] = sum(person in persons["2024"] for person in group) / len(group)
        assert stayed[UK] > stayed[NON_EU] + 0.05
        assert stayed[UK] > stayed[EU] + 0.05

    def test_what_cannot_change_does_not(self, community: Table, persons: dict[str, dict[str, int]]) -> None:
        pairs = [(persons["2022"][p], persons["2024"][p]) for p in persons["2022"] if p in persons["2024"]]
        before, after = (np.asarray(rows) for rows in zip(*pairs, strict=True))
        for name in ("sex", "country_of_birth", "generation", "sample_type", "stratum", "psu", "local_area"):
            assert (community[name][before] == community[name][after]).all(), name
        age = community.number("age")
        assert (age[after] - age[before] == 2).all()
        was_national = community.has("citizenship", 1)[before]
        known = community.answered("citizenship")[after]
        assert community.has("citizenship", 1)[after][was_national & known].all()

    def test_answers_of_one_person_go_together(
        self, community: Table, persons: dict[str, dict[str, int]]
    ) -> None:
        """Correlated over the waves, but not the same."""
        pairs = [(persons["2022"][p], persons["2024"][p]) for p in persons["2022"] if p in persons["2024"]]
        before, after = (np.asarray(rows) for rows in zip(*pairs, strict=True))
        belongs = community.has("belongs_to_neighbourhood", 1, 2)
        assert 0.15 < np.corrcoef(belongs[before], belongs[after])[0, 1] < 0.8


class TestRouting:
    ROUTED = (
        ("contract_type", "economic_status", "1"),
        ("working_time", "economic_status", "12"),
        ("usual_hours", "economic_status", "12"),
        ("occupation_group", "economic_status", "12"),
        ("hourly_pay", "economic_status", "1"),
        ("claims_unemployment_benefit", "economic_status", "3"),
        ("part_time_reason", "working_time", "2"),
        ("age_at_arrival", "country_of_birth", "23"),
        ("years_since_arrival", "country_of_birth", "23"),
        ("reason_for_migration", "country_of_birth", "23"),
        ("voted", "eligible_to_vote", "1"),
        ("registered_to_vote", "eligible_to_register", "1"),
        ("english_proficiency", "main_language", "2"),
        ("difficulty_speaking_english", "english_first_language", "2"),
        ("english_class", "english_proficiency", "34"),
        ("turned_down_for_job", "looked_for_job", "1"),
        ("turned_down_for_ethnicity", "turned_down_for_job", "1"),
    )

    @pytest.mark.parametrize(("name", "filter_", "codes"), ROUTED)
    def test_question_goes_to_those_whom_it_concerns(
        self, community: Table, name: str, filter_: str, codes: str
    ) -> None:
        concerned = community.has(filter_, *codes)
        assert not community.answered(name)[~concerned].any()
        assert not community.has(name, -8)[concerned].any()
        assert community.answered(name)[concerned].any()

    @pytest.mark.parametrize(
        "name",
        ["sent_money_abroad", "looked_for_job", "importance_of_origin", "insulted_or_threatened"],
    )
    def test_shared_modules_skip_the_general_sample(self, community: Table, name: str) -> None:
        assert not community.answered(name)[community.has("sample_type", GENERAL)].any()
        assert community.answered(name)[~community.has("sample_type", GENERAL)].mean() > 0.8

    def test_random_half_is_asked_each_module_of_scores(self, community: Table) -> None:
        trust, connected = community["trust_in_people"] != "", community["feels_connected"] != ""
        assert (trust != connected).all()
        assert 0.48 < trust.mean() < 0.52

    def test_who_cannot_vote_has_not_voted(self, community: Table) -> None:
        can = community.has("eligible_to_vote", 1)
        assert can[community.has("citizenship", 1) & (community.number("age") >= 21)].mean() > 0.98
        assert (community.number("age")[can] >= 18).all()

    def test_arrival_is_after_birth(self, community: Table) -> None:
        known = community.answered("years_since_arrival")
        age, arrived, years = (
            community.number(name) for name in ("age", "age_at_arrival", "years_since_arrival")
        )
        assert (arrived + years == age)[known].all()


class TestItemNonResponse:
    def test_several_kinds(self, community: Table) -> None:
        for code, name in (
            ("-1", "influence_local"),
            ("-2", "equivalised_income"),
            ("-7", "looked_for_job"),
            ("-8", "voted"),
            ("-9", "tenure"),
            ("", "lonely"),
        ):
            assert community.has(name, code).any(), (code, name)

    def test_incomes_are_missing_more_often_for_people_born_abroad(self, community: Table) -> None:
        missing = ~community.answered("equivalised_income")
        shares = [missing[community.has("country_of_birth", birth)].mean() for birth in (UK, EU, NON_EU)]
        assert shares == sorted(shares)
        assert shares[2] > shares[0] + 0.05


class TestFigures:
    """Oracle: the published figures quoted in `tools/community_survey/published.csv`."""

    @pytest.mark.parametrize(
        "figure", list(read_published()), ids=lambda f: f"{f.indicator}-{f.group or 'all'}-{f.wave}"
    )
    def test_estimate_is_near(self, community: Table, design: Design, figure: Published) -> None:
        base, yes = measured(community, figure)
        here = base & community.has("wave", figure.wave) & in_group(community, figure.by, figure.group)
        share, error = design.share(yes, here)
        assert 100 * share == pytest.approx(figure.percent, abs=STANDARD_ERRORS * 100 * error)
        assert here.sum() >= 30

    def test_each_has_a_source(self) -> None:
        figures = list(read_published())
        assert len(figures) > 70
        for figure in figures:
            assert figure.source.startswith(("http://", "https://"))
            assert figure.published_for
            assert 0 < figure.percent < 100

    def test_assumptions_do_not_overrule_figures(self) -> None:
        rates = read_rates()
        with (ROOT / "tools" / "community_survey" / "assumed.csv").open(newline="") as file:
            assumed = {
                (row["rate"], wave, row["group"])
                for row in csv.DictReader(file)
                for wave in WAVES
                if row[wave]
            }
        for figure in read_published():
            if figure.indicator in rates and figure.by == rates[figure.indicator].by:
                assert (figure.indicator, str(figure.wave), figure.group) not in assumed


class TestProcessesMoveApart:
    """Drawn so, by the rates and effects that are our assumptions."""

    def shares(
        self, community: Table, design: Design, base: Mask, yes: Mask, birth: str
    ) -> dict[str, tuple[float, float]]:
        group = base & community.has("country_of_birth", birth)
        return {wave: design.share(yes, group & community.has("wave", wave)) for wave in WAVES}

    def test_belonging_high_and_influence_low_and_the_reverse(self, community: Table, design: Design) -> None:
        gaps = {}
        for name in ("belongs_to_britain", "influence_local"):
            base, yes = community.answered(name), community.has(name, 1, 2)
            everybody, _ = design.share(yes, base)
            for birth in (UK, EU):
                share, error = design.share(yes, base & community.has("country_of_birth", birth))
                gaps[name, birth] = (share - everybody) / error
        assert gaps["belongs_to_britain", UK] > 1 > -1 > gaps["influence_local", UK]
        assert gaps["belongs_to_britain", EU] < -2 < 2 < gaps["influence_local", EU]

    def test_employment_improves_while_friendships_do_not(self, community: Table, design: Design) -> None:
        of_age = community.answered("economic_status") & (community.number("age") < 65)
        work = self.shares(community, design, of_age, community.has("economic_status", 1, 2), NON_EU)
        assert work["2024"][0] > work["2022"][0] + 0.02
        name = "friends_same_ethnicity"
        has_friends = community.answered(name) & ~community.has(name, 6)
        friends = self.shares(community, design, has_friends, community.has(name, 1), NON_EU)
        (before, error_before), (after, error_after) = friends["2022"], friends["2024"]
        assert abs(after - before) < 2 * (error_before**2 + error_after**2) ** 0.5


def measured(table: Table, figure: Published) -> tuple[Mask, Mask]:
    """Who is asked and answers, and who counts, by the indicator's definition, from the codes of the file."""
    age, status = table.number("age"), table["economic_status"]
    in_work = np.isin(status, ["1", "2"])
    income, costs = table.number("equivalised_income"), table.number("housing_costs")
    has_friends = table.answered("friends_same_ethnicity") & ~table.has("friends_same_ethnicity", 6)
    has_neighbours = table.answered("chats_to_neighbours") & ~table.has("chats_to_neighbours", 6)
    graduate = in_work & table.has("highest_qualification", 4) & (age >= 20) & (age < 65)
    actions = ("contacted_councillor", "contacted_mp", "contacted_official")
    actions += ("signed_petition", "attended_rally", "joined_demonstration")
    match figure.indicator:
        case "overqualification_rate":
            return graduate & table.answered("occupation_group"), table.number("occupation_group") >= 4
        case "home_ownership_rate":
            return (age >= 18) & table.answered("tenure"), table.has("tenure", 1, 2)
        case "overcrowding_rate":
            rating = table.number("occupancy_rating")
            return (age >= 18) & ~np.isnan(rating), rating < 0
        case "housing_cost_overburden_rate":
            return (age >= 18) & (income >= 0) & (costs >= 0), costs >= 0.4 * table.number(
                "disposable_income"
            )
        case "at_risk_of_poverty_rate":
            return income >= 0, income < poverty_line(table, income >= 0, figure.wave)
        case "employment_rate":
            return (age < 65) & table.answered("economic_status"), in_work
        case "unemployment_rate":
            return in_work | (status == "3"), status == "3"
        case "unemployed_claiming_benefit_share":
            claims = table.answered("claims_unemployment_benefit")
            return (age < 65) & claims, table.has("claims_unemployment_benefit", 1)
        case "friends_all_same_ethnic_group":
            return has_friends, table.has("friends_same_ethnicity", 1)
        case "chats_to_neighbours_monthly":
            return has_neighbours, table.has("chats_to_neighbours", 1, 2, 3)
        case "civic_participation":
            return table.answered("signed_petition"), np.any([table.has(name, 1) for name in actions], axis=0)
        case "belong_to_britain":
            return table.answered("belongs_to_britain"), table.has("belongs_to_britain", 1, 2)
        case "influence_local_decisions":
            return table.answered("influence_local"), table.has("influence_local", 1, 2)
        case "host_citizenship_share":
            return table.answered("citizenship"), table.has("citizenship", 1)
    raise AssertionError(figure.indicator)


def poverty_line(table: Table, base: Mask, wave: int) -> float:
    here = np.flatnonzero(base & table.has("wave", wave))
    income, weight = table.number("equivalised_income")[here], table.number("weight")[here]
    order = np.argsort(income)
    upto = np.cumsum(weight[order])
    return 0.6 * float(income[order][np.searchsorted(upto, upto[-1] / 2)])


def in_group(table: Table, by: str, group: str) -> Mask:
    if not by:
        return np.ones(len(table["person"]), dtype=np.bool_)
    masks = [CODES[name](table, label) for name, label in zip(by.split("+"), group.split("+"), strict=True)]
    return np.all(masks, axis=0)


def coded(name: str, *labels: str):
    return lambda table, label: table.has(name, labels.index(label) + 1)


CODES = {
    "sex": coded("sex", "male", "female"),
    "country_of_birth": coded("country_of_birth", "uk", "eu", "non_eu"),
    "citizenship": coded("citizenship", "national", "other_eu", "non_eu"),
    "ethnic_group": coded("ethnic_group", "asian", "black", "mixed", "white", "other"),
    "foreign_born": lambda table, label: table.has("country_of_birth", UK) == (label == "false"),
    "age_band": lambda table, label: (table.number("age") < 25) == (label == "16-24"),
}
