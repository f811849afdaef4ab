"""Tests with files that are too large for the repository.

`pytest tests/acceptance` runs them; CONTRIBUTING.md says which files they need. `pytest` alone leaves them
out.
"""

import os
from pathlib import Path

import pytest

FOLDER = "INTEGRIND_ACCEPTANCE"
if FOLDER not in os.environ:
    raise pytest.UsageError(f"set {FOLDER} to the folder with the files that CONTRIBUTING.md names")
FILES = Path(os.environ[FOLDER]).resolve()
REFERENCE, SURVEYS = FILES / "reference", FILES / "surveys"
