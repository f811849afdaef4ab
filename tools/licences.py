"""List the licences of what is installed beside this Python; exit 1 where a package names none."""

from __future__ import annotations

import sys
from importlib.metadata import Distribution, distributions

_CLASSIFIER = "License :: "


def licence(package: Distribution) -> str:
    """What a package says of its licence, in one line; empty where it says nothing."""
    said = package.metadata.get_all("License-Expression") or []
    classifiers = package.metadata.get_all("Classifier") or []
    said = said or [it.rpartition(" :: ")[2] for it in classifiers if it.startswith(_CLASSIFIER)]
    said = said or [it.strip().partition("\n")[0] for it in package.metadata.get_all("License") or []]
    return ", ".join(it for it in said if it)


def main() -> int:
    """List all, and say how many name none."""
    found = {it.metadata["Name"]: (it.version, licence(it)) for it in distributions()}
    for name, (version, its) in sorted(found.items(), key=lambda item: item[0].lower()):
        print(f"{name} {version}: {its or 'none is named'}")
    return 1 if any(not its for _, its in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
