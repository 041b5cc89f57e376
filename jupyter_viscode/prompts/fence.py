"""Text enters, the same in a Markdown fence leaves."""

from __future__ import annotations

import re


def fenced(text: str, tag: str) -> str:
    """`text` in a fence that nothing inside can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}{tag}\n{text.rstrip()}\n{mark}"
