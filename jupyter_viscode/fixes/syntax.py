"""Text that is no Python yet: cut off in the middle, with typographic quotes, Python 2, stray indentation."""

from __future__ import annotations

import re
import textwrap

from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import SYNTAX_ERRORS, Rule

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "′": "'", "″": '"', "\u00a0": " ", "–": "-", "−": "-"})
_MOST_CUT = 12


def _quotes(failure: Failure, match: re.Match[str]) -> Change | None:
    return _if_parses(failure, failure.source.translate(_QUOTES), "Typographic quotes and dashes were replaced by plain ones.")


def _indentation(failure: Failure, match: re.Match[str]) -> Change | None:
    source = textwrap.dedent(failure.source.expandtabs(4))
    return _if_parses(failure, source, "Stray indentation was removed.")


def _print(failure: Failure, match: re.Match[str]) -> Change | None:
    source = re.sub(r"^([ \t]*)print[ \t]+([^(\n].*?)[ \t]*$", r"\1print(\2)", failure.source, flags=re.MULTILINE)
    return _if_parses(failure, source, "print is a function in Python 3.")


def _magic(failure: Failure, match: re.Match[str]) -> Change | None:
    source = re.sub(r"^[ \t]*(?:%{1,2}[a-z_]|!\w).*\n?", "", failure.source, flags=re.MULTILINE)
    return _if_parses(failure, source, "Notebook commands were left out.")


def _truncated(failure: Failure, match: re.Match[str]) -> Change | None:
    """Cut back to the last complete statement, when only the end is broken."""
    lines = failure.source.rstrip().split("\n")
    most = min(_MOST_CUT, len(lines) // 2)
    for count in range(1, most + 1):
        kept = "\n".join(lines[:-count]) + "\n"
        if Failure(kept, failure.error, failure.request).parses:
            dropped = "\n".join(lines[-count:]).strip()
            shown = dropped if len(dropped) <= 80 else dropped[:77] + "…"
            return Change(kept, f"The answer was cut off: its incomplete end `{shown}` was left out.")
    return None


def _if_parses(failure: Failure, source: str, note: str) -> Change | None:
    changed = source != failure.source and Failure(source, failure.error, failure.request).parses
    return Change(source, note) if changed else None


RULES = tuple(Rule(SYNTAX_ERRORS, "", change) for change in (_quotes, _indentation, _print, _magic, _truncated))
