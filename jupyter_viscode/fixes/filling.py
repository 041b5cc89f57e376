"""How pandas fills gaps: what ``interpolate``, ``pct_change`` and ``stack`` did besides before pandas 3 (what's-new pages)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

_FILLS = {"ffill": "ffill", "pad": "ffill", "bfill": "bfill", "backfill": "bfill"}


def _interpolate(failure: Failure, match: re.Match[str]) -> Change | None:
    fill = _FILLS.get(match[1])
    step = edits.rename_keyword(failure, "method", None) if fill else None
    if step is None:
        return None
    source = edits.method_template(Failure(step, failure.error, failure.request), "interpolate", f"{{o}}.{fill}({{a}})")
    return Change(source, f"interpolate does not repeat values any more: used {fill}.") if source else None


def _percent_change(failure: Failure, match: re.Match[str]) -> Change | None:
    fill = _FILLS.get(match[1])
    step = edits.rename_keyword(failure, "fill_method", None) if fill else None
    if step is None:
        return None
    template = f"{{o}}.{fill}().pct_change({{a}})"
    source = edits.method_template(Failure(step, failure.error, failure.request), "pct_change", template)
    return Change(source, f"pct_change fills no gaps any more: called {fill} before it.") if source else None


def _stack(failure: Failure, match: re.Match[str]) -> Change | None:
    from jupyter_viscode.fixes.rewriting import argument, keyword, text_of

    def build(call: cst.Call) -> str | None:
        import libcst as cst

        given = keyword(call, "dropna")
        if given is None or not isinstance(call.func, cst.Attribute):
            return None
        rest = ", ".join(argument(a) for a in call.args if a is not given)
        dropped = ".dropna()" if text_of(given.value) == "True" else ""
        return f"{text_of(call.func.value)}.stack({rest}){dropped}"

    source = edits.replace_call(failure, "stack", build)
    return (
        Change(source, "stack keeps missing values now and has no dropna: dropped them afterwards where asked.")
        if source
        else None
    )


RULES = (
    Rule(("ValueError",), r"^Can not interpolate with method=(\w+)", _interpolate),
    Rule(("ValueError",), r"^fill_method must be None; got fill_method='(\w+)'", _percent_change),
    Rule(("ValueError",), r"^dropna must be unspecified", _stack),
)
