"""What the engine releases of random surveys, given to the intruder: nothing of it can be worked out."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind.audit import Published, audit_counts
from integrind.definitions.policies import load_policy
from integrind.pipeline import compute
from integrind.request import Request

DEFAULT = load_policy("default").disclosure
INDICATOR = """\
id: it
title: It
dimension: structural
description: Made up.
measure: {measure}
direction: higher_is_better
value: {value}
"""


@st.composite
def surveys(draw: st.DrawFn) -> tuple[str, bool, bool]:
    """A file of people with two groups of labels and areas, as text; whether by area, and whether crossed."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = draw(st.integers(30, 900))
    groups, areas, sexes = draw(st.integers(2, 6)), draw(st.integers(2, 6)), 2
    sizes = random.dirichlet(np.full(groups, draw(st.sampled_from([0.3, 1.0, 5.0]))))
    group = random.choice(groups, rows, p=sizes)
    group[random.random(rows) < draw(st.sampled_from([0.0, 0.02]))] = -1
    columns = {
        "g": group, "a": random.choice(areas, rows), "sex": random.choice(sexes, rows),
        "v": random.random(rows) < draw(st.sampled_from([0.05, 0.3, 0.9])),
    }  # fmt: skip
    lines = (
        ",".join(
            "" if code < 0 else f"{name}{int(code)}" if name != "v" else str(int(code)) for name, code in row
        )
        for row in (zip(columns, its, strict=True) for its in zip(*columns.values(), strict=True))
    )
    return "\n".join((",".join(columns), *lines, "")), draw(st.booleans()), draw(st.booleans())


@settings(max_examples=25, deadline=None)
@given(surveys(), st.sampled_from([("proportion", "v == 1"), ("median", "v")]))
def test_counts_that_the_engine_hides_stay_hidden(survey: tuple[str, bool, bool], asked: tuple[str, str]):
    text, areas, crossed = survey
    measure, value = asked
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "people.csv").write_text(text)
        (folder / "it.yaml").write_text(INDICATOR.format(measure=measure, value=value))
        request = Request(
            str(folder / "people.csv"),
            indicators=(folder / "it.yaml",),
            by=("g", "g+sex") if crossed else ("g",),
            area="a" if areas else None,
        )
        released = compute(request)
    found = audit_counts([Published("it", released.frame)], DEFAULT, None, intervals=False)
    assert [(it.row, it.leak) for it in found.findings] == []
