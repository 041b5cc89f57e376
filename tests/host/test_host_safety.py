"""Who may use the host: its user with the token, and nobody else."""

from __future__ import annotations

import http.client
import json
import os
import select
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hosting import CONFIG, Models, prompt, until

from jupyter_viscode.errors import ConfigError
from jupyter_viscode.host import client, place
from jupyter_viscode.host.running import Running
from jupyter_viscode.host.service.server import MOST_UNKNOWN

CHAT = json.dumps({"model": "whatever", "messages": [{"role": "user", "content": "hi"}], "stream": True}).encode()


@pytest.fixture
def host(models: Models) -> Running:
    models().generate(prompt(), CONFIG)
    found = client.find()
    assert found is not None
    return found


def ask(host: Running, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=5)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


TOKENS = [None, "", "x", "Bearer", "Bearer ", "Bearer wrong", "Basic {token}", "Bearer {token}x", "Bearer é"]


def test_without_the_token_nothing_is_told_or_done(host: Running, models: Models) -> None:
    asked = len(models.events())
    for token in TOKENS:
        headers: dict[str, Any] = {} if token is None else {"Authorization": token.format(token=host.token)}
        for method, path in (
            ("GET", "/host/status"),
            ("GET", "/v1/models"),
            ("POST", "/v1/chat/completions"),
            ("POST", "/host/load"),
            ("POST", "/host/unload"),
            ("POST", "/host/stop"),
        ):
            status, content = ask(host, method, path, CHAT if method == "POST" else b"", **headers)
            assert status == 401, (token, path)
            assert b"tiny" not in content
    assert host.alive
    assert len(models.events()) == asked


REFUSED = {
    "no token": (401, b"content-length: 200000"),
    "no length": (411, b"authorization: Bearer {token}\r\ntransfer-encoding: chunked"),
    "length that is none": (400, b"authorization: Bearer {token}\r\ncontent-length: many"),
}


@pytest.mark.parametrize(("status", "headers"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_heard_while_the_question_is_still_being_sent(host: Running, status: int, headers: bytes) -> None:
    head = b"POST /v1/x HTTP/1.1\r\n" + headers.replace(b"{token}", host.token.encode()) + b"\r\n\r\n"
    with socket.create_connection(("127.0.0.1", host.port), timeout=5) as wire:
        wire.sendall(head)
        assert select.select([wire], [], [], 5)[0], "it is refused by its head alone"
        for _ in range(4):
            wire.sendall(b"x" * 50_000)
            time.sleep(0.05)  # in which a closed connection would be reset
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


def test_any_openai_client_can_use_it_with_the_token(host: Running, models: Models) -> None:
    key = {"Authorization": f"Bearer {host.token}"}
    status, content = ask(host, "GET", "/v1/models", **key)
    assert (status, json.loads(content)["data"][0]["id"]) == (200, "tiny")
    status, content = ask(host, "POST", "/v1/chat/completions", CHAT, **key)
    assert status == 200
    assert content.endswith(b"data: [DONE]\n\n")
    assert models.events()[-2] == "asked served-tiny hi"  # the engine's own name of its model


def test_it_listens_on_loopback_only(host: Running) -> None:
    import psutil

    listening = {c.laddr.ip for c in psutil.Process(host.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_what_is_on_the_disk_is_private(host: Running, home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for path in home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert host.token not in (home / "host.log").read_text()
    assert host.token not in repr(host)


def test_no_process_shows_the_token(host: Running) -> None:
    import psutil

    for process in [psutil.Process(host.pid), *psutil.Process(host.pid).children(recursive=True)]:
        assert host.token not in " ".join(process.cmdline())


def test_a_folder_that_others_can_read_is_closed(home: Path) -> None:
    home.chmod(0o755)
    assert stat.S_IMODE(place.folder().stat().st_mode) == 0o700


def test_a_folder_of_somebody_else_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(ConfigError, match="another user"):
        place.folder()
    monkeypatch.undo()


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    real = place.folder()
    real.rename(tmp_path / "elsewhere")
    real.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError):
        place.folder()


BAD = {
    "no http": b"hello\r\n\r\n",
    "huge head": b"GET / HTTP/1.1\r\nx: " + b"a" * 200_000,
    "half a head": b"GET /host/status HTTP/1.1\r\nAuth",
    "nothing": b"",
    "length that is none": b"POST /v1/x HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: many\r\n\r\n",
    "huge body": b"POST /v1/x HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: 99999999999\r\n\r\n",
    "body cut off": b"POST /host/load HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: 50\r\n\r\n{}",
    "load of nonsense": b"POST /host/load HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: 2\r\n\r\n{}",
    "load of no json": b"POST /host/load HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: 2\r\n\r\n{]",
    "load of a list": b"POST /host/load HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: 2\r\n\r\n[]",
    "short path": b"GET /as/x HTTP/1.1\r\nauthorization: Bearer {token}\r\n\r\n",
    "unknown model": b"POST /as/x/y/v1/chat/completions HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-length: 0\r\n\r\n",
}


def test_bad_requests_harm_nobody(host: Running, models: Models) -> None:
    for name, request in BAD.items():
        with socket.create_connection(("127.0.0.1", host.port), timeout=5) as wire:
            wire.sendall(request.replace(b"{token}", host.token.encode()))
            try:
                wire.shutdown(socket.SHUT_WR)
                answer = wire.recv(4096)
            except OSError:  # it has been refused and closed already
                answer = b""
        assert not answer or answer.startswith(b"HTTP/1.1 "), name
        until(lambda: (client.status() or {})["running"] == 0)
        assert models().generate(prompt(), CONFIG).text == "import x", name
    assert client.find() == host


@pytest.mark.parametrize("body", [b"", b"{{{", b"[1]", b"null", b'{"a":' + b"[" * 100_000, b"\xff\xfe"])
def test_a_body_that_is_no_object_is_refused(host: Running, body: bytes) -> None:
    for path in ("/host/load", "/v1/chat/completions"):
        assert ask(host, "POST", path, body, Authorization=f"Bearer {host.token}")[0] == 400
    assert host.alive


@pytest.mark.parametrize("name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_a_web_page_whose_name_means_this_machine_is_refused(host: Running, name: str) -> None:
    assert ask(host, "GET", "/host/status", Host=name, Authorization=f"Bearer {host.token}")[0] == 403
    for own in (f"127.0.0.1:{host.port}", f"localhost:{host.port}", "[::1]"):
        assert ask(host, "GET", "/host/status", Host=own, Authorization=f"Bearer {host.token}")[0] == 200


AS_SOMEBODY = """
import encodings.idna, os, socket, sys
home, port, *processes = sys.argv[1:]
os.setgroups([]); os.setgid(65534); os.setuid(65534)
for look in [lambda: os.listdir(home), lambda: open(home + "/host.json"), lambda: open(home + "/host.log"),
             *[lambda p=p: open(f"/proc/{p}/environ").read() for p in processes], lambda: os.kill(int(processes[0]), 0)]:
    try:
        look()
    except (PermissionError, FileNotFoundError):
        continue
    sys.exit("it can be looked at")
with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as wire:
    wire.sendall(b"POST /host/stop HTTP/1.1\\r\\ncontent-length: 0\\r\\n\\r\\n")
    assert wire.recv(100).startswith(b"HTTP/1.1 401")
"""


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can act as another user; run it as root")
def test_silent_connections_shut_nobody_out(host: Running, models: Models) -> None:
    """Anybody on the machine can open a connection; however many do, the host keeps few, and answers its user."""
    import psutil

    before = psutil.Process(host.pid).num_fds()
    strangers = []
    for _ in range(600):
        strangers.append(socket.create_connection(("127.0.0.1", host.port), timeout=5))
    try:
        assert models().generate(prompt(), CONFIG).text
        until(lambda: psutil.Process(host.pid).num_fds() <= before + 2 * MOST_UNKNOWN, 5)
        assert ask(host, "GET", "/host/status", Authorization=f"Bearer {host.token}")[0] == 200
    finally:
        for stranger in strangers:
            stranger.close()


def test_another_user_of_the_machine_gets_nowhere(host: Running, home: Path) -> None:
    engine = str((client.status() or {})["engine_pid"])
    arguments = [str(home), str(host.port), str(host.pid), engine]
    done = subprocess.run(
        [sys.executable, "-I", "-c", AS_SOMEBODY, *arguments], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert host.alive
