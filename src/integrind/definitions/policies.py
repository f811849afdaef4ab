"""Policies by name, as they come with integrind, or from a file of one's own."""

from __future__ import annotations

from pathlib import Path

from integrind.definitions.files import POLICY_SUFFIX
from integrind.definitions.load import load_model
from integrind.definitions.policy import Policy
from integrind.definitions.yaml import read_document
from integrind.errors import UsageError
from integrind.faults import did_you_mean
from integrind.packaged import packaged_policies

_WITHOUT_RULES = "none"
"""Switches disclosure control off, so nobody is led to it by a misspelling."""


def policy_names() -> tuple[str, ...]:
    """Names of the policies that come with integrind."""
    found = packaged_policies().glob(f"*{POLICY_SUFFIX}")
    return tuple(sorted(path.name.removesuffix(POLICY_SUFFIX) for path in found))


def load_policy(name: str) -> Policy:
    """Load a policy by its name, or from a file; raises UsageError for an unknown name."""
    if Path(name).suffix in {".yaml", ".yml"}:
        return read_policy(Path(name))
    if name not in policy_names():
        protecting = [it for it in policy_names() if it != _WITHOUT_RULES]
        hint = did_you_mean(name, protecting) or f"one of {', '.join(protecting)}, or a .yaml file"
        raise UsageError(f"--policy {name}: there is no such policy", hint)
    return read_policy(packaged_policies() / f"{name}{POLICY_SUFFIX}")


def read_policy(path: Path) -> Policy:
    """Read a file; raises DefinitionError with every fault."""
    return load_model(read_document(path), Policy)
