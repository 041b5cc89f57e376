"""The sidebar's door in a real kernel: what a front end does over its comm, with and without a subshell."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from driving import Front


@pytest.fixture
def front(kernel: Any) -> Iterator[Front]:
    yield Front(kernel, subshell=True)


def test_it_answers_in_steps_and_runs_nothing(kernel: Any, front: Front) -> None:
    answer = front.ask("mean revenue by region as a bar chart")
    kinds = [message["type"] for message in front.seen if message.get("id") == answer["id"]]
    assert kinds[0] == "frame"
    assert kinds.index("completion") < kinds.index("attempt") < kinds.index("answer")
    assert answer["status"] == "not-executed"
    assert [kind for picture in answer["pictures"] for kind in picture if kind == "image/png"]
    assert kernel.value("sorted({'fig', 'ax', 'means', '_viscode', 'panel'} & set(globals()))") == "[]"


def test_it_works_without_subshells(kernel: Any) -> None:
    front = Front(kernel, subshell=False)
    front.tell(type="frames")
    assert [frame["name"] for frame in front.wait("frames")["frames"]] == ["sales"]
    assert front.ask("histogram of units")["code"]


def test_a_running_cell_keeps_neither_the_first_nor_a_later_question_waiting(kernel: Any, front: Front) -> None:
    front.tell(type="engines")
    front.wait("engines")  # another thread has spoken over the comm since
    kernel.client.execute("import time\nwhile not globals().get('done'): time.sleep(0.05)")
    front.tell(type="frames")
    front.wait("frames")
    assert front.ask("histogram of units")["code"]
    assert front.ask("mean revenue by region as a bar chart")["code"]
    kernel.manager.interrupt_kernel()


def test_a_message_does_not_close_the_figures_of_the_running_cell(kernel: Any, front: Front) -> None:
    kernel.client.execute(
        "import matplotlib.pyplot as plt, time\nplt.plot([1, 2])\ntime.sleep(4)\nopen_figures = plt.get_fignums()"
    )
    time.sleep(1.5)
    front.tell(type="frames")
    front.wait("frames")
    front.wait("changed")
    assert kernel.value("open_figures") == "[1]"


def test_stop_ends_the_question_and_leaves_the_cell(kernel: Any, front: Front, model_server: Any) -> None:
    model_server.delay, model_server.answers = 0.2, ["word " * 2000]
    kernel.client.execute("import time\ntime.sleep(6)\nended = True")
    front.tell(type="ask", id="slow", text="anything", model=model_server.url)
    front.wait("text")
    front.tell(type="stop", id="slow")
    assert front.wait("answer")["status"] == "cancelled"
    assert kernel.value("ended") == "True"


def test_a_follow_up_edits_and_what_is_no_change_is_asked_anew(front: Front) -> None:
    first = front.ask("histogram of units")
    base = {"id": first["id"], "code": first["code"], "free": True}
    assert 'set_yscale("log")' in front.ask("log scale on y", base=base)["code"]
    anew = front.ask("scatter of units against revenue", base=base)
    assert "scatter" in anew["code"]
    assert {"type": "anew", "id": anew["id"]} in front.seen


def test_the_users_own_code_can_be_changed(front: Front) -> None:
    code = "import matplotlib.pyplot as plt\nplt.scatter(sales['units'], sales['revenue'])\nplt.show()"
    changed = front.ask("log scale on y", base={"code": code})["code"]
    assert "plt.scatter(sales['units'], sales['revenue'])" in changed
    assert "log" in changed


def test_fixing_a_cell_strips_colours_of_its_traceback(front: Front) -> None:
    code = "import matplotlib.pyplot as plt\nplt.scatter(sales['Units'], sales['revenue'])\nplt.show()"
    error = {"name": "KeyError", "message": "'Units'", "traceback": "\x1b[0;31mKeyError\x1b[0m: 'Units'"}
    front.tell(type="fix", id="fix", code=code, error=error)
    answer = front.wait("answer")
    assert "sales['units']" in answer["code"]
    first = next(message for message in front.seen if message["type"] == "attempt")
    assert first["error"]["traceback"] == "KeyError: 'Units'"


def test_what_accepted_code_binds_is_no_frame_of_the_users(kernel: Any, front: Front) -> None:
    answer = front.ask("mean revenue by region as a bar chart")
    front.tell(type="accepted", id=answer["id"])
    assert not kernel.run(answer["code"]).error
    assert "DataFrame" in kernel.value("type(means).__name__")
    front.tell(type="frames")
    assert [frame["name"] for frame in front.wait("frames")["frames"]] == ["sales"]


def test_a_mistake_is_a_sentence_with_a_hint(front: Front) -> None:
    front.tell(type="ask", id="empty", text="  ")
    error = front.wait("error")
    assert error["id"] == "empty"
    assert error["message"] == "The instruction is empty."
    front.tell(type="ask", id="wrong", text="histogram of units", library="gnuplot")
    assert "gnuplot" in front.wait("error")["message"]


def test_the_extension_is_loaded_once(kernel: Any, front: Front) -> None:
    cell = kernel.run("%load_ext jupyter_viscode")
    assert not cell.stderr
    hooks = "len([h for h in get_ipython().events.callbacks['post_run_cell'] if 'viscode' in (h.__module__ or '')])"
    assert kernel.value(hooks) == "2"


def test_columns_come_only_when_somebody_looks(kernel: Any, front: Front) -> None:
    kernel.value("(globals().update(wide=__import__('pandas').DataFrame({f'c{i}': [1, 2] for i in range(2000)})), 1)[1]")
    front.tell(type="frames")
    listed = {frame["name"]: frame for frame in front.wait("frames")["frames"]}
    assert (listed["wide"]["rows"], listed["wide"]["width"], listed["wide"]["library"]) == (2, 2000, "pandas")
    assert "columns" not in listed["wide"]
    front.tell(type="columns", name="sales")
    told = front.wait("columns")
    assert told["name"] == "sales"
    assert {"name": "revenue", "dtype": "float64", "kind": "number"} in told["columns"]


def test_consent_names_the_policy_and_the_calls(front: Front, model_server: Any) -> None:
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('out.png')\nplt.show()\n"
    model_server.answers = [f"```python\n{code}```"]
    answer = front.ask("a line, saved", model=model_server.url)
    assert answer["policy"] == "confirm-if-risky"
    assert [(risk["line"], risk["call"]) for risk in answer["risks"]] == [(3, "plt.savefig('out.png')")]
    assert "write" in answer["risks"][0]["what"]
    again = front.ask("histogram of units", consent="always-confirm")
    assert (again["policy"], again["risks"]) == ("always-confirm", [])
    assert again["question"]
