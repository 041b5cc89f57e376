"""The review's kernel side without a front end: what it tells, what the user decides, what a notebook would save of it."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

pytest.importorskip("anywidget", reason='pip install "jupyter_viscode[widgets]"')

import jupyter_viscode
from jupyter_viscode.errors import InputError
from jupyter_viscode.types import Result
from jupyter_viscode.widgets import front_end

try:
    front_end("review")
except jupyter_viscode.errors.MissingDependencyError:
    if os.environ.get("VISCODE_REQUIRE") == "all":
        raise
    pytest.skip("the front end is not built: jlpm build in labextension/", allow_module_level=True)

OLD = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
NEW = f"{OLD}\nplt.savefig('out.png')"


@pytest.fixture
def review(monkeypatch: pytest.MonkeyPatch) -> Any:
    widget = jupyter_viscode.Review(NEW, OLD)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(widget, "send", sent.append)
    widget.sent = sent
    yield widget
    widget.close()


def test_it_tells_the_change_and_what_the_code_would_do(review: Any) -> None:
    review._receive({"type": "hello"})
    (change,) = review.sent
    assert (change["code"], change["previous"], change["accepted"], change["runs"]) == (NEW, OLD, None, False)
    assert [(risk["line"], risk["call"]) for risk in change["risks"]] == [(3, "plt.savefig('out.png')")]


def test_the_first_decision_stands(review: Any) -> None:
    seen: list[Any] = []
    review.observe(lambda change: seen.append(change["new"]), "accepted")
    with pytest.raises(InputError, match="not accepted"):
        review.insert()
    review._receive({"type": "accept"})
    review._receive({"type": "reject"})
    assert seen == [True]
    with pytest.raises(InputError, match="no next cell"):
        review.insert()
    other = jupyter_viscode.Review(NEW)
    other._receive({"type": "reject"})
    assert other.accepted is False
    other.close()


def test_nothing_of_the_code_is_in_the_state_that_is_saved(review: Any) -> None:
    state = {key: value for key, value in review.get_state().items() if not key.startswith("_")}
    assert "savefig" not in json.dumps(state, default=str)


def test_an_answer_without_code_is_refused() -> None:
    with pytest.raises(InputError, match="no code to review"):
        jupyter_viscode.Review(Result("declined"))
