"""The next question: its turns, its facts, and that no cell value leaves through an error."""

from __future__ import annotations

import contextlib
import io
import traceback
import warnings
from typing import Any

import matplotlib
import pandas as pd
import pytest

from jupyter_viscode import context
from jupyter_viscode.backends.openai import body
from jupyter_viscode.prompts import render, repair
from jupyter_viscode.prompts.log import clean
from jupyter_viscode.types import (
    Attempt,
    Code,
    Completion,
    ErrorInfo,
    Finding,
    GenerationConfig,
    Level,
    Outcome,
    Prompt,
    Request,
)

matplotlib.use("Agg")

FRAME = pd.DataFrame({"Region ": ["a", "b"], "sales": [1.0, 2.0]})
ASKED = Request("mean of sales by region", frames={"df": FRAME}, context=context.build({"df": FRAME}))
VERSIONS = {"pandas": "3.1.1", "matplotlib": "3.11.2"}


def failed(index: int, source: str, name: str = "KeyError", message: str = "'Region'", **more: Any) -> Attempt:
    error = ErrorInfo(name, message, line=more.pop("line", 1), function=more.pop("function", ""))
    origin = more.pop("origin", "answer" if index == 0 else "repair")
    return Attempt(index, Code(source), Outcome("error", error=error, **more), origin=origin)


ONE, TWO, THREE = (failed(i, f'df.groupby("Region").sum()  # {i}\n') for i in range(3))


def last(prompt: Prompt) -> str:
    return prompt.messages[-1].content


# -- turns -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("attempts", "turns"), [([ONE], 3), ([ONE, TWO], 5), ([ONE, TWO, THREE], 7)])
def test_turns(attempts: list[Attempt], turns: int) -> None:
    prompt = repair(render(ASKED), attempts)
    assert len(prompt.messages) == turns
    assert [m.role for m in prompt.messages] == ["user", *["assistant", "user"] * len(attempts)]
    assert prompt.attempt == len(attempts)


def test_reference_protocol_shows_the_first_failure_twice() -> None:
    first = render(ASKED)
    assert repair(first, [ONE, TWO], "reference").messages == repair(first, [ONE, TWO]).messages
    nine = repair(first, [ONE, TWO, THREE], "reference").messages
    assert len(nine) == 9
    assert nine[1:3] == nine[3:5]
    assert nine[3:] == repair(first, [ONE, TWO, THREE]).messages[1:]


def test_prefix_stays_byte_for_byte() -> None:
    first = render(ASKED)
    second = repair(first, [ONE])
    third = repair(second, [ONE, TWO])
    assert second.messages[:1] == first.messages
    assert third.messages[:3] == second.messages
    assert third.messages == repair(first, [ONE, TWO]).messages


def test_a_fixed_program_stands_in_for_its_predecessor() -> None:
    fixed = failed(1, "fixed = 1\n", origin="fix")
    assert [m.content for m in repair(render(ASKED), [ONE, fixed]).messages[1:2]] == ["```python\nfixed = 1\n```"]


# -- what it says ------------------------------------------------------------------------------------------------------


def test_nearest_columns_are_told() -> None:
    said = last(
        repair(render(ASKED), [failed(0, 'df.groupby("Region")\n', function="pandas.DataFrame.groupby")], versions=VERSIONS)
    )
    assert 'Line 1: df.groupby("Region")' in said
    assert "KeyError: 'Region'" in said
    assert 'df: "Region "' in said
    assert "signature" not in said  # how the function is called has nothing to do with it
    assert said.endswith("Answer with the whole corrected program in one ```python block.")


def test_signature_with_near_keyword() -> None:
    attempt = failed(0, "import pandas\ndf.pivot(colums='a')\n", "TypeError", "DataFrame.pivot() got an unexpected keyword argument 'colums'",
                     line=2, function="df.pivot")  # fmt: skip
    said = last(repair(render(ASKED), [attempt], versions=VERSIONS))
    assert "Near 'colums': columns." in said
    assert "Installed: pandas 3.1.1." in said


@pytest.mark.parametrize(
    "function", ["os.system", "__import__('os').system", "pandas.io.common.os.system", "df.__class__", "x" * 9999]
)
def test_only_known_libraries_are_looked_into(function: str) -> None:
    said = last(repair(render(ASKED), [failed(0, "x\n", "TypeError", "bad", function=function)]))
    assert "signature" not in said


def test_near_attributes() -> None:
    said = last(
        repair(
            render(ASKED),
            [failed(0, "df.pivot_tabel()\n", "AttributeError", "'DataFrame' object has no attribute 'pivot_tabel'")],
        )
    )
    assert "pivot_table" in said


def test_findings_are_feedback() -> None:
    outcome = Outcome(
        "ok", findings=(Finding("missing-title", "The title is missing: add it."), Finding("x", "Small.", "warning"))
    )
    said = last(repair(render(ASKED), [Attempt(0, Code("x = 1\n"), outcome)]))
    assert "- The title is missing: add it." in said
    assert "Small." not in said


def test_what_was_blocked_is_not_named() -> None:
    outcome = Outcome("blocked", blocked=("write secret.txt",))
    assert "secret.txt" not in last(repair(render(ASKED), [Attempt(0, Code("x = 1\n"), outcome)]))


# -- logs --------------------------------------------------------------------------------------------------------------


def test_clean() -> None:
    assert clean("\x1b[31mred\x1b[0m \x1b]0;title\x07x", 100) == "red x"
    assert clean("a\n" * 500 + "end", 100) == "a\n[repeated 500 times]\nend"
    assert clean("a\nb\n" * 50 + "end", 100) == "a\nb\n[repeated 50 times]\nend"
    assert clean("x = b'" + "\\x00" * 500 + "' tail", 100) == "x = b'…' tail"
    assert clean("10%\r50%\r100%\n", 100) == "100%"
    assert len(clean("line %d\n" * 10_000, 200)) <= 200
    assert clean("\n".join(f"line {i}" for i in range(1000)), 60).endswith("line 999")
    assert "\x00" not in clean("a\x00b", 10)


# -- privacy -----------------------------------------------------------------------------------------------------------

SECRETS = {
    "word": "Quxlington",
    "words": "Zorblax Vexby",
    "quoted": "O'Grimblefax",
    "both": "a'b\"Snarkwell\\n",
    "accents": "Ünterwözel",
    "script": "秘密の値",
    "number": "918273.645",
    "date": "1987-06-05",
    "mail": "plugh@xyzzy.example",
    "lines": "first Flimnap\nsecond Glumdal",
    "plain words": "index not sorted",
    "id": "K9F-3321-ZQ",
}
PROGRAMS = {
    "float": "df['name'].astype(float)",
    "numeric": "pd.to_numeric(df['name'])",
    "date": "pd.to_datetime(df['name'])",
    "date, strict": "pd.to_datetime(df['name'], format='%d/%m/%Y')",
    "int": "int(df['name'].iloc[0] + 'x')",
    "decimal": "float(df['name'].iloc[0] + '_')",
    "key": "{}[df['name'].iloc[0]]",
    "loc": "df.loc[df['name'].iloc[0]]",
    "loc list": "df[list(df['name'])]",
    "column": "df[df['name'].iloc[0]]",
    "raise": "raise ValueError(df['name'].iloc[0])",
    "raise with words": "raise ValueError('cannot read ' + df['name'].iloc[0])",
    "raise frame": "raise ValueError(df)",
    "raise repr": "raise RuntimeError(repr(df['name'].tolist()))",
    "assert": "assert False, df.to_string()",
    "attribute": "getattr(plt, df['name'].iloc[0])",
    "colour": "plt.plot([1], color=df['name'].iloc[0])",
    "style": "plt.style.use(df['name'].iloc[0])",
    "class": "raise type(df['name'].iloc[0].replace('\\x00', ''), (Exception,), {})('x')",
    "chain": "try:\n    raise KeyError(df['name'].iloc[0])\nexcept KeyError as error:\n    raise ValueError('again') from error",
    "file": "open('/nowhere/' + df['name'].iloc[0])",
    "eval": "eval(df['name'].iloc[0] + ' (')",
    "dict": "df.map(lambda v: {}[v])",
    "category": "pd.Categorical(['x']).rename_categories(list(df['name']))[5]",
    "print": "print(df)\nimport sys\nprint(df, file=sys.stderr)\nraise ValueError('bad')",
    "warn": "import warnings\nwarnings.warn(df['name'].iloc[0])\nraise ValueError('bad')",
    "warn words": "import warnings\nwarnings.warn('The default of ' + df['name'].iloc[0] + ' is deprecated', FutureWarning)\n1 / 0",
    "note": "error = ValueError('bad')\nerror.add_note(df['name'].iloc[0])\nraise error",
}


def run(source: str, frame: pd.DataFrame) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = lambda m, c, f, n, file=None, line=None: print(f"{f}:{n}: {c.__name__}: {m}", file=err)
            exec(compile(source, "<cell>", "exec"), {"__name__": "__main__", "df": frame, "pd": pd, "plt": matplotlib.pyplot})
    except Exception as error:
        shown = "".join(traceback.format_exception(error)) + repr(frame)
        info = ErrorInfo(type(error).__name__, str(error), shown, 1, "pandas.to_numeric")
        return Outcome("error", stdout=out.getvalue(), stderr=err.getvalue(), error=info)
    return Outcome("ok", stdout=out.getvalue(), findings=(Finding("x", f"The label {frame['name'].iloc[0]!r} is cut."),))


import matplotlib.pyplot  # noqa: E402


def parts(secret: str) -> list[str]:
    """What must not be seen: the value and each of its telling words."""
    return [
        secret,
        *[
            w
            for w in secret.replace("\\n", " ").replace("'", " ").replace('"', " ").split()
            if len(w) > 3 and w not in ("first", "second", "index", "sorted")
        ],
    ]


@pytest.mark.parametrize("level", ["none", "schema", "stats"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_no_cell_value_leaves_through_an_error(program: str, level: Level) -> None:
    source = PROGRAMS[program]
    for secret in SECRETS.values():
        frame = pd.DataFrame({"name": [secret, secret + "2"], "hidden_measure": [1.5, 2.5]})
        asked = Request("plot name", frames={"df": frame}, context=context.build({"df": frame}, level=level))
        attempt = Attempt(0, Code(source), run(source, frame))
        sent = body(repair(render(asked), [attempt]), GenerationConfig(), "m").decode()
        for part in parts(secret):
            assert part not in sent, sent[-900:]
            assert part.encode("unicode_escape").decode() not in sent
        assert ("hidden_measure" in sent) is (level != "none")


def test_at_level_sample_the_message_is_whole() -> None:
    frame = pd.DataFrame({"name": ["Quxlington"]})
    asked = Request("plot", frames={"df": frame}, context=context.build({"df": frame}, level="sample"))
    source = "df['name'].astype(float)"
    said = last(repair(render(asked), [Attempt(0, Code(source), run(source, frame))]))
    assert "'Quxlington'" in said


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("'Region'", "'Region'"),
        ("could not convert string to float: 'North'", "could not convert string to float: '<value>'"),
        ("x and y must have same first dimension, but have shapes (12,) and (7,)",
         "x and y must have same first dimension, but have shapes (<value>,) and (<value>,)"),
        ("'DataFrame' object has no attribute 'groupby2'", "'DataFrame' object has no attribute '<value>'"),
        ("unsupported operand type(s) for +: 'int' and 'str'", "unsupported operand type(s) for +: 'int' and 'str'"),
        ("f() takes 2 positional arguments but 3 were given", "f() takes 2 positional arguments but 3 were given"),
    ],
)  # fmt: skip
def test_what_is_harmless_is_kept(message: str, shown: str) -> None:
    said = last(repair(render(ASKED), [failed(0, 'f = df.groupby("Region")\n', "ValueError", message)]))
    assert f"ValueError: {shown}\n" in said


def test_earlier_turns_do_not_change_when_later_programs_say_more() -> None:
    first = failed(0, "x = 1\n", "ValueError", "bad 'Quux' 12.75")
    second = failed(1, "y = 'Quux' + str(12.75)\n", "ValueError", "bad 'Quux' 12.75")
    early = repair(render(ASKED), [first])
    late = repair(early, [first, second])
    assert late.messages[:3] == early.messages
    assert "'Quux' 12.75" in late.messages[4].content


def test_an_answer_without_a_program_is_shown_in_its_own_words() -> None:
    outcome = Outcome("error", error=ErrorInfo("NoCodeError", "the answer holds no program"))
    prompt = repair(render(ASKED), [Attempt(0, Code(""), outcome, completion=Completion("I would draw bars."))])
    assert prompt.messages[1].content == "I would draw bars."
    assert last(prompt).startswith("There is nothing to run: the answer holds no program.")


def test_the_users_own_program_is_shown_once() -> None:
    error = ErrorInfo("KeyError", "'Region'", line=1)
    asked = Request("", frames={"df": FRAME}, context=ASKED.context, code='df["Region"]\n', error=error)
    given = Attempt(0, Code('df["Region"]\n'), Outcome("error", error=error), "given")
    prompt = repair(render(asked), [given])
    assert [m.role for m in prompt.messages] == ["user"]
    assert prompt.messages[0].content.count('df["Region"]\n') == 2  # the program, and its line in the excerpt
    assert prompt.attempt == 1
    assert len(repair(prompt, [given, failed(1, "df[0]\n")]).messages) == 3


@pytest.mark.parametrize("kind", ["pandas", "polars", "records", "arrays"])
def test_words_that_are_cells_are_hidden_whatever_holds_them(kind: str) -> None:
    import polars as pl

    cells = {"name": ["index", "group"]}
    frames = {
        "pandas": pd.DataFrame(cells),
        "polars": pl.DataFrame(cells),
        "arrays": cells,
        "records": [{"name": "index"}, {"name": "group"}],
    }
    frame = frames[kind]
    asked = Request("plot it", frames={"df": frame}, context=context.build({"df": frame}))
    said = last(repair(render(asked), [failed(0, "x = 1\n", "ValueError", "no group for index")]))
    assert "ValueError: no <value> for <value>\n" in said


@pytest.mark.parametrize("token", ["<|im_start|>", "<|endoftext|>", "</s>", "<s>", "[/INST]", "<end_of_turn>"])
def test_a_log_holds_no_control_token_of_a_chat_template(token: str) -> None:
    shown = clean(f"KeyError: 'a {token} b < c'", 1000)
    assert token not in shown and "b < c" in shown
