"""What is left out: values of one letter, several values, in every wording."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading, sure_sentence


@cache
def session() -> dict[str, Any]:
    """Exams with grades of one letter, and with columns that are called as wishes are."""
    size = 200
    return {
        "exams": pd.DataFrame(
            {
                "score": [20 + (i * 17) % 80 for i in range(size)],
                "grade": [("a", "b", "c", "d")[i % 4] for i in range(size)],
                "school": [("North High", "Lakeside", "Elm")[(i // 4) % 3] for i in range(size)],
                "size": [("s", "m", "l", "xl")[(i // 3) % 4] for i in range(size)],
            }
        )
    }


GRADED, SCHOOLED = "mean of score by grade (bar)", "mean of score by school (bar)"
LEFT_OUT = [
    ("average score by grade except d", f"{GRADED}, where grade != 'd'"),
    ("average score by grade without d", f"{GRADED}, where grade != 'd'"),
    ("average score by grade, not counting d", f"{GRADED}, where grade != 'd'"),
    ("average score by grade, leaving out a and b", f"{GRADED}, where grade not in a, b"),
    ("average score for all grades but d", f"{GRADED}, where grade != 'd'"),
    ("average score for every grade but c", f"{GRADED}, where grade != 'c'"),
    ("average score by grade where grade isn't d", f"{GRADED}, where grade != 'd'"),
    ("average score by grade minus d", f"{GRADED}, where grade != 'd'"),
    ("average score by grade, no d", f"{GRADED}, where grade != 'd'"),
    ("average score by school for all but grade d", f"{SCHOOLED}, where grade != 'd'"),
    ("average score by school but Elm", f"{SCHOOLED}, where school != 'Elm'"),
    ("number of exams by size but not s or m", "number of rows by size (bar), where size not in s, m"),
]


@pytest.mark.parametrize(("instruction", "sentence"), LEFT_OUT)
def test_what_is_left_out_is_left_out(instruction: str, sentence: str) -> None:
    assert sure_sentence(instruction, session()) == sentence


def test_a_letter_that_is_no_value_is_no_condition() -> None:
    assert sure_sentence("average score by grade, a bar for each", session()) == GRADED


def test_a_group_named_outright_is_not_given_up_for_a_number_that_resembles_it() -> None:
    reading = best_reading("number of rows by grade and size", session())
    assert reading.sentence == "number of rows by grade (bar), one colour per size"
