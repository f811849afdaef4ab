"""Weight and colour of text on a terminal; they only repeat what words and signs say."""

from __future__ import annotations

import re

BOLD, DIM, RED, GREEN, BLUE = 1, 2, 31, 32, 34
"""Select graphic rendition: ECMA-48, 8.3.117."""

ESCAPES = re.compile(r"\x1b\[\d*m")
"""What `styled` writes; nothing else here has an escape code, for all text has gone through `visible`."""

LINES = 40
"""As many as most screens have."""


def styled(text: str, style: int | None) -> str:
    """Put a text between escape codes; nothing stays nothing."""
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text
