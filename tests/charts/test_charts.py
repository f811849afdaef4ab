"""Pictures: well-formed, told in words, and every mark where its value says."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.charts.dots import LABELS, PANEL, Dots, Mark, Panel, in_rows
from integrind.charts.overview import Bar, Overview
from integrind.charts.scale import Scale, round_up
from integrind.charts.slopes import End, Slope
from integrind.charts.strip import Place, Strip, Strips
from integrind.charts.svg import STYLE, Drawing, number

SPACE = "{http://www.w3.org/2000/svg}"
ODD = "<b>&\"Zürich'</b>"
"""A label that would be an element where it isn't escaped."""

DOTS = Dots(
    ("Work, %", ODD),
    (
        Panel("One", (Mark("said", "worse", -0.5, (-0.7, -0.3)), Mark("hidden", "doubtful", sign="[c]"))),
        Panel(ODD, (Mark("said", "better", 0.2, (0.1, 0.3)), None)),
    ),
    ("worse", "sd", "better"),
    "Gaps",
    "What they are.",
)
DRAWINGS: dict[str, Drawing] = {
    "dots": DOTS.whole(),
    "panel": DOTS.panel_drawing(DOTS.panels[0]),
    "labels": DOTS.label_drawing(),
    "overview": Overview((("Social", (Bar(ODD, (1, 0, 9)), Bar("None", (0, 0, 0)))),), "T", "D").drawing(),
    "strips": Strips((Strip(ODD, (Place("a", 1.0, (0.5, 2.0)),), 1.2, ("1", "1")),), "T", "D").drawing(),
    "slope": Slope(ODD, End("1", "-1", -1.0, (-1.5, -0.5)), End("2", "-2", -2.0, None)).drawing("D"),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_picture_is_well_formed_and_told_in_words(name: str):
    """To an XML parser that isn't ours; labels come back as they were."""
    root = ElementTree.fromstring(DRAWINGS[name].written("a", STYLE))
    named = {it.get("id"): it for it in root.iter() if it.get("id")}
    assert root.get("role") == "img"
    assert [named[it].tag for it in (root.get("aria-labelledby") or "").split()] == [
        f"{SPACE}title",
        f"{SPACE}desc",
    ]
    assert all(it.text for it in named.values())
    assert not list(root.iter(f"{SPACE}b"))
    assert not list(root.iter(f"{SPACE}script"))


def test_marks_stand_where_their_values_say():
    """A gap of 0 in the middle of a panel, and equal gaps on both sides equally far from it."""
    scale = DOTS.scale
    assert scale(0) == pytest.approx(PANEL / 2)
    assert scale(0.3) - scale(0) == pytest.approx(scale(0) - scale(-0.3))
    drawn = ElementTree.fromstring(DOTS.whole().written("a", STYLE))
    worse = next(it for it in drawn.iter(f"{SPACE}path") if it.get("class") == "worse")
    left, right = (worse.get("d") or "").split("L")[0].split("H")
    middle = (float(left[1:].split()[0]) + float(right)) / 2
    assert middle == pytest.approx(scale(-0.5), abs=0.1)
    assert scale(-0.5) < PANEL / 2 < LABELS + PANEL


def test_what_is_hidden_has_a_sign_and_no_mark():
    inside = "".join(DOTS.panel_drawing(DOTS.panels[0]).parts)
    assert "[c]" in inside
    assert 'class="doubtful"' not in inside


def test_shapes_say_what_colours_say():
    kinds = ("worse", "better", "unclear", "higher")
    panels = [Panel("", (Mark("", kind, 1.0),)) for kind in kinds]
    drawn = {
        kind: "".join(Dots(("",), (panel,), ("", "", ""), "", "").panel_drawing(panel).parts).replace(
            kind, ""
        )
        for kind, panel in zip(kinds, panels, strict=True)
    }
    assert len(set(drawn.values())) == len(kinds)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_ticks_are_round_and_within(one: float, other: float):
    scale = Scale.of([one, other], 0, 100)
    ticks = scale.ticks(6)
    assert all(scale.low < tick <= scale.high for tick in ticks)
    assert len(ticks) <= 7
    assert -1e-6 <= scale(min(one, other)) <= scale(max(one, other)) <= 100 + 1e-6


@given(st.floats(1e-9, 1e9))
def test_steps_are_one_two_or_five_times_a_power_of_ten(size: float):
    step = round_up(size)
    assert size <= step <= 2.5 * size * (1 + 1e-9)
    assert f"{step:e}"[0] in "125"


def test_lengths_have_one_digit():
    assert [number(it) for it in (0.0, -0.01, 1.25, 3.0, -2.06)] == ["0", "0", "1.2", "3", "-2.1"]


def test_panels_are_put_in_rows():
    assert [len(row) for row in in_rows(DOTS.panels * 2, 3)] == [3, 1]
