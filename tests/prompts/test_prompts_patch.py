"""Edits in many shapes, applied to a program; what cannot be placed is refused, never guessed."""

from __future__ import annotations

import ast
import itertools
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_viscode import context
from jupyter_viscode.backends.openai import body
from jupyter_viscode.prompts import PatchError, asks_for_patch, render, repair, revised
from jupyter_viscode.types import Attempt, Code, Completion, ErrorInfo, Finding, GenerationConfig, Outcome, Request

SOURCE = """\
import matplotlib.pyplot as plt

by_region = sales.groupby("region")["revenue"].sum()
fig, (left, right) = plt.subplots(1, 2)
left.bar(by_region.index, by_region.values)
left.set_title("Revenue")
for axis in (left, right):
    axis.grid(True)
    axis.set_xlabel("Region")
right.plot(by_region.index, by_region.values, colour="red")
right.set_title("Revenue")
plt.show()
"""
BASE = Code(SOURCE)
FIXED = SOURCE.replace("colour=", "color=")
OLD = 'right.plot(by_region.index, by_region.values, colour="red")'
NEW = 'right.plot(by_region.index, by_region.values, color="red")'


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


ANSWERS = {
    "as asked": block(OLD, NEW),
    "prose around": f"The keyword is color.\n\n{block(OLD, NEW)}\nThat should do.",
    "fenced": f"```python\n{block(OLD, NEW)}```",
    "fences inside": block(f"```python\n{OLD}\n```", f"```python\n{NEW}\n```"),
    "crlf": block(OLD, NEW).replace("\n", "\r\n"),
    "no end": block(OLD, NEW).replace(">>>>>>> REPLACE\n", ""),
    "other words": block(OLD, NEW).replace("SEARCH", "ORIGINAL").replace("REPLACE", "UPDATED"),
    "numbers copied": block(f"10| {OLD}", f"10| {NEW}"),
    "wrong number copied": block(f" 8| {OLD}", f" 8| {NEW}"),
    "number on the old lines only": block(f"10| {OLD}", NEW),
    "spaces lost": block(OLD.replace(", ", ","), NEW),
    "indented": block(f"    {OLD}", f"    {NEW}"),
    "other quotes": block(OLD.replace('"', "'"), NEW),
    "a part of the line": block("colour=", "color="),
    "nearly copied": block(OLD.replace("by_region.values", "by_region.value"), NEW),
    "blank lines around": block(f"\n{OLD}\n", NEW),
    "more lines than needed": block(
        f'    axis.set_xlabel("Region")\n{OLD}\nright.set_title("Revenue")',
        f'    axis.set_xlabel("Region")\n{NEW}\nright.set_title("Revenue")',
    ),
    "thinking": f"<think>{block('left', 'nonsense(')}</think>{block(OLD, NEW)}",
    "diff": f"```diff\n@@ -10,1 +10,1 @@\n-{OLD}\n+{NEW}\n```",
    "diff with wrong numbers and context": f'```diff\n--- a\n+++ b\n@@ -3,2 +3,2 @@\n-{OLD}\n+{NEW}\n right.set_title("Revenue")\n```',
    "numbered": f"Replace line 10:\n```python\n{NEW}\n```",
    "numbered range": f"Replace lines 10-10 with:\n```\n10| {NEW}\n```",
    "a piece of the program": f"```python\n{NEW}\n```",
    "the whole program": f"```python\n{FIXED}```",
    "the whole program, bare": FIXED,
    "edits that do not fit, and the whole program": f"{block('nothing(like=it)', 'x')}\n```python\n{FIXED}```",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_edited_program(name: str) -> None:
    code = revised(ANSWERS[name], BASE, line=10)
    assert code is not None
    assert code.source == FIXED


def test_several_edits_keep_their_places_whatever_came_before() -> None:
    answer = block("import matplotlib.pyplot as plt", "import matplotlib.pyplot as plt\nimport numpy as np\n") + block(OLD, NEW)
    code = revised(answer, BASE)
    assert code is not None
    assert code.source == FIXED.replace("as plt\n", "as plt\nimport numpy as np\n\n", 1)


def test_the_new_lines_take_the_indentation_of_the_old() -> None:
    code = revised(block("axis.grid(True)", "if axis is left:\n    axis.grid(True)"), BASE)
    assert code is not None
    assert "    if axis is left:\n        axis.grid(True)\n" in code.source


def test_nothing_searched_for_goes_to_the_top() -> None:
    code = revised(block("", "import numpy as np"), BASE)
    assert code is not None
    assert code.source.startswith("import numpy as np\nimport matplotlib")


def test_lines_are_taken_out() -> None:
    code = revised('<<<<<<< SEARCH\nright.set_title("Revenue")\n=======\n>>>>>>> REPLACE\n', BASE)
    assert code is not None
    assert code.source == SOURCE.replace('right.set_title("Revenue")\n', "")


@pytest.mark.parametrize(("line", "changed"), [(6, 5), (11, 10)])
def test_of_equal_places_the_one_near_the_failure_is_meant(line: int, changed: int) -> None:
    base = Code(SOURCE.replace("left.set_title", "right.set_title"))
    code = revised(block('right.set_title("Revenue")', 'right.set_title("Sum")'), base, line)
    assert code is not None
    assert [i for i, text in enumerate(code.source.split("\n")) if "Sum" in text] == [changed]


def test_a_number_copied_along_tells_equal_places_apart() -> None:
    base = Code(SOURCE.replace("left.set_title", "right.set_title"))
    code = revised(block('7| right.set_title("Revenue")', 'right.set_title("Sum")'), base)
    assert code is not None
    assert code.source.split("\n")[5] == 'right.set_title("Sum")'


REFUSED = {
    "not there": (block("ax.scatter(x, y, s=3)", "ax.scatter(x, y)"), "not in the program"),
    "not only once": (block("by_region.index", "by_region.keys()"), "not only once"),
    "no Python": (block(OLD, "right.plot("), "no valid Python"),
    "no change": (block(OLD, OLD), "change nothing"),
    "overlapping": (block(OLD, NEW) + block(OLD, NEW), "same lines"),
    "line that is not there": ("Replace line 99:\n```python\nx = 1\n```", "not in the program"),
    "a piece of who knows what": (
        "```python\nfor spine in right.spines.values():\n    spine.set_visible(False)\n```",
        "only a piece",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_placed_is_refused(name: str) -> None:
    answer, reason = REFUSED[name]
    with pytest.raises(PatchError, match=reason):
        revised(answer, BASE)


@pytest.mark.parametrize("text", ["", "I cannot.", "<<<<<<< SEARCH\n", "======="])
def test_no_program_at_all(text: str) -> None:
    assert revised(text, BASE) is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<=>`| \nabcx()1:-@+", max_size=200))
def test_any_text_gives_a_program_nothing_or_a_reason(text: str) -> None:
    try:
        code = revised(text, BASE, 3)
    except PatchError as error:
        assert str(error)
    else:
        assert code is None or isinstance(code, Code)


LINES = [line for line in SOURCE.rstrip().split("\n") if line]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted({line for line in LINES if LINES.count(line) == 1})), st.integers(0, 4), st.booleans())
def test_a_line_is_found_however_it_is_spaced(line: str, spaces: int, tight: bool) -> None:
    old = " " * spaces + (line.strip().replace(", ", ",") if tight else line.strip())
    indent = len(line) - len(line.lstrip())
    expected = SOURCE.replace(f"{line}\n", f"{' ' * indent}pass\n")
    try:
        ast.parse(expected)
    except SyntaxError:
        with pytest.raises(PatchError, match="no valid Python"):
            revised(block(old, "pass"), BASE)
        return
    code = revised(block(old, " " * spaces + "pass"), BASE)
    assert code is not None
    assert code.source == expected


# -- the prompts that ask for patches ----------------------------------------------------------------------------------

FRAMES = {"sales": pd.DataFrame({"region": ["n", "s"], "revenue": [1.0, 2.0]})}
ASKED = Request("revenue by region", FRAMES, context=context.build(FRAMES))
ERROR = ErrorInfo("AttributeError", "Line2D.set() got an unexpected keyword argument 'colour'", line=10)


def failed(index: int, source: str = SOURCE, text: str | None = None, **more: object) -> Attempt:
    said = Completion(f"```python\n{source}```" if text is None else text)
    origin = "answer" if index == 0 else "repair"
    return Attempt(index, Code(source), Outcome("error", error=ERROR), origin, said, **more)  # type: ignore[arg-type]


def test_a_patch_is_asked_for_with_the_failing_lines_numbered() -> None:
    prompt = repair(render(ASKED), [failed(0)], "patch")
    said = prompt.messages[-1].content
    assert f"10| {OLD}" in said
    assert ' 9|     axis.set_xlabel("Region")' in said
    assert "by_region = sales" not in said  # the model has just written it
    assert said.count(OLD) == 1
    assert "<<<<<<< SEARCH" in said
    assert prompt.messages[1].content == f"```python\n{SOURCE}```"


def test_the_whole_listing_when_the_answer_does_not_show_the_program() -> None:
    patched = failed(1, FIXED, block(OLD, NEW))
    prompt = repair(render(ASKED), [failed(0), patched], "patch")
    assert prompt.messages[3].content == block(OLD, NEW)
    assert all(line in prompt.messages[4].content for line in FIXED.split("\n"))


def test_a_whole_program_after_two_patches_or_one_that_does_not_fit() -> None:
    assert asks_for_patch([failed(0)], "patch")
    assert asks_for_patch([failed(0), failed(1)], "patch")
    assert not asks_for_patch([failed(0), failed(1), failed(2)], "patch")
    unfit = Attempt(1, Code(""), Outcome("error", error=ErrorInfo("PatchError", "x")), "repair", Completion("y"))
    assert not asks_for_patch([failed(0), unfit], "patch")
    assert not asks_for_patch([failed(0)], "deduplicated")
    said = repair(render(ASKED), [failed(0), unfit], "patch").messages[-1].content
    assert "SEARCH" not in said
    assert said.endswith("Answer with the whole corrected program in one ```python block.")


def test_a_finding_has_no_line_and_needs_no_listing() -> None:
    outcome = Outcome("ok", findings=(Finding("missing-title", "The title is missing: add it."),))
    prompt = repair(render(ASKED), [Attempt(0, BASE, outcome, completion=Completion(f"```python\n{SOURCE}```"))], "patch")
    assert "10| " not in prompt.messages[-1].content


@pytest.mark.parametrize("protocol", ["patch", "deduplicated"])
def test_the_bytes_that_were_sent_before_are_the_beginning_of_what_is_sent_next(protocol: str) -> None:
    """A server evaluates only what is new when nothing before it has changed, not even a space."""
    attempts: list[Attempt] = []
    prompt = render(ASKED)
    sent = [body(prompt, GenerationConfig(), "m")]
    for index, source in enumerate((SOURCE, FIXED, SOURCE.replace("red", "blue"))):
        attempts.append(failed(index, source, None if index == 0 else block("a", "b")))
        # Each round begins with the first prompt or with the one before: both must come to the same.
        again = repair(render(ASKED), attempts, protocol)  # type: ignore[arg-type]
        prompt = repair(prompt, attempts, protocol)  # type: ignore[arg-type]
        assert again == prompt
        sent.append(body(prompt, GenerationConfig(seed=index + 1, temperature=0.2), "m"))
    for before, after in itertools.pairwise(sent):
        messages = before[: before.rindex(b"\n ],\n")]
        assert after.startswith(messages)
        assert after[len(messages) :].startswith(b',\n  {\n   "role": "assistant"')


def test_a_library_that_was_loaded_meanwhile_changes_no_earlier_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signature of a function is known only once its module is there; what was sent without it stays so."""
    error = ErrorInfo("TypeError", "bad", line=1, function="pandas.later.read_csv")
    one = Attempt(0, BASE, Outcome("error", error=error), completion=Completion("x"))
    first = repair(render(ASKED), [one], "patch")
    monkeypatch.setitem(sys.modules, "pandas.later", pd)
    assert "signature" in repair(render(ASKED), [one], "patch").messages[-1].content
    second = repair(first, [one, failed(1)], "patch")
    assert second.messages[: len(first.messages)] == first.messages
