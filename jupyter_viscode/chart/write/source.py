"""Python source under construction: statements and imports go in, the text of a small program comes out.

Names, column labels and values are untrusted data here: they reach the program through `literal` only.
"""

from __future__ import annotations

import datetime as dt
import json
import numbers
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

WIDTH = 100
"""Columns after which a call is written with one argument a line."""


def literal(value: Any) -> str:
    """Python source of a value; text in double quotes where that needs no escapes. Dates need ``import pandas as pd``."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return f"pd.Timestamp({_text(value.isoformat())})"
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = [literal(v) for v in value]
        return f"[{', '.join(parts)}]"
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return repr(bool(value))
    if isinstance(value, numbers.Integral):
        return repr(int(value))
    if isinstance(value, (numbers.Real, Decimal)):
        number = float(value)
        return repr(number) if number - number == 0 else f'float("{number}")'
    return repr(value) if value is None or isinstance(value, (bytes, complex)) else _text(str(value))


def caption(text: str) -> str:
    """Source of a text that matplotlib writes; two dollar signs are not to become a formula."""
    return literal(text.replace("$", r"\$") if text.count("$") > 1 else text)


def _text(value: str) -> str:
    plain = value.isprintable() and '"' not in value and "\\" not in value
    return f'"{value}"' if plain else repr(value)


def identifier(value: str) -> bool:
    """True when the text can be a keyword argument."""
    import keyword

    return value.isidentifier() and value.isascii() and not keyword.iskeyword(value)


def dictionary(items: Iterable[tuple[Any, Any]]) -> str:
    """Source of a dict display."""
    return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in items) + "}"


def keywords(items: Iterable[tuple[str, str]]) -> list[str]:
    """``name=source`` arguments; names that are no identifiers go through ``**{...}``."""
    plain: list[tuple[str, str]] = []
    odd: list[tuple[str, str]] = []
    for name, source in items:
        (plain if identifier(name) else odd).append((name, source))
    arguments = [f"{name}={source}" for name, source in plain]
    if odd:
        arguments.append("**{" + ", ".join(f"{literal(name)}: {source}" for name, source in odd) + "}")
    return arguments


def call(head: str, arguments: Sequence[str], tail: str = "") -> str:
    """``head(arguments)tail`` on one line, or one argument a line where that is too long."""
    short = f"{head}({', '.join(arguments)}){tail}"
    if len(short) <= WIDTH or not arguments:
        return short
    body = "".join(f"    {argument},\n" for argument in arguments)
    return f"{head}(\n{body}){tail}"


class Program:
    """Lines and imports of one program."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._imports: list[str] = []
        self._lines: list[str] = []
        self._taken = set(taken)
        self.indent = ""
        """Before each line: the body of a loop has four spaces."""
        self._mark: int | None = None

    def use(self, statement: str) -> None:
        """Import once."""
        if statement not in self._imports:
            self._imports.append(statement)

    def value(self, value: Any) -> str:
        """`literal`, with the import that a date needs."""
        source = literal(value)
        if "pd.Timestamp(" in source and not isinstance(value, str):
            self.use("import pandas as pd")
        return source

    def add(self, *lines: str) -> None:
        """Append statements."""
        self._lines.extend(self.indent + line.replace("\n", "\n" + self.indent) for line in lines)

    def call(self, head: str, arguments: Iterable[str], tail: str = "") -> None:
        """Append a call, wrapped where it is long; empty arguments are left out."""
        self.add(call(head, [a for a in arguments if a], tail))

    def mark(self) -> None:
        """From here on the figure is drawn; what `before` adds stands above."""
        self._mark = len(self._lines)
        self.blank()

    def before(self, *lines: str) -> None:
        """Add statements that prepare data above the figure's; inside a loop they stay in their place."""
        if self._mark is None or self.indent:
            self.add(*lines)
            return
        self._lines[self._mark : self._mark] = lines
        self._mark += len(lines)
        if self._lines[self._mark : self._mark + 1] != [""]:
            self._lines.insert(self._mark, "")

    def blank(self) -> None:
        """Append an empty line, unless the program is empty or ends in one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def name(self, *wanted: str) -> str:
        """The first of the names that no variable of the user has; it is then taken."""
        candidates = (*wanted, *(f"{wanted[0]}_{n}" for n in range(2, 1000)))
        chosen = next(c for c in candidates if c not in self._taken)
        self._taken.add(chosen)
        return chosen

    def text(self) -> str:
        """The program."""
        plain = sorted(self._imports, key=lambda line: (line.startswith("from"), line))
        standard = [line for line in plain if line.split()[1] in ("math",)]
        third = [line for line in plain if line not in standard]
        blocks = ["\n".join(standard), "\n".join(third), "\n".join(self._lines).strip("\n")]
        return "\n\n".join(block for block in blocks if block) + "\n"


def json_text(value: Any) -> str:
    """JSON of a specification, indented."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
