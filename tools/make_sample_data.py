"""Write `sample_data/community_survey.csv`; `--check` exits 1 where the file isn't what this program writes.

The bytes are the same on every machine. No person, place or answer is real: `sample_data/README.md` says
what the file holds, `community_survey/published.csv` which published figures its rates are drawn around.
"""

from __future__ import annotations

import sys

from community_survey.file import community_survey
from generated import ROOT, write_or_check

TARGET = ROOT / "sample_data" / "community_survey.csv"

if __name__ == "__main__":
    sys.exit(write_or_check("Write the synthetic sample survey.", {TARGET: community_survey()}))
