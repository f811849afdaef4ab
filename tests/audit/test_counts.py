"""Counts that can be worked out, in tables small enough to do so by hand: each says how."""

import pytest

from integrind.audit import Audit, Leak, audit
from integrind.definitions.policies import load_policy

from .published import hidden, row, share, table

DEFAULT = load_policy("default")


def leaks(found: Audit, of: str = "group") -> set[tuple[str | None, Leak]]:
    return {(it.row[of], it.leak) for it in found.findings}


Bounds = dict[tuple[str | None, ...], tuple[int, int]]


def bounds(*rows: dict[str, object], count: str = "base") -> Bounds:
    found = audit([table(rows)], DEFAULT, intervals=True)
    return {
        (it.row["area"], it.row["group"]): (it.low, it.high) for it in found.intervals if it.count == count
    }


def test_one_hidden_group_has_what_the_others_lack():
    # 100 - 60 - 33 = 7 are in b or have no group: at most 7 are in b.
    rows = [row(None, 100), row("a", 60), row("b"), row("c", 33)]
    assert bounds(*rows) == {(None, "b"): (0, 7)}
    assert leaks(audit([table(rows)], DEFAULT)) == {("b", Leak.BASE)}


def test_two_hidden_groups_of_enough_people_protect_each_other():
    rows = [row(None, 100), row("a"), row("b"), row("c", 70)]
    assert bounds(*rows) == {(None, "a"): (0, 30), (None, "b"): (0, 30)}
    assert audit([table(rows)], DEFAULT).findings == ()


def test_a_share_tells_who_has_it_and_who_does_not():
    # 20 people are hidden: 25 of 50 less 20 of 30 have it, 5, and 15 do not.
    rows = [share(None, 50, 25), hidden("a"), hidden("b"), share("c", 30, 20)]
    assert bounds(*rows, count="numerator") == {(None, "a"): (0, 5), (None, "b"): (0, 5)}
    assert bounds(*rows, count="complement") == {(None, "a"): (0, 15), (None, "b"): (0, 15)}
    found = leaks(audit([table(rows)], DEFAULT))
    assert found == {("a", Leak.NUMERATOR), ("b", Leak.NUMERATOR)}


def test_rows_and_columns_are_solved_together():
    # 58 people of N are in a, in b or in neither; once 50 of them are in a, 8 are left.
    rows = [
        row(None, 200), row("a", 100), row("b", 100),
        row(None, 58, area="N"), row("a", area="N"), row("b", area="N"),
        row(None, 142, area="S"), row("a", area="S"), row("b", area="S"),
    ]  # fmt: skip
    assert bounds(*rows) == {
        ("N", "a"): (0, 58), ("N", "b"): (0, 58), ("S", "a"): (42, 100), ("S", "b"): (42, 100),
    }  # fmt: skip
    rows[4] = row("a", 50, area="N")
    # All 200 have an origin and a region: 50 of a are in S, so that 92 of b are there and 8 in N.
    assert bounds(*rows) == {("N", "b"): (8, 8), ("S", "a"): (50, 50), ("S", "b"): (92, 92)}
    assert leaks(audit([table(rows)], DEFAULT)) == {("a", Leak.BASE), ("b", Leak.BASE)}


def test_a_breakdown_that_is_made_of_another_gives_it_away():
    # Born abroad are eu and non_eu: 56 - 50 = 6 from the EU live in N, though uk is hidden beside them.
    # That they are made of these is seen where all are shown, in the people and in their weights.
    groups = {
        "": {
            "uk": (260, 250.5),
            "eu": (46, 51.25),
            "non_eu": (95, 99.0),
            "no": (260, 250.5),
            "yes": (141, 150.25),
        },
        "N": {"uk": None, "eu": None, "non_eu": (50, 52.0), "no": (120, 119.0), "yes": (56, 60.0)},
        "S": {"uk": None, "eu": None, "non_eu": (45, 47.0), "no": (140, 131.5), "yes": (85, 90.25)},
    }
    rows = []
    for area, its in groups.items():
        rows.append(row(None, {"": 401, "N": 176, "S": 225}[area], area=area or None))
        for group, people in its.items():
            n, weight = people or (None, None)
            by = "abroad" if group in {"no", "yes"} else "origin"
            rows.append(row(group, n, n_weighted=weight, by=by, area=area or None))
    found = bounds(*rows)
    assert found["N", "eu"] == (6, 6)
    assert found["S", "eu"] == (40, 40)
    assert found["N", "uk"] == (120, 120)


def test_a_crossed_breakdown_is_held_against_its_margins():
    # 60 men less 45 old ones leave 15 who are young or of no known age; nothing of the women is shown.
    rows = [
        row(None, 110), row("m", 60, by="sex"), row("f", 50, by="sex"),
        row("m+young", by="sex+age"), row("m+old", 45, by="sex+age"),
        row("f+young", by="sex+age"), row("f+old", by="sex+age"),
    ]  # fmt: skip
    found = bounds(*rows)
    assert found[None, "m+young"] == (0, 15)
    assert found[None, "f+young"] == (0, 50)


def test_three_variables_are_looked_at_together_where_each_pair_is_shown():
    # 20 people in each pair of labels: at most 20 have three of them, whatever the fourth sum says.
    cells = {"sex+age": 20, "age+origin": 20, "sex+origin": 20}
    rows = [row(None, 80)]
    for by, n in cells.items():
        rows += [row(f"{one}+{other}", n, by=by) for one in "ab" for other in "ab"]
    rows += [row("a+a+a", by="sex+age+origin"), row("b+b+b", by="sex+age+origin")]
    assert bounds(*rows)[None, "a+a+a"] == (0, 20)


def test_whoever_did_not_answer_is_not_told_exactly():
    rows = [row(None, 100, n_missing=1), row("a"), row("b", 40, n_missing=0), row("c", 30, n_missing=0)]
    assert leaks(audit([table(rows)], DEFAULT)) == set()
    rows += [row("x", 50, by="sex", n_missing=1), row("y", 50, by="sex", n_missing=0)]
    rows += [row("x+a", by="sex+origin"), row("x+b", 30, by="sex+origin", n_missing=0)]
    assert leaks(audit([table(rows)], DEFAULT)) == set()


def test_indicators_with_the_same_base_count_the_same_people():
    # Where one shows its base of a group the other's is known; what the other hides is who of them has it.
    groups = {None: 300, "a": 100, "b": 80, "c": 70, "d": 50}
    hours = [row(group, n, indicator="hours") for group, n in groups.items()]
    work = [share(None, 300, 150), share("a", 100, 60), share("b", 80, 40), hidden("c"), hidden("d")]
    found = audit([table([*hours, *work])], DEFAULT, intervals=True)
    known = {(it.row["group"], it.count): (it.low, it.high) for it in found.intervals}
    assert known == {
        ("c", "numerator"): (0, 50), ("d", "numerator"): (0, 50),
        ("c", "complement"): (20, 70), ("d", "complement"): (0, 50),
        ("c", "missing"): (0, 0), ("d", "missing"): (0, 0),
    }  # fmt: skip


def test_files_are_looked_at_together():
    one = table([row(None, 100), row("a"), row("b"), row("c", 70)], "one.csv")
    other = table([row(None, 100), row("a", 22), row("b"), row("c", 70)], "other.csv")
    # 8 people are left for b.
    assert audit([one], DEFAULT).findings == ()
    found = audit([one, other], DEFAULT)
    assert {(it.table, it.row["group"]) for it in found.findings} == {
        ("one.csv", "a"), ("one.csv", "b"), ("other.csv", "b"),
    }  # fmt: skip


def test_groups_that_are_no_part_of_the_population_row_are_counted_by_themselves():
    # A comparison sample of 50 stands for the population; its groups were asked more people.
    rows = [row(None, 50), row("a", 80), row("b"), row("c", 70)]
    assert audit([table(rows)], DEFAULT).findings == ()


def test_a_policy_that_hides_nothing_has_nothing_to_give_away():
    assert audit([table([row(None, 100), row("a", 3), row("b")])], load_policy("none")).findings == ()


@pytest.mark.parametrize("policy", ["default", "eff", "eu_silc"])
def test_how_far_apart_follows_from_the_policy(policy: str):
    rules = load_policy(policy).disclosure
    for apart in (rules.protection - 1, rules.protection):
        rows = [row(None, 500 + apart), row("a", 500), row("b"), row("c")]
        found = audit([table(rows)], load_policy(policy)).findings
        assert bool(found) == (apart < rules.protection)
