"""The same question in several wordings on invented tables: all of them are read as the same chart."""

from __future__ import annotations

import paraphrase_cases as cases
import pytest
import unseen_frames

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings

ASKED = [
    pytest.param(frames, wording, sentence, id=f"{frames}-{number}-{place}")
    for frames in ("animals", "harbour", "gym", "stage", "crew")
    for number, (sentence, wordings) in enumerate(getattr(cases, frames.upper()))
    for place, wording in enumerate(wordings)
]


def test_there_are_many_wordings():
    assert len(ASKED) >= 150


@pytest.mark.parametrize(("frames", "wording", "sentence"), ASKED)
def test_a_wording_is_read_as_the_others_are(frames, wording, sentence):
    """In any order of conditions and joins."""
    tables = getattr(unseen_frames, frames)()
    found = readings(wording, build(tables, wording), tables)
    assert found
    assert sorted(found[0].sentence.split(", ")) == sorted(sentence.split(", "))


def test_the_mentors_are_joined_as_a_second_copy_and_the_code_runs():
    """A role that rows of one frame play for others of it."""
    from jupyter_viscode.backends.builtin import BuiltinBackend
    from jupyter_viscode.types import GenerationConfig, Prompt, Request

    tables = unseen_frames.crew()
    asked = "Bar chart of the number of workers by the surname of their mentor."
    request = Request(asked, frames=tables, context=build(tables, asked), library="matplotlib")
    text = BuiltinBackend().generate(Prompt((), request), GenerationConfig()).text
    code = text.removeprefix("```python\n").removesuffix("\n```").replace("plt.show()", "")
    scope = dict(tables)
    exec(compile(code, "<answer>", "exec"), scope)
    workers = tables["workers"]
    expected = workers["mentor_id"].map(workers.set_index("id")["surname"]).value_counts().to_dict()
    bars = scope["ax"].patches
    drawn = {label.get_text(): bar.get_height() for label, bar in zip(scope["ax"].get_xticklabels(), bars, strict=True)}
    scope["plt"].close("all")
    assert drawn == expected


def test_a_role_is_no_table_unless_it_is_spoken_of():
    """Without a word for it the workers are asked for themselves."""
    tables = unseen_frames.crew()
    asked = "Bar chart of the wage of each worker by surname."
    found = readings(asked, build(tables, asked), tables)
    assert "with" not in found[0].sentence
