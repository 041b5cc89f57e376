"""Statements of an answer that is still being written, whatever the pieces in which it comes."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_viscode.prompts import extract
from jupyter_viscode.prompts.statements import Statements

PROGRAM = '''\
import matplotlib.pyplot as plt
from pandas import (
    DataFrame,
    Series,
)

# what is drawn
text = """
not = a statement
```
"""
fig, ax = plt.subplots()
for x in range(3):
    ax.plot([x])

    # still inside
    ax.plot([x + 1])
if x:
    y = 1
# between
elif y:
    y = 2
else:
    y = 3


@staticmethod
def draw(a):
    """Draw."""
    return a


try:
    draw(1)
except ValueError:
    pass
finally:
    z = 2
a = 1; b = \\
    2
values = [
    1,
]
with open(__file__) as f: f.read()
match a:
    case 1:
        c = 1
ax.set_title("x")
fig
'''
ANSWER = f"Here it is:\n\n```python\n{PROGRAM}```\nIt draws `lines`.\n"


def pieces(text: str, size: int, language: str = "python") -> tuple[list[str], Statements]:
    statements = Statements(language)
    found = [statements.add(text[i : i + size]) for i in range(0, len(text), size)]
    return [part for part in found if part], statements


@pytest.mark.parametrize("size", [1, 7, 40, 5000])
def test_the_parts_are_the_program(size: int) -> None:
    parts, statements = pieces(ANSWER, size)
    assert "".join(parts) == PROGRAM == statements.source
    assert statements.closed
    code = extract(ANSWER)
    assert code is not None
    assert code.source == PROGRAM


def test_each_part_is_complete_and_leaves_as_soon_as_it_is() -> None:
    statements, seen, late = Statements(), "", []
    for line in ANSWER.splitlines(keepends=True):
        seen += line
        part = statements.add(line)
        if not part:
            continue
        ast.parse(part)
        late.append(seen.count("\n") - 3 - statements.source.count("\n"))
    assert max(late[:-1]) <= 1  # a statement with a body has to wait for the line after it
    assert len(late) == 14


def test_every_part_has_the_statements_of_the_whole() -> None:
    parts, _ = pieces(ANSWER, 3)
    split = [ast.dump(node) for part in parts for node in ast.parse(part).body]
    assert split == [ast.dump(node) for node in ast.parse(PROGRAM).body]


NOTHING = {
    "thinking": f"<think>\n```python\n{PROGRAM}```\n</think>",
    "patch": "```python\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n```\n",
    "quoted": "> ```python\n> x = 1\n> ```\n",
    "indented": "   ```python\n   x = 1\n   ```\n",
    "no fence": PROGRAM,
    "other language": '```json\n{"a": 1}\n```\n',
    "unfinished line": "```python\nx = 1",
    "magic": "```python\n%matplotlib inline\nx = 1\n```",
}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_leaves_that_is_not_certain(name: str) -> None:
    assert pieces(NOTHING[name], 4)[1].source == ""


def test_a_block_in_another_language_is_passed_over() -> None:
    parts, statements = pieces("```bash\npip install x\n```\nthen\n```python\nx = 1\n```\n", 5)
    assert parts == ["x = 1\n"]
    assert statements.closed


def test_other_languages_are_not_run_in_parts() -> None:
    assert pieces('```svg\n<svg viewBox="0 0 1 1"/>\n```\n', 3, "svg")[1].closed


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from([*PROGRAM.splitlines(keepends=True), "```\n", "(\n", ")\n", "'''\n"]), max_size=25),
    st.integers(1, 30),
)
def test_what_leaves_is_always_the_beginning_of_the_block(lines: list[str], size: int) -> None:
    body = "".join(lines)
    parts, statements = pieces(f"```python\n{body}", size)
    assert body.lstrip("\n").startswith(statements.source)
    for part in parts:
        ast.parse(part)
