"""Indicators as a publisher has them, for a whole run. Oracle: each asked for by ID@NAME."""

from __future__ import annotations

import pytest

from integrind.definitions.library import load_library
from integrind.errors import UsageError
from integrind.opening.selection import choose
from integrind.packaged import packaged_indicators

LIBRARY = load_library([packaged_indicators()])


def test_every_indicator_that_has_the_variant_is_taken_so_and_no_other() -> None:
    found = choose(LIBRARY, (), (), variant="eurostat")
    wanted = [f"{it.id}@eurostat" if "eurostat" in it.variants else it.id for it in choose(LIBRARY, (), ())]
    assert [it.id for it in found] == wanted
    assert 3 < sum("@" in it for it in wanted) < len(wanted)
    (one,) = choose(LIBRARY, ("employment_rate",), (), variant="eurostat")
    (same,) = choose(LIBRARY, ("employment_rate@eurostat",), ())
    assert one == same


def test_what_is_named_with_its_variant_stands_once() -> None:
    asked = ("employment_rate", "employment_rate@eurostat", "employment_rate@oecd")
    found = choose(LIBRARY, asked, (), variant="eurostat")
    assert [it.id for it in found] == ["employment_rate@eurostat", "employment_rate@oecd"]


@pytest.mark.parametrize(
    ("asked", "variant", "hint"),
    [
        (("employment_rate",), "eurostatt", "did you mean 'eurostat'?"),
        (("employment_rate",), "xyz", "there are eurostat, oecd"),
        (("lonely_often_or_always",), "eurostat", ""),
    ],
)
def test_a_variant_of_nothing_is_refused(asked: tuple[str, ...], variant: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"--variant {variant}: no indicator that is asked for") as caught:
        choose(LIBRARY, asked, (), variant=variant)
    assert caught.value.hint.startswith(hint) if hint else not caught.value.hint
