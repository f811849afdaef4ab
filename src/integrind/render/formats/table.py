"""Text for a terminal, or for a file of text."""

from __future__ import annotations

from integrind.render.publication import Writing

FORMAT = Writing(write=lambda it, look: it.page(look).encode())
