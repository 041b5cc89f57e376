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
        changed = (_written(step, name, found)) if found is not None else None
        if changed is not None:
            source = changed
            notes.append(f"{name!r} is {found!r}")
    return Change(source, f"Column names corrected: {', '.join(notes)}.") if notes else None


def _written(failure: Failure, name: str, found: str) -> str | None:
    """The name in the failing statement, or wherever it is kept; never in what is only shown."""
    here = replace_text(failure, name, found, captions=False)
    return here or replace_text(failure, name, found, everywhere=True, captions=False)


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


def _own_group(failure: Failure, match: re.Match[str]) -> Change | None:
    """The column that ``groupby(...).apply`` groups by: since pandas 3 the pieces do not have it unless they are told to."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, expression, literal, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Call) and called(node) == "apply" and isinstance(node.func, cst.Attribute)):
            return None
        group = node.func.value
        if not (isinstance(group, cst.Call) and called(group) == "groupby" and isinstance(group.func, cst.Attribute)):
            return None
        keys = re.findall(r"['\"]([^'\"]+)['\"]", text_of(group.args[0].value)) if group.args else []
        frame = group.func.value
        if match[1] not in keys or not isinstance(frame, cst.Name) or literal(frame) is not None:
            return None
        pieces = expression(f"{text_of(group)}[list({frame.value}.columns)]")
        return node.with_changes(func=node.func.with_changes(value=pieces))

    source = failure.rewrite(replace, everywhere=True)
    return (
        Change(source, f"The pieces of groupby.apply lack the column {match[1]!r} since pandas 3: chose all columns for them.")
        if source
        else None
    )


def _several(failure: Failure, match: re.Match[str]) -> Change | None:
    """Several columns without the inner brackets."""
    import libcst as cst

    names = _names(match[1])
    if not any(all(name in columns for name in names) for columns in failure.columns.values()):
        return None

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Subscript) or len(node.slice) != len(names):
            return None
        items = [element.slice.value for element in node.slice if isinstance(element.slice, cst.Index)]
        if len(items) != len(names):
            return None
        chosen = cst.List([cst.Element(item) for item in items])
        return node.with_changes(slice=[cst.SubscriptElement(cst.Index(chosen))])

    source = failure.rewrite(replace)
    return Change(source, "Several columns are chosen with a list: wrote [[...]].") if source else None


def _named_in_data(failure: Failure, match: re.Match[str]) -> Change | None:
    """Names given with ``data=``: Matplotlib takes one that the frame does not have for a value."""
    source, notes = failure.source, []
    for call in failure.calls():
        data = next((k.value.id for k in call.keywords if k.arg == "data" and isinstance(k.value, ast.Name)), "")
        known = failure.columns.get(data, [])
        for name in [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]:
            found = nearest(name, known) if name not in known else None
            changed = replace_text(Failure(source, failure.error, failure.request), name, found) if found else None
            if changed:
                source = changed
                notes.append(f"{name!r} is {found!r}")
    return Change(source, f"Column names corrected: {', '.join(notes)}.") if notes else None


def _nearest(failure: Failure, name: str) -> str | None:
    """The column meant by `name`: of the active frame if it has one, else the only one of all frames."""
    active = failure.columns.get(failure.frame or "", [])
    if name in active or _is_made(failure, name):
        return None
    found = nearest(name, active)
    if found is not None:
        return found
    hits = {hit for columns in failure.columns.values() if name not in columns and (hit := nearest(name, columns))}
    return hits.pop() if len(hits) == 1 else None


def _is_made(failure: Failure, name: str) -> bool:
    """True when the program makes a column of that name: by an assignment, ``rename``, ``assign``, ``agg`` or ``name=``."""
    for node in ast.walk(failure.tree or ast.Module([], [])):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _is_text(node.slice, name):
            return True
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        method, keywords = node.func.attr, node.keywords
        if method in ("assign", "agg", "aggregate") and any(k.arg == name for k in keywords):
            return True
        if any(k.arg in ("name", "names", "var_name", "value_name") and _is_text(k.value, name) for k in keywords):
            return True
        dicts = [k.value for k in keywords if isinstance(k.value, ast.Dict)] if method == "rename" else []
        if any(_is_text(value, name) for pairs in dicts for value in pairs.values):
            return True
    return False


def _is_text(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


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
    Rule(("KeyError",), r"^'([^']+)'$", _own_group),
    Rule(("KeyError",), r"^\(('[^']+'(?:, '[^']+')+)\)$", _several),
    Rule(("KeyError",), r"^\"?(?:Label\(s\)|None of) (\[[^\]]*\]) (?:do not exist|are in the columns)", _missing),
    Rule(("KeyError",), r"^'Column not found: (.+)'$", _missing),
    Rule(("ValueError",), r"must be the same size|must have same first dimension|could not convert", _named_in_data),
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
