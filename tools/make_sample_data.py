"""Write `sample_data/community_survey.csv`, the same bytes on every machine; `--check` compares instead.

Synthetic: no person, place or answer in it is real. `sample_data/README.md` says what the file holds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from community_survey.file import community_survey

TARGET = Path(__file__).resolve().parent.parent / "sample_data" / "community_survey.csv"


def main() -> int:
    """Write or compare; 1 where the file is not what this program writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file differs")
    arguments = parser.parse_args()
    data = community_survey()
    if arguments.check:
        if TARGET.is_file() and TARGET.read_bytes() == data:
            return 0
        print(f"{TARGET.name} is not what this program writes; run it without --check", file=sys.stderr)
        return 1
    TARGET.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
