"""Oracle: worked by hand."""

from __future__ import annotations

from integrind.render.publication import Appearance
from integrind.render.tables.footnotes import Footnotes
from integrind.render.tables.terminal import render

from .samples import altered, by_birth, results

WEAK = "fewer than one degree of freedom: no interval"
JACKKNIFE = "the jackknife is inconsistent for quantiles"
NOTICE = "synthetic data, not about real people"


def test_what_the_notices_say_is_no_note() -> None:
    rows = by_birth(["employment_rate"], notes=NOTICE)
    assert Footnotes.of(results(rows, notices=("Synthetic data, not about real people.",))).sentences == ()


def test_a_note_of_every_row_of_an_indicator_stands_at_its_title() -> None:
    rows = [*by_birth(["employment_rate"]), *by_birth(["median_hourly_pay"], notes=f"{NOTICE}; {JACKKNIFE}")]
    rows = altered(rows, "median_hourly_pay", "eu", notes=f"{JACKKNIFE}; {NOTICE}; {WEAK}")
    noted = results(rows, notices=("Synthetic data, not about real people.",))
    footnotes = Footnotes.of(noted)
    assert footnotes.sentences == (f"{JACKKNIFE[0].upper()}{JACKKNIFE[1:]}.", f"{WEAK[0].upper()}{WEAK[1:]}.")
    assert footnotes.shared == {("level", "employment_rate"): (), ("level", "median_hourly_pay"): (1,)}
    text = render(noted, Appearance(160, False, None)).split("\n")
    (pay,) = (line for line in text if line.startswith("Median gross hourly pay"))
    assert pay.startswith("Median gross hourly pay, £ [1]")
    assert pay.count("[1]") == 1
    assert pay.count("[2]") == 1
    assert "[2] Fewer than one degree of freedom: no interval." in text


def test_a_note_stands_beside_what_is_withheld_too() -> None:
    rows = altered(by_birth(["employment_rate"]), "employment_rate", "eu", notes=WEAK)
    text = render(results(rows), Appearance(110, False, None))
    assert "▲ [1]" in text
