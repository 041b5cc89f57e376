"""The few kinds of change that most rules are made of; each gives the changed source, or None when it found nothing."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jupyter_viscode.fixes.failure import Failure

if TYPE_CHECKING:
    import libcst as cst


def rename_attribute(failure: Failure, old: str, new: str) -> str | None:
    """``x.old`` to ``x.new`` in the failing statement."""
    import libcst as cst

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Attribute) and node.attr.value == old:
            return node.with_changes(attr=cst.Name(new))
        return None

    return failure.rewrite(replace)


def replace_qualified(failure: Failure, name: str, template: str) -> str | None:
    """Every use of ``module.name`` by `template`, in which ``{m}`` is the module as the program writes it."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import dotted, expression

    module, _, last = name.rpartition(".")

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Attribute) and node.attr.value == last):
            return None
        written = dotted(node.value)
        first, dot, rest = written.partition(".")
        if written and failure.imports.get(first, first) + dot + rest == module:
            return expression(template.format(m=written))
        return None

    return failure.rewrite(replace, everywhere=True)


def replace_call(failure: Failure, name: str, build: Callable[[cst.Call], str | cst.BaseExpression | None]) -> str | None:
    """Calls of a function or method of that last name in the failing statement, by what `build` makes of them."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, expression

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Call) and called(node) == name):
            return None
        built = build(node)
        return expression(built) if isinstance(built, str) else built

    return failure.rewrite(replace)


def method_template(failure: Failure, name: str, template: str) -> str | None:
    """``o.name(a)`` by `template`, in which ``{o}`` is the object and ``{a}`` the arguments.

    A template without ``{a}`` is for calls without arguments.
    """
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, text_of

    def build(call: cst.Call) -> str | None:
        if not isinstance(call.func, cst.Attribute) or (call.args and "{a}" not in template):
            return None  # what the arguments asked for would be lost
        return template.format(o=text_of(call.func.value), a=", ".join(argument(a) for a in call.args))

    return replace_call(failure, name, build)


def rename_keyword(failure: Failure, old: str, new: str | None, value: str | None = None) -> str | None:
    """A keyword of calls in the failing statement; None drops it, and `value` replaces what is given to it."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import call_with, called, expression, keyword

    blamed = _blamed(failure, old)

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call) or (blamed and called(node) != blamed):
            return None
        found = keyword(node, old)
        if found is None or (new is not None and new != old and keyword(node, new) is not None):
            return None
        if new is None:
            return call_with(node, [a for a in node.args if a is not found])
        changed = found.with_changes(keyword=cst.Name(new), **({"value": expression(value)} if value is not None else {}))
        return node.with_changes(args=[changed if a is found else a for a in node.args])

    return failure.rewrite(replace)


def _blamed(failure: Failure, keyword: str) -> str:
    """The function that the message names, when the failing statement gives that keyword to it; else an empty text."""
    found = re.search(r"(\w+)\(\) got an unexpected keyword argument", failure.error.message)
    given = {_last_name(call.func) for call in failure.calls() if any(k.arg == keyword for k in call.keywords)}
    return found[1] if found and found[1] in given else ""


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def add_keyword(failure: Failure, functions: Sequence[str], name: str, value: str) -> str | None:
    """A keyword argument for the calls of these functions in the failing statement."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, keyword, named

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Call) and called(node) in functions and keyword(node, name) is None:
            return node.with_changes(args=[*node.args, named(name, value)])
        return None

    return failure.rewrite(replace)


def name_positions(failure: Failure, function: str, names: Sequence[str]) -> str | None:
    """Positional arguments of a call given by their names; those that `names` has no name for make it give up."""

    from jupyter_viscode.fixes.rewriting import keyword, named

    def build(call: cst.Call) -> cst.Call | None:
        positional = [a for a in call.args if a.keyword is None and not a.star]
        if not positional or len(positional) > len(names) or any(a.star for a in call.args):
            return None
        if any(keyword(call, name) for name in names[: len(positional)]):
            return None
        args = [
            a if name is None else named(name, a.value).with_changes(comma=a.comma)
            for a, name in zip(positional, [n or None for n in names], strict=False)
        ]
        return call.with_changes(args=[*args, *call.args[len(positional) :]])

    return replace_call(failure, function, build)


def replace_text(failure: Failure, old: str, new: str, *, everywhere: bool = False, captions: bool = True) -> str | None:
    """A string literal that is exactly `old`; the kind of quotes stays. Titles and labels are left alone on demand."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import literal

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.SimpleString) and literal(node) == old:
            return node.with_changes(value=_quoted(new, node.quote))
        return None

    return failure.rewrite(replace, everywhere=everywhere, skip=frozenset() if captions else failure.captions)


def _quoted(text: str, quote: str) -> str:
    plain = "\\" not in text and quote not in text and text.isprintable()
    return f"{quote}{text}{quote}" if plain else repr(text)


def drop_statement(failure: Failure, word: str) -> str | None:
    """The program without the statement that failed, when it is a call or a setting with `word` whose value nothing uses."""
    first, last = failure.scope
    found = [s for s in failure.statements() if s.lineno == first and s.end_lineno == last]
    if len(found) != 1 or not _is_unused(found[0]) or word not in ast.unparse(found[0]):
        return None
    lines = failure.source.splitlines(keepends=True)
    indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
    for filler in ([], [f"{indent}pass\n"]):
        source = "".join([*lines[: first - 1], *filler, *lines[last:]])
        if Failure(source, failure.error, failure.request).parses:
            return source
    return None


def _is_unused(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Subscript) for target in statement.targets)
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def is_whole_statement(failure: Failure, name: str) -> bool:
    """True when the failing statement is nothing but a call of that last name."""
    first = failure.scope[0]
    alone = [s.value for s in failure.statements() if s.lineno == first and isinstance(s, ast.Expr)]
    return any(isinstance(v, ast.Call) and isinstance(v.func, ast.Attribute) and v.func.attr == name for v in alone)


def nearest(name: str, names: Sequence[str], *, cutoff: float = 0.75) -> str | None:
    """The one name that `name` clearly means: the same but for case and separators, its plural, or nearest by far.

    Names with other numbers in them are other things, however near they look.
    """
    names = [n for n in names if re.findall(r"\d+", n) == re.findall(r"\d+", name)]
    same = [n for n in names if fold(n) == fold(name)]
    if same:
        return same[0] if len(same) == 1 else None
    plural = [n for n in names if fold(n).rstrip("s") == fold(name).rstrip("s")]
    if len(plural) == 1:
        return plural[0]
    close = [n for n in names if _is_one_slip(fold(name), fold(n))]
    if len(close) == 1 and len(fold(name)) > 4:
        return close[0]
    ranked = sorted(((_likeness(name, n), n) for n in names), reverse=True)
    if not ranked or ranked[0][0] < cutoff:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.08:
        return None
    return ranked[0][1]


def fold(name: str) -> str:
    """A name without case and separators."""
    return re.sub(r"[\W_]+", "", name).casefold() or name.casefold()


def _is_one_slip(a: str, b: str) -> bool:
    """True when one letter is missing, too many or another one, or two neighbours are swapped."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, fold(a), fold(b)).ratio()
