"""`integrind report` as a command: its options, its files, and the same bytes every time."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Integrind

SAMPLE = ("report", "--sample", "--indicator", "employment_rate", "--indicator", "home_ownership_rate")


def test_a_report_is_the_same_every_time(in_process: Integrind, tmp_path: Path):
    for name in ("one.html", "two.html"):
        assert in_process(*SAMPLE, "-o", tmp_path / name).exit == 0
    one, two = ((tmp_path / name).read_bytes() for name in ("one.html", "two.html"))
    assert one == two
    assert one.startswith(b"<!DOCTYPE html>")
    assert b"integrind report --sample --indicator employment_rate" in one


def test_a_chart_alone(in_process: Integrind, tmp_path: Path):
    done = in_process(*SAMPLE, "--chart", tmp_path / "chart.svg")
    assert (done.exit, done.out) == (0, b"")
    assert (tmp_path / "chart.svg").read_bytes().startswith(b"<svg ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-o", "report.csv"), "a report is HTML, not csv"),
        (("--format", "json"), "a report is HTML, not json"),
        (("--chart", "chart.png"), "--chart chart.png: a chart is SVG"),
        (("--indicator", "lonely_often_or_always", "--chart", "c.svg"), "--chart draws one dimension"),
    ],
)
def test_what_a_report_cannot_be_is_refused(options: tuple[str, ...], said: str, in_process: Integrind):
    done = in_process(*SAMPLE, *options)
    assert done.exit == 2
    assert said in done.err


def test_a_browser_finds_no_fault(in_process: Integrind, tmp_path: Path):
    """Chromium's own layout: as wide as the window at most, and nothing said in its console."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here: apt-get install chromium")
    assert in_process(*SAMPLE, "--wave", "wave", "--area", "region", "-o", tmp_path / "report.html").exit == 0
    probe = "<script>document.title=String(document.documentElement.scrollWidth)</script></body>"
    page = (tmp_path / "report.html").read_text("utf-8").replace("</body>", probe)
    (tmp_path / "probe.html").write_text(page, "utf-8")
    for width in (500, 768, 1280):  # a window of chromium is no narrower
        shown = subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                f"--user-data-dir={tmp_path / 'profile'}",
                f"--window-size={width},900",
                "--dump-dom",
                (tmp_path / "probe.html").as_uri(),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        assert int(shown.stdout.partition("<title>")[2].partition("</title>")[0]) <= width
        assert "CONSOLE" not in shown.stderr


def test_the_command_that_makes_it_again_has_every_option_and_no_folder(
    in_process: Integrind, tmp_path: Path
):
    (tmp_path / "own").mkdir()
    policy = tmp_path / "own" / "mine.policy.yaml"
    policy.write_text("title: Mine\nsource: Made up.\ndisclosure: {minimum_base: 10}\n")
    options = (
        "--indicator",
        "employment_rate",
        "--variant",
        "oecd",
        "--proportion-ci",
        "wilson",
        "--level",
        "0.9",
    )
    found = in_process("report", "--sample", *options, "--policy", policy, "-o", tmp_path / "page.html", "-q")
    assert found.exit == 0, found.err
    again = re.search("<pre><code>(.*?)</code></pre>", (tmp_path / "page.html").read_text())
    assert again is not None
    words = shlex.split(html.unescape(again[1]))
    assert words[:3] == ["integrind", "report", "--sample"]
    assert {*options, "mine.policy.yaml"} <= {*words}
    assert str(tmp_path) not in again[1]


def test_another_format_is_refused_before_anything_is_read(in_process: Integrind):
    found = in_process("report", "nowhere.csv", "-o", "page.csv")
    assert (found.exit, found.out) == (2, b"")
    assert "a report is HTML, not csv" in found.err
