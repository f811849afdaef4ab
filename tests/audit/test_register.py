"""Two releases of the same data, row by row: what the pair tells, by subtraction."""

from typing import Any

import pytest

from integrind.audit import Leak, told_by_register
from integrind.definitions.policies import load_policy

from .published import row, share, table

DEFAULT = load_policy("default")


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        (row("a", 100), row("a", 100), set()),
        (row("a", 100), row("a", 91), {Leak.FEW_MORE}),
        (row("a", 100), row("a", 90), set()),
        (row("a"), row("a", 100), {Leak.SHOWN_BEFORE}),
        (row("a", 100), row("a"), {Leak.HIDDEN_BEFORE}),
        (row("a"), row("a"), set()),
        (share("a", 100, 50), share("a", 80, 49), {Leak.FEW_MORE}),  # 1 of the 20 has it
        (share("a", 100, 50), share("a", 80, 40), set()),
        (row("a", 100), row("b", 99), set()),
    ],
)
def test_two_releases_differ_by_nobody_or_by_enough(
    now: dict[str, Any], before: dict[str, Any], found: set[Leak]
):
    told = told_by_register([table([now])], [table([before], "before.csv")], DEFAULT)
    assert {it.leak for it in told.findings} == found
