"""The OpenAI-compatible backend against a real server that behaves well, and in every usual way badly."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import threading
import time

import pytest
from chat_server import DONE, GOOD, USAGE, Handler, event, serve

from jupyter_viscode.backends.openai import OpenAIBackend, body, dry_run
from jupyter_viscode.errors import BackendError, ConfigError
from jupyter_viscode.types import Completion, GenerationConfig, Image, Message, Prompt, Request

PROMPT = Prompt((Message("user", "draw {x} ✓"),), Request("draw"))
CONFIG = GenerationConfig(seed=3, max_tokens=50, timeout=5)


def ask(url: str, config: GenerationConfig = CONFIG, **options: object) -> Completion:
    return OpenAIBackend(url, "tiny", **({"patience": 0.05} | options)).generate(PROMPT, config)  # type: ignore[arg-type]


def whole(text: str, **fields: object) -> bytes:
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps({"choices": [choice], "usage": {"prompt_tokens": 1, "completion_tokens": 2}} | fields).encode()


# -- what is sent ------------------------------------------------------------------------------------------------------


def test_dry_run_shows_the_bytes_that_are_sent() -> None:
    with serve() as server:
        OpenAIBackend(server.url, "tiny").generate(PROMPT, CONFIG)
        assert server.posts == [dry_run(PROMPT, CONFIG, "tiny").encode()]
        sent = json.loads(server.posts[0])
    assert sent["messages"] == [{"role": "user", "content": "draw {x} ✓"}]
    assert (sent["seed"], sent["temperature"], sent["max_tokens"], sent["stream"]) == (3, 0.0, 50, True)


def test_images_are_data_urls() -> None:
    picture = Image(b"\x89PNG\x00", "image/png")
    sent = json.loads(body(Prompt((Message("user", "as here", (picture,)),), Request("x")), CONFIG, None))
    assert "model" not in sent
    url, text = sent["messages"][0]["content"]
    assert base64.b64decode(url["image_url"]["url"].removeprefix("data:image/png;base64,")) == picture.data
    assert text == {"type": "text", "text": "as here"}


def test_lone_surrogates_do_not_break_the_body() -> None:
    json.loads(body(Prompt((Message("user", "a\ud800b"),), Request("x")), CONFIG, None))


def test_key_is_sent_and_never_shown() -> None:
    key = "sk-very-secret-123"
    with serve(lambda h: h.reply(401, json.dumps({"error": {"message": f"bad key {key}"}}).encode())) as server:
        with pytest.raises(BackendError) as caught:
            ask(server.url, api_key=key)
        assert server.seen[0][1]["authorization"] == f"Bearer {key}"
    shown = f"{caught.value}{caught.value!r}{caught.value.__cause__}"
    assert key not in shown
    assert "401" in shown


def test_key_with_a_line_break_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigError) as caught:
        OpenAIBackend("http://127.0.0.1:1/v1", "m", "sk-abc\ndef")
    assert "sk-abc" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "localhost:80", "ftp://x/v1", "file:///etc/passwd", "http://"])
def test_only_web_addresses(url: str) -> None:
    with pytest.raises(ConfigError):
        OpenAIBackend(url)


def test_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        OpenAIBackend("ftp://user:hunter2@x/v1")
    assert "hunter2" not in str(caught.value)


def test_proxy_is_not_used_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serve() as server:
        assert ask(server.url).text == "import x"


# -- what is answered --------------------------------------------------------------------------------------------------


def test_usage_and_model() -> None:
    with serve() as server:
        completion = ask(server.url)
    assert (completion.text, completion.model) == ("import x", "tiny-1")
    assert (completion.prompt_tokens, completion.completion_tokens) == (7, 3)


STREAMS = {
    "comments": [b": keep-alive\n\n", *GOOD],
    "crlf": [b"".join(GOOD).replace(b"\n", b"\r\n")],
    "byte by byte": [bytes([b]) for b in b"".join(GOOD)],
    "no empty lines": [b"".join(GOOD).replace(b"\n\n", b"\n")],
    "no done": GOOD[:3],
    "done only": [event("import "), event("x"), DONE],
    "no space": [b"".join(GOOD).replace(b"data: ", b"data:")],
    "event names": [b"event: message\nid: 3\nretry: 10\n" + part for part in GOOD],
    "several data lines": [b'data: {"choices": [{"delta":\ndata: {"content": "import x"}, "finish_reason": "stop"}]}\n\n'],
    "mark": [b"\xef\xbb\xbf" + GOOD[0], *GOOD[1:]],
    "thinking": [event(None, reasoning_content="hm, ```python\nbad\n```"), *GOOD],
    "other choice": [b'data: {"choices": [{"index": 1, "delta": {"content": "NO"}}]}\n\n', *GOOD],
    "null parts": [b'data: {"choices": [{"delta": {"role": "assistant", "content": null}}]}\n\n', *GOOD],
    "open end": [*GOOD[:3], USAGE, 30.0],
}


@pytest.mark.parametrize("name", STREAMS)
def test_streams_of_many_kinds(name: str) -> None:
    with serve(lambda h: h.stream(*STREAMS[name])) as server:
        completion = ask(server.url)
    assert completion.text == "import x"
    assert completion.stop_reason == "stop"


def test_server_that_does_not_stream() -> None:
    pieces: list[str] = []
    with serve(lambda h: h.reply(200, whole("import x"))) as server:
        completion = OpenAIBackend(server.url, "tiny").generate(PROMPT, CONFIG, pieces.append)
    assert completion.text == "".join(pieces) == "import x"
    assert completion.completion_tokens == 2


def test_separators_of_unicode_inside_the_text() -> None:
    text = "a\u2028b\u0085c\x0bd"
    raw = json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": "stop"}]}, ensure_ascii=False)
    with serve(lambda h: h.stream(f"data: {raw}\n\n".encode(), DONE)) as server:
        assert ask(server.url).text == text


def test_length_is_told() -> None:
    with serve(lambda h: h.stream(event("import x"), event(None, "length"), DONE)) as server:
        assert ask(server.url).stop_reason == "length"


def test_first_listed_model_is_taken() -> None:
    with serve(models=["first", "second"]) as server:
        OpenAIBackend(server.url).generate(PROMPT, CONFIG)
        assert json.loads(server.posts[0])["model"] == "first"


def test_server_without_a_list_of_models_is_asked_all_the_same() -> None:
    with serve() as server:
        assert OpenAIBackend(server.url).generate(PROMPT, CONFIG).text == "import x"
        assert "model" not in json.loads(server.posts[0])


def test_fragment_names_the_model() -> None:
    with serve() as server:
        OpenAIBackend(server.url + "#qwen/coder").generate(PROMPT, CONFIG)
        assert json.loads(server.posts[0])["model"] == "qwen/coder"


def test_field_that_the_server_does_not_know_is_left_out() -> None:
    refuse = json.dumps({"detail": "Unsupported fields in the request: {'stream_options'}"}).encode()
    with serve(lambda h: h.reply(422, refuse), lambda h: h.stream(*GOOD)) as server:
        assert ask(server.url).text == "import x"
        first, second = (json.loads(post) for post in server.posts)
    assert first.pop("stream_options")
    assert first == second


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def failure(
    *answers: object, config: GenerationConfig = CONFIG, models: list[str] | None = None, **options: object
) -> BackendError:
    with serve(*answers, models=models) as server, pytest.raises(BackendError) as caught:  # type: ignore[arg-type]
        ask(server.url, config, **options)
    caught.value.requests = len(server.posts)  # type: ignore[attr-defined]
    return caught.value


def test_refused_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(BackendError, match="refused") as caught:
        ask(f"http://127.0.0.1:{port}/v1")
    assert "Start the model server" in caught.value.hint
    assert not caught.value.retryable


def test_unknown_name() -> None:
    with pytest.raises(BackendError, match="name of the server"):
        ask("http://no-such-host.invalid/v1")


@pytest.mark.parametrize(
    ("status", "text", "says", "hint"),
    [
        (401, "no", "API key", "VISCODE_API_KEY"),
        (403, "no", "forbids", "rights"),
        (
            400,
            '{"error": {"code": "context_length_exceeded", "message": "maximum context length is 10"}}',
            "longer than",
            "--context",
        ),
        (400, '{"error": {"message": "the request exceeds the available context size"}}', "longer than", "--context"),
        (500, "Requested tokens (9) exceed context window of 4", "longer than", "--context"),
        (400, "bad temperature", "bad temperature", "base URL"),
        (302, "", "redirects", "that address"),
        (500, "<html><title>Oops</title>", "Oops", "log"),
    ],
)
def test_refusals(status: int, text: str, says: str, hint: str) -> None:
    error = failure(lambda h: h.reply(status, text.encode(), location="http://x/"))
    assert says in error.message
    assert hint in error.hint
    assert not error.retryable
    assert error.requests == 1  # type: ignore[attr-defined]


def test_missing_model_lists_those_there_are() -> None:
    error = failure(lambda h: h.reply(404, b"{}"), models=["qwen", "llama"])
    assert "'tiny'" in error.message
    assert "qwen, llama" in error.hint


def test_wrong_path() -> None:
    assert "/v1" in failure(lambda h: h.reply(404, b"{}")).hint


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_busy_server_is_asked_again(status: int) -> None:
    with serve(lambda h: h.reply(status, b"busy"), lambda h: h.stream(*GOOD)) as server:
        assert ask(server.url).text == "import x"
        assert len(server.posts) == 2


def test_retries_are_bounded() -> None:
    error = failure(lambda h: h.reply(429, b"busy", retry_after="3600"))
    assert error.retryable
    assert error.requests == 3  # type: ignore[attr-defined]


def test_retry_after_is_waited_for_and_can_be_cancelled() -> None:
    cancel = threading.Event()
    with serve(lambda h: h.reply(429, b"busy", retry_after="15")) as server:
        threading.Timer(0.3, cancel.set).start()
        completion = OpenAIBackend(server.url, "tiny").generate(PROMPT, CONFIG, None, cancel)
        assert completion.stop_reason == "cancelled"
        assert len(server.posts) == 1


def reset(handler: Handler) -> None:
    handler.connection.close()


def test_connection_broken_before_the_answer_is_tried_again() -> None:
    with serve(reset, lambda h: h.stream(*GOOD)) as server:
        assert ask(server.url).text == "import x"


@pytest.mark.parametrize("chunks", [[event("import ")], [event("import "), b'data: {"choices": [{"delta": {"con']])
def test_stream_cut_in_the_middle_keeps_nothing(chunks: list[bytes]) -> None:
    error = failure(lambda h: h.stream(*chunks))
    assert error.retryable or "did not answer" in error.message
    assert error.requests == 1  # type: ignore[attr-defined]


def test_error_inside_a_stream() -> None:
    error = failure(lambda h: h.stream(event("import "), b'data: {"error": {"message": "out of memory", "code": 500}}\n\n'))
    assert "out of memory" in error.message


@pytest.mark.parametrize(
    "answer",
    [b"<html><body>Welcome</body></html>", b"hello there", b"{}x", b'["a"]', b"\x00\xff\xfe" * 40, b'data: {"a": 1\n\n'],
)
def test_garbage(answer: bytes) -> None:
    error = failure(lambda h: h.reply(200, answer, "text/html"))
    assert "did not answer as a chat API" in error.message
    assert all(c.isprintable() for c in error.message)


@pytest.mark.parametrize("answer", [b"", b" \n", b"{}", whole(""), whole("   ")])
def test_nothing(answer: bytes) -> None:
    failure(lambda h: h.reply(200, answer))


def test_thinking_alone_is_no_answer() -> None:
    error = failure(lambda h: h.stream(event(None, reasoning_content="hm"), event(None, "stop"), DONE))
    assert "thinking" in error.message


def test_silent_server() -> None:
    error = failure(lambda h: h.wait(30), config=GenerationConfig(timeout=0.4))
    assert "silent for 0.4 seconds" in error.message
    assert "--timeout" in error.hint


def test_keep_alives_for_ever() -> None:
    def chatter(handler: Handler) -> None:
        handler.stream(*[b": still here\n\n", 0.05] * 200)

    assert "not done after 0.6" in failure(chatter, total=0.6).message


def test_server_that_never_stops_is_cut_off() -> None:
    with serve(lambda h: h.stream(*[event("x ")] * 5000)) as server:
        completion = ask(server.url, GenerationConfig(max_tokens=50, timeout=5))
        assert completion.stop_reason == "length"
        assert len(completion.text) < 2000


@pytest.mark.parametrize("first", [[], [event("import ")]], ids=["prefill", "decode"])
def test_cancel_closes_the_connection(first: list[bytes]) -> None:
    cancel = threading.Event()

    def answer(handler: Handler) -> None:
        if first:
            handler.stream(*first, 30.0)
        else:
            handler.wait(30)

    with serve(answer) as server:
        threading.Timer(0.3, cancel.set).start()
        started = time.monotonic()
        completion = OpenAIBackend(server.url, "tiny").generate(PROMPT, GenerationConfig(timeout=60), None, cancel)
        assert completion.stop_reason == "cancelled"
        assert completion.text == ("import " if first else "")
        assert time.monotonic() - started < 5
        assert server.gone.wait(5), "the server still computes"


def test_keyboard_interrupt_closes_the_connection() -> None:
    with serve(lambda h: h.wait(30)) as server:
        timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            ask(server.url, GenerationConfig(timeout=60))
        assert server.gone.wait(5)


def test_cancel_while_connecting() -> None:
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        backend = OpenAIBackend(f"http://127.0.0.1:{address[1]}/v1", "tiny")
        completion = backend.generate(PROMPT, GenerationConfig(timeout=60), None, cancel)
        for filler in fillers:
            filler.close()
    assert completion.stop_reason == "cancelled"
    assert time.monotonic() - started < 5


def test_it_works_inside_a_running_event_loop() -> None:
    import asyncio

    async def inside(url: str) -> str:
        return ask(url).text

    with serve() as server:
        assert asyncio.run(inside(server.url)) == "import x"


def test_nothing_is_left_running() -> None:
    with serve() as server:
        ask(server.url)
        assert not [t for t in threading.enumerate() if t.name == "viscode-request"]
