"""Column names that a frame does not have, when one that it has is clearly meant."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes.edits import nearest, replace_text
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst


def _missing(failure: Failure, match: re.Match[str]) -> Change | None:
    """One name, or the names that a list of an error message holds."""
    source = failure.source
    notes = []
    for name in _names(match[1]):
        found = _nearest(failure, name)
        step = Failure(source, failure.error, failure.request)
        changed = (
            (replace_text(step, name, found) or replace_text(step, name, found, everywhere=True)) if found is not None else None
        )
        if changed is not None:
            source = changed
            notes.append(f"{name!r} is {found!r}")
    return Change(source, f"Column names corrected: {', '.join(notes)}.") if notes else None


def _attribute(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    name = match[1]
    found = _nearest(failure, name)
    if found is None:
        return None

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Attribute) and node.attr.value == name):
            return None
        if found.isidentifier():
            return node.with_changes(attr=cst.Name(found))
        index = cst.SubscriptElement(cst.Index(cst.SimpleString(repr(found))))
        return cst.Subscript(value=node.value, slice=[index])

    source = failure.rewrite(replace)
    return Change(source, f"Column names corrected: {name!r} is {found!r}.") if source else None


def _nearest(failure: Failure, name: str) -> str | None:
    """The column meant by `name`: of the active frame if it has one, else the only one of all frames."""
    active = failure.columns.get(failure.frame or "", [])
    if name in active:
        return None
    found = nearest(name, active)
    if found is not None:
        return found
    hits = {hit for columns in failure.columns.values() if name not in columns and (hit := nearest(name, columns))}
    return hits.pop() if len(hits) == 1 else None


def _names(text: str) -> list[str]:
    """The strings in a piece of an error message, which shows them as Python does."""
    parts = re.findall(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", text)
    try:
        return [ast.literal_eval(part) for part in parts] or [text.strip()]
    except (ValueError, SyntaxError):
        return []


RULES = (
    Rule(("KeyError",), r"^\"?(?:None of \[)?(?:Index\()?(\[[^\]]*\])(?:.*not in index|.*are in the)", _missing),
    Rule(("KeyError",), r"^('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")$", _missing),
    Rule(("KeyError",), r"^\"(\[[^\]]*\]) not found in axis\"$", _missing),
    Rule(("AttributeError",), r"'(?:DataFrame|LazyFrame)' object has no attribute '(\w+)'", _attribute),
    Rule(("ValueError",), r"^Could not interpret value (`[^`]*`) for", lambda f, m: _missing(f, _unticked(m))),
    Rule(("ValueError",), r"is not the name of a column in 'data_frame'.* but received: (.*?)(?:\n|$)", _missing),
    Rule(
        ("ValueError",),
        r"^(?:Unable to determine data type for the field )?(\".*?\"|'.*?')(?:;| encoding field is specified)",
        _missing,
    ),
    Rule(("ColumnNotFoundError", "BinderException"), r"(\"[^\"]+\"|'[^']+'|^\w+)", _missing),
    Rule(("ValueError",), r"^(?:String or int|.*) (?:must|does).*column.*?('[^']+')", _missing),
)


def _unticked(match: re.Match[str]) -> re.Match[str]:
    found = re.search(r"`([^`]*)`", match[0])
    assert found is not None
    return found
