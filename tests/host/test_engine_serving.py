"""The small server for libraries: who is let in, whose turn it is, how text is cut, what is said when something fails."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_viscode.host.engines import serving
from jupyter_viscode.host.engines.speech import Abandoned, Ask, Refused, Stopped, Tally, Text, read_ask, room, shared


class Parrot:
    """A model that repeats what it hears, letter by letter, as slowly as it is told."""

    name = "parrot"

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.delay = 0.0

    def answer(self, ask: Ask, tally: Tally, stopped: Stopped) -> Iterator[str]:
        heard = ask.messages[-1]["content"]
        self.begun.append(heard)
        tally.prompt, tally.cached = 10, 4
        if heard == "refuse":
            raise Refused("The prompt exceeds the context size.", code="context_length_exceeded")
        if heard == "fail":
            raise MemoryError("no room")
        try:
            for letter in heard:
                if heard == "break" and letter == "k":
                    raise RuntimeError("broken")
                time.sleep(self.delay)
                if stopped():
                    raise Abandoned
                tally.written += 1
                yield letter
        finally:
            self.ended.append(heard)


class Client(http.client.HTTPConnection):
    """Over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("engine", timeout=20)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


class Served:
    def __init__(self, path: Path, parrot: Parrot) -> None:
        self.path, self.parrot = path, parrot

    def post(self, text: str, key: str = "secret", **fields: Any) -> tuple[int, str]:
        client = self.ask(text, key, **fields)
        answer = client.getresponse()
        try:
            return answer.status, answer.read().decode()
        finally:
            client.close()

    def ask(self, text: str, key: str = "secret", **fields: Any) -> Client:
        client = Client(self.path)
        body = {"messages": [{"role": "user", "content": text}], **fields}
        client.request("POST", "/v1/chat/completions", json.dumps(body), {"authorization": f"Bearer {key}"})
        return client

    def get(self, path: str, key: str = "") -> tuple[int, str]:
        client = Client(self.path)
        client.request("GET", path, headers={"authorization": f"Bearer {key}"})
        answer = client.getresponse()
        try:
            return answer.status, answer.read().decode()
        finally:
            client.close()


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    parrot, path = Parrot(), tmp_path / "s"
    path.touch()  # as a process that was killed leaves it
    server = serving._listen({"socket": str(path)}, serving._Desk(parrot), "secret")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Served(path, parrot)
    server.shutdown()
    server.server_close()
    thread.join()


# -- HTTP --------------------------------------------------------------------------------------------------------------


def test_whole_answer(served: Served) -> None:
    status, text = served.post("hello", model="parrot")
    answer = json.loads(text)
    assert status == 200
    assert answer["choices"][0] == {"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}
    assert answer["usage"]["prompt_tokens_details"] == {"cached_tokens": 4}
    assert (answer["timings"]["prompt_n"], answer["timings"]["predicted_n"]) == (6, 5)


def test_streamed_answer(served: Served) -> None:
    status, text = served.post("hi", stream=True)
    events = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert status == 200
    assert events[-1] == "[DONE]"
    pieces = [json.loads(event) for event in events[:-1]]
    assert [p["choices"][0]["delta"].get("content") for p in pieces if p["choices"]] == ["h", "i", None]
    assert pieces[-1]["usage"]["total_tokens"] == 12


def test_without_the_key_only_health_is_told(served: Served) -> None:
    assert served.get("/health")[0] == 200
    assert served.get("/v1/models")[0] == 401
    assert json.loads(served.get("/v1/models", "secret")[1])["data"][0]["id"] == "parrot"
    assert served.get("/other", "secret")[0] == 404
    assert served.post("x", key="")[0] == 401
    assert served.parrot.begun == []


@pytest.mark.parametrize("stream", [False, True])
def test_refusal_comes_with_its_status(served: Served, stream: bool) -> None:
    status, text = served.post("refuse", stream=stream)
    assert status == 400
    assert json.loads(text)["error"]["code"] == "context_length_exceeded"
    status, text = served.post("fail", stream=stream)
    assert status == 500
    assert "MemoryError" in text


def test_failure_in_the_midst_of_a_stream_is_told(served: Served) -> None:
    status, text = served.post("break", stream=True)
    assert status == 200
    assert '"code": 500' in text
    assert "[DONE]" not in text
    assert served.post("next")[0] == 200


def test_wrong_name_is_refused(served: Served) -> None:
    status, text = served.post("x", model="other")
    assert status == 404
    assert "only 'parrot'" in text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"messages": []}', b'{"messages": [1]}', b'{"messages": [{"role": "x"}]}']
)
def test_what_is_no_request_is_refused(served: Served, body: bytes) -> None:
    client = Client(served.path)
    client.request("POST", "/v1/chat/completions", body, {"authorization": "Bearer secret"})
    assert client.getresponse().status == 400
    client.close()


def test_one_after_the_other_in_the_order_of_coming(served: Served) -> None:
    served.parrot.delay = 0.02
    clients = []
    for text in ("first", "second", "third"):
        clients.append(served.ask(text))
        time.sleep(0.1)  # so that it is certain who came first
    for client in clients:
        assert client.getresponse().status == 200
        client.close()
    assert served.parrot.ended == served.parrot.begun == ["first", "second", "third"]


def test_who_leaves_the_line_is_not_answered_and_who_leaves_an_answer_ends_it(served: Served) -> None:
    served.parrot.delay = 0.05
    long = served.ask("x" * 1000, stream=True)
    answer = long.getresponse()  # holds the connection
    answer.read(1)
    waiting = served.ask("waiting")
    time.sleep(0.2)
    waiting.close()
    answer.close()
    long.close()
    started = time.monotonic()
    assert served.post("last")[0] == 200
    assert time.monotonic() - started < 20  # all of the first answer would take 50
    assert "waiting" not in served.parrot.begun


def test_who_waits_long_hears_that_work_goes_on(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_PING", 0.1)
    served.parrot.delay = 0.6
    _, text = served.post("a", stream=True)
    assert ": still at work" in text
    assert text.rstrip().endswith("[DONE]")


# -- text --------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=3), st.data())
def test_text_ends_before_the_first_stop_string_however_it_comes(text: str, stop: list[str], data: st.DataObject) -> None:
    raw = text.encode("utf-8", errors="replace")
    text = raw.decode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=10)))
    parts = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    reader = Text(stop)
    shown = "".join(reader.feed(part) for part in parts) + reader.rest()
    ends = [at for each in stop if (at := text.find(each)) >= 0]
    if not ends:
        assert shown == text
    else:
        assert text.startswith(shown)
        assert any(text[len(shown) :].startswith(each) for each in stop)
        assert reader.ended


def test_half_a_character_is_not_shown() -> None:
    reader = Text()
    assert [reader.feed(bytes([b])) for b in "ü".encode()] == ["", "ü"]


@given(st.lists(st.integers(0, 2), max_size=8), st.lists(st.integers(0, 2), min_size=1, max_size=8))
def test_shared_tokens(before: list[int], now: list[int]) -> None:
    same = shared(before, now)
    assert before[:same] == now[:same]
    assert same < len(now)
    assert same == min(len(before), len(now) - 1) or before[same] != now[same]


def test_room_for_the_answer() -> None:
    ask = Ask([], max_tokens=50)
    assert room(Tally(prompt=10), ask, 100) == 50
    assert room(Tally(prompt=80), ask, 100) == 20
    with pytest.raises(Refused, match="exceeds the context size"):
        room(Tally(prompt=100), ask, 100)


def test_pictures_are_taken_within_the_request_only() -> None:
    def ask(url: str) -> Ask:
        content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "look"}]
        return read_ask({"messages": [{"role": "user", "content": content}]})

    assert ask("data:image/png;base64,AAAA").pictures == [b"\0\0\0"]
    for url in ("http://example.org/a.png", "file:///etc/passwd", "data:image/png;base64,?"):
        with pytest.raises(Refused):
            ask(url)
