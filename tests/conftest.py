"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# A check that gates a change tries the same examples every time; new ones are found while working.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("work", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "work")
