"""A page of HTML, or a piece of one."""

from __future__ import annotations

from integrind.render.pages.html import fragment, page
from integrind.render.publication import Appearance, Publication, Writing


def _written(it: Publication, look: Appearance) -> bytes:
    document = it.document(look.digits)
    return (fragment(document) if look.fragment else page(document)).encode()


FORMAT = Writing(write=_written)
