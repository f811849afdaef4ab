"""What follows from the people themselves: sums that always hold, and variables that are parts of others."""

import numpy as np
import pytest

from integrind.audit import Known, Leak, audit
from integrind.audit.known import Labels
from integrind.audit.rows import About, Kind
from integrind.definitions.policies import load_policy

from .published import hidden, row, share, table

DEFAULT = load_policy("default")
ROWS = 600
PEOPLE = np.random.default_rng(15)
GROUP = np.repeat([0, 1, 2, 3], [300, 200, 60, 40])
STATUS = PEOPLE.choice(3, ROWS)
"""In work, looking for it, neither."""


def known(**people: tuple[np.ndarray, np.ndarray]) -> Known:
    """What the office knows, of shares by name: who is asked, and who has it."""
    sets = {}
    for name, (base, having) in people.items():
        about = About(name)
        sets |= {
            (about, Kind.HAVING): base & having,
            (about, Kind.WITHOUT): base & ~having,
            (about, Kind.MISSING): np.zeros(ROWS, dtype=bool),
        }
    return Known({"origin": Labels(GROUP, ("a", "b", "c", "d"))}, sets, frozenset())


EVERYBODY = np.ones(ROWS, dtype=bool)
ACTIVE = STATUS < 2
SURVEY = known(
    activity=(EVERYBODY, ACTIVE), employment=(EVERYBODY, STATUS == 0), unemployment=(ACTIVE, STATUS == 1)
)


def test_identities_hold_for_every_person():
    # Of six sets three are independent: in work, looking for it, neither. The others are made of them.
    assert len(SURVEY.identities) == 3
    for identity in SURVEY.identities:
        assert (sum(factor * SURVEY.people[people] for people, factor in identity) == 0).all()


def test_sets_of_the_same_people_are_one():
    base, active = (About("unemployment"), Kind.BASE), (About("activity"), Kind.HAVING)
    assert SURVEY.alike[base] == SURVEY.alike[active]
    assert SURVEY.alike[About("employment"), Kind.HAVING] == SURVEY.alike[About("unemployment"), Kind.WITHOUT]


def rows(hides: dict[str, set[str]]) -> list[dict[str, object]]:
    """Every group of every indicator, some hidden."""
    found = []
    for about, kind in SURVEY.people:
        if kind is not Kind.HAVING:
            continue
        name, having = about.indicator, SURVEY.people[about, kind]
        base = having | SURVEY.people[about, Kind.WITHOUT]
        for at, group in enumerate((None, "a", "b", "c", "d")):
            here = EVERYBODY if group is None else at - 1 == GROUP
            if group in hides.get(name, set()):
                found.append(hidden(group, indicator=name))
            else:
                found.append(
                    share(group, int((base & here).sum()), int((having & here).sum()), indicator=name)
                )
    return found


def test_what_two_indicators_show_gives_a_third_away():
    # Active less unemployed are in work, whom unemployment shows; so all but those of each group aren't.
    its = rows({"employment": {"c", "d"}})
    alone = [it for it in its if it["indicator"] == "employment"]
    assert audit([table(alone)], DEFAULT, SURVEY).findings == ()
    found = audit([table(its)], DEFAULT, SURVEY).findings
    assert {(it.row["group"], it.leak) for it in found} == {("c", Leak.COMPLEMENT), ("d", Leak.COMPLEMENT)}


def test_one_that_hides_with_it_is_enough_and_less_is_not():
    every = {"activity": {"c", "d"}, "employment": {"c", "d"}, "unemployment": {"c", "d"}}
    assert audit([table(rows(every))], DEFAULT, SURVEY).findings == ()
    # Where unemployment shows d, what it counts in c is left of the whole: the active of c.
    found = audit([table(rows({**every, "unemployment": {"c"}}))], DEFAULT, SURVEY).findings
    # Those 45 are no secret as a base; but the active of c are, and who they are made of.
    assert {it.row["group"] for it in found} == {"c"}
    assert {(it.row["indicator"], it.leak) for it in found} >= {
        ("activity", Leak.NUMERATOR), ("employment", Leak.NUMERATOR), ("unemployment", Leak.NUMERATOR),
    }  # fmt: skip


@pytest.mark.parametrize("part", ["origin", "country"])
def test_a_variable_is_a_part_where_each_label_lies_in_one(part: str):
    country = np.where(GROUP == 3, -1, GROUP)
    born = np.where(country == -1, -1, np.minimum(country, 1))
    units = {part: Labels(country, ("a", "b", "c")), "zborn": Labels(born, ("in", "out"))}
    (found,) = Known(units, SURVEY.people, frozenset()).contained()
    assert (found.part, found.whole) == (part, "zborn")
    assert found.allowed == {("a", "in"), ("b", "out"), ("c", "out"), (None, None)}


def test_counts_are_those_of_the_people_with_weights_too():
    # The weighted share says 30%; 4 of 40 have it: only the people tell that 4 is too few to hide behind.
    few = np.zeros(ROWS, dtype=bool)
    few[GROUP == 2] = np.arange(60) < 4
    few[GROUP == 3] = np.arange(40) < 4
    few[GROUP < 2] = np.arange(500) < 250
    people = known(few=(EVERYBODY, few))
    its = [
        row(None, 600, indicator="few", measure="proportion", estimate=0.5, n_weighted=700.0),
        row("a", 300, indicator="few", measure="proportion", estimate=0.7, n_weighted=310.0),
        row("b", 200, indicator="few", measure="proportion", estimate=0.1234, n_weighted=210.0),
        hidden("c", indicator="few"),
        hidden("d", indicator="few"),
    ]
    found = audit([table(its)], DEFAULT, people, intervals=True)
    assert {(it.low, it.high) for it in found.intervals if it.count == "numerator"} == {(0, 8)}


def test_a_base_that_is_large_for_certain_is_no_secret():
    # Everybody was asked both; 2 of c didn't answer one, which hides c and d beside the other's 60 and 40.
    answered = EVERYBODY.copy()
    answered[np.flatnonzero(GROUP == 2)[:2]] = False
    people = known(one=(EVERYBODY, ACTIVE), other=(answered, ACTIVE))
    people.people[About("other"), Kind.MISSING][:] = ~answered
    its = [it | {"indicator": "one"} for it in rows({}) if it["indicator"] == "activity"]
    groups = {None: 598, "a": 300, "b": 200}
    its += [
        share(
            group,
            n,
            int((ACTIVE & answered & (EVERYBODY if group is None else "ab".index(group) == GROUP)).sum()),
        )
        | {"indicator": "other", "n_missing": 2 if group is None else 0}
        for group, n in groups.items()
    ]
    its += [hidden("c", indicator="other"), hidden("d", indicator="other")]
    found = audit([table(its)], DEFAULT, people, intervals=True)
    assert {(it.row["group"], it.low, it.high) for it in found.intervals if it.count == "base"} == {
        ("c", 58, 60), ("d", 38, 40),
    }  # fmt: skip
    assert Leak.BASE not in {it.leak for it in found.findings}
