"""A chart picture at the sidebar's door in a real kernel: as bytes over the comm, read, drawn again, compared."""

from __future__ import annotations

import base64
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from driving import Front, chart

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.backends import pictures as redrawing
from jupyter_viscode.panel import pictures
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Image, Request, Result

PNG = {"name": "bars.png", "mime": "image/png"}


@pytest.fixture
def front(kernel: Any) -> Iterator[Front]:
    yield Front(kernel, subshell=True)


def test_a_picture_is_drawn_again_with_its_values_and_how_alike_it_is(front: Front) -> None:
    answer = front.ask("", chart(), picture=PNG)
    kinds = [message["type"] for message in front.seen if message.get("id") == answer["id"]]
    assert kinds.index("status") < kinds.index("completion") < kinds.index("attempt") < kinds.index("answer")
    assert answer["likeness"] > 0.7
    assert answer["values"]["exact"] is False
    (table,) = answer["values"]["tables"]
    assert table["columns"] == ["region", "revenue"]
    assert [row[0] for row in table["rows"]] == ["North", "South", "East", "West"]
    assert [row[1] for row in table["rows"]] == pytest.approx([12, 30, 21, 17.5], abs=0.5)
    assert [kind for picture in answer["pictures"] for kind in picture if kind == "image/png"]
    # A follow-up changes that chart, without the picture.
    follow_up = front.ask("make it horizontal", base={"id": answer["id"], "code": answer["code"], "free": True})
    assert "barh" in follow_up["code"]
    assert follow_up["likeness"] is None
    # The same picture with the user's data, by the frame that was chosen.
    own = front.ask("", chart(), picture=PNG, frames=["sales"])
    assert "sales" in own["code"]
    assert "in the look of the picture" in own["reading"]
    assert own["values"] is None


def test_a_page_of_a_pdf_comes_back_as_a_picture_and_what_is_no_chart_is_a_sentence(front: Front) -> None:
    answer = front.ask("", chart("pdf"), picture={"name": "bars.pdf", "mime": "application/pdf"})
    page = next(message for message in front.seen if message["type"] == "page")
    assert base64.b64decode(page["png"]).startswith(b"\x89PNG")
    assert answer["values"]["tables"]
    declined = front.ask("", b"no picture at all", picture=PNG)
    assert declined["status"] == "declined"
    assert "no picture that can be read" in declined["message"]
    assert not declined["code"]
    front.tell(type="ask", id="lost", text="", picture=PNG)
    assert front.wait("error")["message"] == "The picture did not arrive."


def test_stop_does_not_wait_for_a_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, stop = threading.Event(), threading.Event()

    def slow(request: Request, number: int) -> None:
        reading.set()
        time.sleep(60)

    monkeypatch.setattr(redrawing, "_answered", slow)
    threading.Thread(target=lambda: reading.wait(30) and stop.set(), daemon=True).start()
    begun = time.monotonic()
    assert redrawing.answered(Request("", images=(Image(b""),)), 0, stop).stop_reason == "cancelled"
    assert time.monotonic() - begun < 30


def test_a_missing_extra_is_named_with_the_line_to_type() -> None:
    program = (
        "import importlib.util as u, sys\n"
        "found = u.find_spec\n"
        "import jupyter_viscode.vision.redraw as redraw\n"
        "redraw.find_spec = lambda name, *a: None if name == 'rapidocr' else found(name, *a)\n"
        "from jupyter_viscode.panel.door import Panel\n"
        "said = []\n"
        "from jupyter_viscode.errors import ViscodeError\n"
        "panel = Panel(said.append, None)\n"
        "try: redraw.look(b'x')\n"
        "except ViscodeError as error: panel._fail('1', error)\n"
        "print(said[0])\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "is not installed" in said
    assert "'install': 'pip install \"jupyter_viscode[image]\"'" in said


def test_values_are_what_json_can_carry_and_not_without_end() -> None:
    drawn = Chart("bar", data={"a": (1.0, float("nan"), *range(1000)), "b": (True, "x", *[object] * 1000)})
    told = pictures.table(drawn)
    assert told["rows"][:2] == [[1.0, True], [None, "x"]]
    assert len(told["rows"]) == pictures.MOST_ROWS
    assert told["count"] == 1002
    panels = Chart("other", panels=(Chart("bar", data={"a": (1,)}, layers=(Chart("line", data={"c": (2,)}),)),))
    result = Result("ok", chart=panels, likeness=0.5)
    tables = pictures.compared(result, Image(b"no picture"))["values"]["tables"]
    assert [table["columns"] for table in tables] == [["a"], ["c"]]
    assert pictures.compared(Result("ok"), Image(b""))["values"] is None
