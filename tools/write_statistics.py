"""Write R's numbers into docs/statistics.md; `--check` exits 1 where R gives others.

Needs Rscript with the packages survey and laeken. Every text block of the page is what the R block before it
prints.
"""

from __future__ import annotations

import re
import subprocess
import sys

from generated import ROOT, write_or_check

PAGE = ROOT / "docs" / "statistics.md"
_R = re.compile(r"^```r\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SHOWN = re.compile(r"^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_END = "end of a block"


def with_numbers(page: str) -> str:
    """Run the blocks in one session and put what each prints into the page."""
    beginning, *examples = _R.findall(page)
    session = [beginning] + [f'{block}cat("{_END}\\n")\n' for block in examples]
    done = subprocess.run(
        ["Rscript", "-"], input="".join(session), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    printed = iter(done.stdout.split(f"{_END}\n"))
    return _SHOWN.sub(lambda _: f"```text\n{next(printed)}```", page)


if __name__ == "__main__":
    text = with_numbers(PAGE.read_text(encoding="utf-8"))
    sys.exit(write_or_check("Write R's numbers into docs/statistics.md.", {PAGE: text}))
