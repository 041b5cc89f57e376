"""Programs found in answers of many shapes."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_viscode.prompts import extract
from jupyter_viscode.types import Code

PROGRAM = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
BARE = PROGRAM.rstrip()
ONE = {
    "fence": f"```python\n{PROGRAM}```",
    "prose around": f"Sure, here it is:\n\n```python\n{PROGRAM}```\nThis draws a line; enjoy (really)!",
    "no tag": f"```\n{PROGRAM}```",
    "py": f"```py\n{PROGRAM}```",
    "capital tag": f"```Python\n{PROGRAM}```",
    "tag with options": f'```python title="x.py" {{1-2}}\n{PROGRAM}```',
    "braces": f"```{{python}}\n{PROGRAM}```",
    "tilde": f"~~~python\n{PROGRAM}~~~",
    "four marks": f"````python\n{PROGRAM}````",
    "no fence": PROGRAM,
    "no fence, prose": f"Here is the program.\n\n{PROGRAM}\nIt draws a line, as you asked.",
    "unclosed": f"Here:\n```python\n{PROGRAM}",
    "closed on the last line": f"```python\n{BARE}```",
    "prose before the fence": f"Here: ```python\n{PROGRAM}```",
    "crlf": f"```python\n{PROGRAM}```\n".replace("\n", "\r\n"),
    "cr": f"```python\n{PROGRAM}```\n".replace("\n", "\r"),
    "bom": f"\ufeff```python\n\ufeff{PROGRAM}```",
    "indented": "1. First:\n   ```python\n" + "".join(f"   {line}\n" for line in BARE.split("\n")) + "   ```\n",
    "quoted": "> ```python\n" + "".join(f"> {line}\n" for line in BARE.split("\n")) + "> ```\n",
    "think": f"<think>Maybe\n```python\nimport wrong\nwrong.draw(1, 2, 3, 4, 5, 6, 7, 8, 9)\n```\n</think>\n```python\n{PROGRAM}```",
    "thinking": f"<thinking>let me see</thinking>{PROGRAM}",
    "closing think only": f"so I import wrong\n```python\nwrong()\n```\n</think>\n```python\n{PROGRAM}```",
    "unclosed think": f"<think>Let me see.\n```python\n{PROGRAM}```",
    "shell first": f"```bash\npip install matplotlib && echo done && echo done && echo done\n```\n```python\n{PROGRAM}```",
    "output after": f"```python\n{PROGRAM}```\nOutput:\n```text\n[<matplotlib.lines.Line2D object at 0x7f0000000000>, and more]\n```",
    "json before": f'```json\n{{"mark": "bar", "encoding": {{"x": 1, "y": 2, "color": 3, "shape": 4}}}}\n```\n```python\n{PROGRAM}```',
    "magic": f"```python\n%matplotlib inline\n!pip install x\n{PROGRAM}```",
    "prompts": "```python\n>>> import matplotlib.pyplot as plt\n>>> plt.plot([1, 2])\n```",
}


@pytest.mark.parametrize("name", ONE)
def test_the_program_is_found(name: str) -> None:
    code = extract(ONE[name])
    assert code is not None
    assert code.language == "python"
    assert code.source.lstrip("\n") == PROGRAM


@pytest.mark.parametrize(
    "text", ["", "   ", "I cannot do that.", "Sorry", "note: this", "```\n```", "<think>hm", "```bash\nls\n```"]
)
def test_there_is_no_program(text: str) -> None:
    assert extract(text) is None


def test_blocks_that_build_on_each_other_are_joined() -> None:
    text = "First the imports:\n```python\nimport matplotlib.pyplot as plt\n```\nthen\n```python\nplt.plot([1])\n```\n"
    assert extract(text) == Code("import matplotlib.pyplot as plt\n\nplt.plot([1])\n")


def test_of_alternatives_the_longest_that_parses_is_taken() -> None:
    text = f"```python\nimport a; a.b()\n```\nor rather\n```python\n{PROGRAM}```\nor\n```python\nimport x (((( broken, but very long indeed, so long\n```"
    assert extract(text) == Code(PROGRAM)


def test_of_two_equal_ones_the_later_is_taken() -> None:
    assert extract("```python\na = 1\n```\n```python\na = 2\n```") == Code("a = 2\n")


def test_fence_inside_a_string_is_no_end() -> None:
    program = 'text = """\n```\nnot the end\n```\n"""\nprint(text)\n'
    assert extract(f"```python\n{program}```\nDone.") == Code(program)


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("x = df[df.a &gt; 3]", "x = df[df.a > 3]"),
        ("x = a &gt; 3", "x = a > 3"),
        ("plt.title(&quot;T&quot;)", 'plt.title("T")'),
    ],
)
def test_escaped_text(escaped: str, plain: str) -> None:
    assert extract(f"```python\n{escaped}\n```") == Code(plain + "\n")


def test_escapes_inside_strings_stay() -> None:
    assert extract('```python\nx = "a &gt; b"\n```') == Code('x = "a &gt; b"\n')


def test_a_broken_program_is_given_back() -> None:
    assert extract("```python\nplt.plot([1, 2\n```") == Code("plt.plot([1, 2\n")


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("mermaid", "Here:\n```mermaid\ngraph TD\nA-->B\n```", "graph TD\nA-->B\n"),
        ("mermaid", "flowchart LR\n  A --> B", "flowchart LR\n  A --> B\n"),
        ("vega-lite", '```json\n{"mark": "bar"}\n```', '{"mark": "bar"}\n'),
        ("svg", '<svg viewBox="0 0 1 1"></svg>', '<svg viewBox="0 0 1 1"></svg>\n'),
        ("latex", "Sure.\n```tex\n\\documentclass{article}\n```", "\\documentclass{article}\n"),
        ("html", "```html\n<!DOCTYPE html>\n<p>a</p>\n```", "<!DOCTYPE html>\n<p>a</p>\n"),
        ("lilypond", '```lilypond\n\\version "2.24"\n{ c\' }\n```', '\\version "2.24"\n{ c\' }\n'),
        ("asymptote", "```asy\nsize(100);\n```", "size(100);\n"),
    ],
)
def test_other_languages(language: str, text: str, source: str) -> None:
    assert extract(text, language) == Code(source, language)


PIECES = st.sampled_from([*"`~\n ab(=)<>/'\"&;#:\\\r\t>", "```", "python", "<think>", "</think>", "import x\n"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_survived(text: str) -> None:
    code = extract(text)
    assert code is None or code.source.strip()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["", "Look:\n\n", "<think>hm</think>\n"]),
    st.sampled_from(["```python", "~~~", "````py", "```"]),
    st.text("ab c=\n#'", max_size=40),
)
def test_a_fenced_program_comes_out_as_it_is(before: str, mark: str, text: str) -> None:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return
    if not text.strip() or text[:1] in " \n" or "`" in text:
        return
    end = mark.removesuffix("python").removesuffix("py")
    code = extract(f"{before}{mark}\n{text}\n{end}\nThat is all.")
    assert code is not None
    assert code.source == text.strip("\n").rstrip() + "\n"
