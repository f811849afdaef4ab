"""Comma-separated text."""

from __future__ import annotations

from integrind.render.formats.delimited import writing

FORMAT = writing(",")
