"""A fragment of HTML."""

from __future__ import annotations

from integrind.render.pages.html import written
from integrind.render.publication import Writing

FORMAT = Writing(write=lambda it, look: written(it.document(look.digits)).encode())
