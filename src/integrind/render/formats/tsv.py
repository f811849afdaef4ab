"""Tab-separated text, otherwise as CSV. No cell holds a tab or a line break."""

from __future__ import annotations

from integrind.render.formats.delimited import writing

FORMAT = writing("\t")
