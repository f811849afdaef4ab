"""Readers that run in a process of their own: a damaged file can end that one, and only that one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Literal


def answer_of(module: Literal["sheet_child", "stat_child"], request: str) -> dict[str, Any]:
    """What a module answers to a request, both JSON; `damaged` where the file ended it before it did."""
    try:
        found: dict[str, Any] = json.loads(_said(module, request))
    except ValueError:
        return {"damaged": ""}
    return found


def _said(module: str, request: str) -> str:
    return subprocess.run(  # noqa: S603 a module of our own
        [sys.executable, "-P", "-m", f"integrind.data.{module}"],
        input=request,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    ).stdout
