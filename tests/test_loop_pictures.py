"""Pictures and a model: facts go in with the question, what contradicts them comes back, the nearest chart is kept."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
from typing import Any

import pytest

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from PIL import Image as Pillow

from jupyter_viscode import loop, sight
from jupyter_viscode.backends.builtin import BuiltinBackend
from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.backends.scripted import ScriptedBackend
from jupyter_viscode.errors import BackendError
from jupyter_viscode.host.engine import Abilities
from jupyter_viscode.prompts import has_drawn
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.types import Attempt, Image, Prompt, Request

RUNTIME = PythonRuntime()
HEAD = "import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots(figsize=(5, 3.5))\n"
RIGHT = (
    HEAD + "ax.bar(['North', 'South', 'East'], [12, 30, 21], color='#d62728')\n"
    "ax.set(title='Revenue by region', xlabel='Region', ylabel='Revenue')\nplt.show()\n"
)
PALE = RIGHT.replace("[12, 30, 21]", "[30, 12, 4]")
WRONG = HEAD + "ax.plot([1, 2, 3], [4, 1, 3], color='#2ca02c')\nax.set_title('Something')\nplt.show()\n"
WORSE = HEAD + "ax.pie([1, 2, 3], colors=['k', 'y', 'c'])\nfig.set_facecolor('navy')\nplt.show()\n"


def fenced(source: str) -> str:
    return f"```python\n{source}```\n"


@pytest.fixture(scope="module")
def picture() -> bytes:
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    namespace: dict[str, Any] = {}
    exec(RIGHT.replace("plt.show()", ""), namespace)
    out = io.BytesIO()
    namespace["fig"].savefig(out, format="png", dpi=100, metadata={"Software": None})
    plt.close(namespace["fig"])
    return out.getvalue()


def request(picture: bytes, instruction: str = "redraw this chart") -> Request:
    return Request(instruction, images=(Image(picture),))


def solve(picture: bytes, answers: list[Any], vision: bool = True, **more: Any) -> tuple[list[Attempt], ScriptedBackend]:
    backend = ScriptedBackend([fenced(a) if isinstance(a, str) else a for a in answers])
    backend.abilities = Abilities(vision=vision)  # type: ignore[attr-defined]
    events = list(loop.solve(request(picture, **more), backend, RUNTIME, engine=BuiltinBackend()))
    return [e for e in events if isinstance(e, Attempt)], backend


def rules(attempt: Attempt) -> set[str]:
    return {finding.rule.removeprefix("picture-") for finding in attempt.outcome.findings}


def test_a_wrong_chart_goes_back_with_what_contradicts_the_picture(picture: bytes) -> None:
    attempts, _ = solve(picture, [WRONG, RIGHT])
    assert [a.origin for a in attempts] == ["answer", "repair"]
    assert {"type", "text"} <= rules(attempts[0])
    assert not rules(attempts[1])
    first, second = (attempt.likeness or 0.0 for attempt in attempts)
    assert first < 0.75 < 0.9 < second


def test_the_exact_messages_over_the_wire(model_server: Any, picture: bytes) -> None:
    """The given picture before the text of the first turn; what was drawn, small, before that of the repair's."""
    model_server.answers = [fenced(WRONG), fenced(RIGHT)]
    list(loop.solve(request(picture), OpenAIBackend(model_server.url), RUNTIME, engine=BuiltinBackend()))
    first, second = (json.loads(body)["messages"] for body in model_server.bodies)
    assert second[: len(first)] == first
    assert [message["role"] for message in second] == ["user", "assistant", "user"]
    assert [part["type"] for part in first[0]["content"]] == ["image_url", "text"]
    given = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    assert first[0]["content"][0] == {"type": "image_url", "image_url": {"url": given}}
    facts = first[0]["content"][1]["text"]
    assert 'title: "Revenue by region"' in facts and 'categories "North", "South", "East"' in facts
    assert isinstance(second[1]["content"], str)
    drawn, text = second[2]["content"]
    head, _, data = drawn["image_url"]["url"].partition(",")
    assert (set(drawn), head) == ({"type", "image_url"}, "data:image/png;base64")
    with Pillow.open(io.BytesIO(base64.b64decode(data))) as small:
        assert max(small.size) <= 512
    assert 'The title of the picture is "Revenue by region"' in text["text"]
    assert "is attached; compare it" in text["text"]


def test_a_model_that_reads_no_pictures_gets_none_back(picture: bytes) -> None:
    _, backend = solve(picture, [WRONG, RIGHT], vision=False)
    assert [has_drawn(prompt) for prompt in backend.prompts] == [False, False]
    assert "The title of the picture" in backend.prompts[1].messages[-1].content


def test_a_server_that_takes_one_picture_is_asked_without_the_second(picture: bytes) -> None:
    def one_only(prompt: Prompt) -> str:
        if sum(len(message.images) for message in prompt.messages) > 1:
            raise BackendError("At most 1 image may be provided.")
        return fenced(RIGHT)

    attempts, backend = solve(picture, [WRONG, one_only, one_only])
    assert [has_drawn(prompt) for prompt in backend.prompts] == [False, True, False]
    assert attempts[-1].outcome.good


def test_the_nearest_is_kept_and_no_gain_ends_it(picture: bytes) -> None:
    attempts, backend = solve(picture, [WRONG, WORSE, RIGHT, RIGHT])
    assert len(backend.prompts) == 2
    assert [a.origin for a in attempts] == ["answer", "repair", "engine"]
    told = attempts[-1].notes[0]
    assert "nearer to the picture" in told
    assert loop.best(attempts) is attempts[-1]
    assert loop.best(attempts[:2]) is attempts[0]


def test_the_engine_says_nothing_where_the_model_is_near(picture: bytes) -> None:
    attempts, _ = solve(picture, [RIGHT])
    assert [a.origin for a in attempts] == ["answer"]


def test_a_change_or_the_users_data_are_not_held_against_the_picture(picture: bytes) -> None:
    attempts, backend = solve(picture, [WRONG], instruction="the same with rainfall of my own data")
    assert [a.likeness for a in attempts] == [None]
    assert "## Picture" in backend.prompts[0].messages[0].content


def test_an_answer_without_a_program_ends_with_the_engines_redrawing(picture: bytes) -> None:
    attempts, _ = solve(picture, ["", ""])
    assert attempts[-1].origin == "engine"
    assert attempts[-1].notes == (loop.OFFERED,)
    assert (attempts[-1].likeness or 0) > 0.7


def test_a_picture_that_is_no_chart_goes_to_the_model_as_it_is() -> None:
    out = io.BytesIO()
    Pillow.effect_noise((300, 200), 90).save(out, "PNG")
    attempts, backend = solve(out.getvalue(), [RIGHT])
    assert "## Picture" not in backend.prompts[0].messages[0].content
    assert attempts[0].outcome.status == "ok"


def test_a_stop_does_not_wait_for_a_reading(picture: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    end = threading.Event()
    monkeypatch.setattr(sight, "_read", lambda data: end.wait(30))
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    begun = time.monotonic()
    found = sight.look(request(picture), cancel)
    assert found is not None and found.reading is None
    assert time.monotonic() - begun < 10
    end.set()
