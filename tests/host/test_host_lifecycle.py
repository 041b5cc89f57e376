"""The host's life: started once whoever asks, found by all, replaced when it is stale, gone when idle or told so."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hosting import CONFIG, Models, alive, prompt, until

from jupyter_viscode.errors import ModelError, ViscodeError
from jupyter_viscode.host import client, running
from jupyter_viscode.host.backend import HostBackend

ASKER = Path(__file__).with_name("asker.py")


def askers(count: int, model: Path, times: int = 1) -> list[subprocess.Popen[str]]:
    """Processes that wait for a line to ask."""
    command = [sys.executable, str(ASKER), f"scripted-engine:{model}"]
    found = [
        subprocess.Popen([*command, f"from {i}", str(times)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for i in range(count)
    ]
    for process in found:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    return found


def answers(processes: list[subprocess.Popen[str]]) -> list[list[dict[str, object]]]:
    """Let them all ask at once; the lines that each printed."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [[json.loads(line) for line in process.communicate(timeout=60)[0].splitlines()] for process in processes]


def test_two_processes_at_once_get_one_host(models: Models, home: Path) -> None:
    lines = answers(askers(2, models.path(load=0.3)))
    assert [line[0]["text"] for line in lines] == ["import x", "import x"]
    assert len(models.starts()) == 1
    started = [line for line in (home / "host.log").read_text().splitlines() if "listens on port" in line]
    assert len(started) == 1


def test_the_host_outlives_who_started_it(models: Models) -> None:
    path = models.path()
    answers(askers(1, path))
    host = client.find()
    assert host is not None
    assert models().generate(prompt(), CONFIG).text == "import x"
    assert client.find() == host
    assert len(models.starts()) == 1


def test_eight_processes_at_once_are_all_answered_and_none_is_starved(models: Models) -> None:
    lines = answers(askers(8, models.path(delay=0.03), times=3))
    assert [[answer.get("text") for answer in each] for each in lines] == [["import x"] * 3] * 8
    assert "overloaded" not in models.events()
    # In turns: nobody has its last answer before everybody has the first.
    assert max(float(str(each[0]["ended"])) for each in lines) < min(float(str(each[2]["ended"])) for each in lines)


def test_slots_are_answered_side_by_side(models: Models) -> None:
    path = models.path(prefill=0.5)
    from jupyter_viscode import models as resolver

    backend = resolver.resolve(f"scripted-engine:{path}?slots=4")
    backend.generate(prompt(), CONFIG)
    started = time.monotonic()
    threads = [threading.Thread(target=backend.generate, args=(prompt(), CONFIG)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 1.5
    assert "overloaded" not in models.events()


@pytest.mark.parametrize("kind", ["yesterday", "recycled", "garbage", "another version"])
def test_a_stale_runtime_file_is_replaced(models: Models, home: Path, kind: str) -> None:
    entry = running.Running(port=9, token="old", pid=os.getpid(), born=running.born(os.getpid()))
    if kind == "yesterday":
        gone = subprocess.Popen([sys.executable, "-c", ""])
        born = running.born(gone.pid)
        gone.wait()
        entry = running.Running(port=9, token="old", pid=gone.pid, born=born)
    elif kind == "recycled":
        entry = running.Running(port=9, token="old", pid=os.getpid(), born="another boot:17")
    elif kind == "another version":
        sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        entry = running.Running(port=9, token="old", pid=sleeper.pid, born=running.born(sleeper.pid), protocol=0)
    running.write(home, entry)
    if kind == "garbage":
        (home / running.FILE).write_text('{"port": ')
    assert models().generate(prompt(), CONFIG).text == "import x"
    found = running.read(home)
    assert found is not None and found.pid not in (entry.pid, os.getpid())
    if kind == "another version":
        assert sleeper.wait(5) != 0


def test_a_host_that_does_not_answer_is_replaced(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process lives and its port is open, but it is stopped."""
    monkeypatch.setattr(client, "ANSWER_SECONDS", 1.0)
    backend = models()
    backend.generate(prompt(), CONFIG)
    first = client.find()
    assert first is not None
    os.kill(first.pid, signal.SIGSTOP)
    assert backend.generate(prompt(), CONFIG).text == "import x"
    second = client.find()
    assert second is not None and second.pid != first.pid
    assert not first.alive


def test_the_engine_dies_with_a_killed_host_and_the_next_question_starts_both(models: Models) -> None:
    backend = models()
    backend.generate(prompt(), CONFIG)
    host, (engine,) = client.find(), models.starts()
    assert host is not None and alive(engine)
    os.kill(host.pid, signal.SIGKILL)
    until(lambda: not alive(engine))
    assert backend.generate(prompt(), CONFIG).text == "import x"
    assert len(models.starts()) == 2


def test_what_a_killed_host_left_is_removed(models: Models, home: Path) -> None:
    old, elsewhere = home / "engine-old", home.parent / "elsewhere"
    for folder in (old, elsewhere):
        folder.mkdir()
        (folder / "engine.sock").touch()
    (home / "engine-link").symlink_to(elsewhere)
    models().generate(prompt(), CONFIG)
    assert not old.exists() and not elsewhere.exists()
    assert client.stop()
    assert list(home.glob("engine-*")) == []


def test_idle_host_ends_and_frees_all(models: Models, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISCODE_HOST_IDLE", "0.5")
    backend = models(delay=0.5)  # longer than the limit: a question under way is no idleness
    assert backend.generate(prompt(), CONFIG).text == "import x"
    host, (engine,) = client.find(), models.starts()
    assert host is not None
    until(lambda: not host.alive and not alive(engine))
    assert not (home / running.FILE).exists()
    assert list(home.glob("engine-*")) == []
    assert client.status() is None


def test_another_model_takes_the_place_of_the_first(models: Models) -> None:
    models("one").generate(prompt(), CONFIG)
    assert models("two", pieces=["import ", "y"]).generate(prompt(), CONFIG).text == "import y"
    assert not alive(models.starts("one")[0])
    status = client.status()
    assert status is not None and (status["model"], status["state"]) == ("two", "ready")
    assert models("one").generate(prompt(), CONFIG).text == "import x"


def test_answers_under_way_are_finished_before_the_model_changes(models: Models) -> None:
    slow, other = models("slow", delay=0.2, pieces=list("abcdef")), models("other")
    texts: dict[str, str] = {}
    slow.load()
    thread = threading.Thread(target=lambda: texts.update(slow=slow.generate(prompt(), CONFIG).text))
    thread.start()
    until(lambda: any(line.startswith("asked") for line in models.events("slow")))
    said: list[str] = []
    other.on_progress = lambda progress: said.append(progress.text)
    assert other.generate(prompt(), CONFIG).text == "import x"
    thread.join()
    assert texts == {"slow": "abcdef"}
    assert any(text.startswith("waiting for other answers") for text in said)


def test_weights_that_were_replaced_are_loaded_anew(models: Models) -> None:
    assert models(pieces=["a", "b"]).generate(prompt(), CONFIG).text == "ab"
    assert models(pieces=["c", "d", "e"]).generate(prompt(), CONFIG).text == "cde"
    assert len(models.starts()) == 2


def test_two_kernels_with_two_models_are_both_answered(models: Models) -> None:
    one, two = models.path("one"), models.path("two", pieces=["y"])
    lines = answers([*askers(1, one, times=3), *askers(1, two, times=3)])
    assert [[answer["text"] for answer in each] for each in lines] == [["import x"] * 3, ["y"] * 3]


def test_unload_gives_memory_back(models: Models) -> None:
    backend = models(memory=150)
    backend.generate(prompt(), CONFIG)
    status = client.status()
    assert status is not None and status["memory"] > 150 * 2**20
    assert client.unload() == "tiny (scripted-engine)"
    assert not alive(models.starts()[0])
    status = client.status()
    assert status is not None and (status["memory"], status["state"]) == (0, "empty")
    assert client.unload() is None
    assert backend.generate(prompt(), CONFIG).text == "import x"


def asked(backend: HostBackend, failures: list[Exception]) -> None:
    try:
        backend.generate(prompt(), CONFIG)
    except ViscodeError as error:
        failures.append(error)


@pytest.mark.parametrize("way", ["stop", "unload"])
def test_all_who_wait_are_told_that_it_ends(models: Models, way: str) -> None:
    backends = [models(prefill=30), models(prefill=30), models("other")]
    backends[0].load()
    failures: list[Exception] = []
    threads = [threading.Thread(target=asked, args=(backend, failures)) for backend in backends]
    for thread in threads:
        thread.start()
    until(lambda: (client.status() or {})["waiting"] == 2)
    client.stop() if way == "stop" else client.unload()
    for thread in threads:
        thread.join(5)
    assert len(failures) == 3
    reason = "the host was stopped" if way == "stop" else "the model was unloaded"
    assert all(reason in str(failure) for failure in failures), failures
    assert models.starts("other") == []
    status = client.status()
    assert status is None if way == "stop" else status is not None and status["state"] == "empty"


def test_unload_in_the_middle_of_a_load_and_of_an_answer(models: Models) -> None:
    failures: list[Exception] = []
    for script in ({"load": 30}, {"prefill": 30}):
        thread = threading.Thread(target=asked, args=(models(**script), failures))
        begun = len(models.events())
        thread.start()
        until(lambda: models.events()[begun:] and ("load" in script or "asked" in models.events()[-1]))  # noqa: B023
        assert client.unload()
        thread.join(5)
        assert not thread.is_alive()
    assert isinstance(failures[0], ModelError)
    assert "was unloaded while it was loading" in str(failures[0])
    assert "the model was unloaded" in str(failures[1])
    assert not any(map(alive, models.starts()))


def test_stop_ends_host_and_engine(models: Models) -> None:
    models().generate(prompt(), CONFIG)
    host, (engine,) = client.find(), models.starts()
    assert client.stop()
    assert host is not None and not host.alive
    assert not alive(engine)
    assert not client.stop()


def test_the_record_names_the_weights_by_their_hash(models: Models) -> None:
    import hashlib

    backend = models()
    digest = hashlib.sha256(backend.wanted.source.path.read_bytes()).hexdigest()[:16]
    backend.generate(prompt(), CONFIG)
    until(lambda: (client.status() or {})["hash"])
    assert backend.generate(prompt(), CONFIG).model == f"tiny (scripted-engine) sha256:{digest}"


@pytest.mark.parametrize("damage", [b"\xff\x00garbage", b"[]", None])
def test_a_runtime_file_that_was_damaged_is_written_again(models: Models, home: Path, damage: bytes | None) -> None:
    backend = models()
    backend.generate(prompt(), CONFIG)
    host = client.find()
    if damage is None:
        (home / running.FILE).unlink()
    else:
        (home / running.FILE).write_bytes(damage)
    assert backend.generate(prompt(), CONFIG).text == "import x"
    assert client.find() == host
    assert len(models.starts()) == 1


def test_a_host_whose_folder_is_gone_ends(models: Models, home: Path) -> None:
    models().generate(prompt(), CONFIG)
    host = client.find()
    assert host is not None
    shutil.rmtree(home)
    until(lambda: not host.alive)
    assert not any(map(alive, models.starts()))
