"""The table of chart types is what its module says, and what the README tells of it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest

from jupyter_viscode.vision.kinds import STATUS, marks_of, table
from jupyter_viscode.vision.reading import MarkKind


def test_there_are_53_types_each_with_a_status() -> None:
    assert len(STATUS) == 53
    assert set(STATUS.values()) == {"redrawn", "recognised", "refused"}
    for name, status in STATUS.items():
        assert (status == "refused") == (not marks_of(name)), name
        assert set(marks_of(name)) <= set(get_args(MarkKind))


def test_the_readme_names_them_all() -> None:
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split())
    for line in table().splitlines():
        assert line.partition(": ")[2] in readme


def test_redrawn_types_have_a_mark_that_the_writer_knows() -> None:
    pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')
    from jupyter_viscode.vision import code_marks

    written = set(re.findall(r'"(\w+)": _', inspect.getsource(code_marks.mark_lines)))
    for name, status in STATUS.items():
        if status == "redrawn":
            assert written & set(marks_of(name)), name
