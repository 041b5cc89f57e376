"""The local history: what it keeps, what it never holds, many kernels at once, and a file that cannot be used."""

import logging
import os
import sqlite3
import subprocess
import sys
import threading

import pytest

from jupyter_viscode import history as histories
from jupyter_viscode.history import History, default_path
from jupyter_viscode.types import Attempt, Code, ErrorInfo, Finding, Outcome, Result

SECRET = "zq-secret-7731"


def result(instruction="bars of x", status="ok", level="schema", **outcome):
    wrong = Outcome(
        "error",
        stdout=f"printed {SECRET}",
        stderr=f"warned {SECRET}",
        outputs=({"text/html": SECRET, "text/plain": SECRET},),
        error=ErrorInfo("ValueError", f"could not convert string to float: '{SECRET}'", f"Traceback: {SECRET}", 2),
        findings=(Finding("empty-axes", f"Nothing is drawn for '{SECRET}'."),),
    )
    attempts = (
        Attempt(0, Code("df.plto()"), wrong),
        Attempt(1, Code("df.plot()"), Outcome("ok", **outcome), "repair"),
    )
    record = {"seed": 7, "level": level, "model": "builtin", "context_hash": "abc", "secret": SECRET}
    return Result(status, instruction, Code("df.plot()"), attempts=attempts, engine="builtin 1", message=SECRET, record=record)


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "data" / "h.sqlite")


def test_more_than_there_is(history):
    history.add(result())
    assert len(history.last(10**30)) == 1


def test_what_is_kept(history):
    number = history.add(result("bars\nof x"), cell_id="c1", key="k1")
    (entry,) = history.last()
    assert (entry.id, entry.instruction, entry.status, entry.engine) == (number, "bars\nof x", "ok", "builtin 1")
    assert (entry.code, entry.accepted, entry.cell_id, entry.key) == ("df.plot()", False, "c1", "k1")
    assert entry.settings == {"seed": 7, "level": "schema", "model": "builtin", "context_hash": "abc"}
    assert [(step.origin, step.code, step.status) for step in entry.steps] == [
        ("answer", "df.plto()", "error"),
        ("repair", "df.plot()", "ok"),
    ]
    assert (entry.steps[0].error, entry.steps[0].line) == ("ValueError", 2)
    assert entry.steps[0].message.startswith("could not convert")
    assert entry.steps[0].findings[0][0] == "empty-axes"
    assert str(entry).endswith("2 attempt(s), builtin 1: bars of x")


def test_no_cell_value_is_in_the_file(history):
    history.add(result(), key="k")
    data = b"".join(path.read_bytes() for path in history.path.parent.iterdir())
    assert b"bars of x" in data
    assert b"secret" not in data
    assert b"7731" not in data


def test_values_of_the_instruction_may_stand(history):
    history.add(result(f"bars where name is {SECRET}"))
    assert SECRET in history.last()[0].steps[0].message


def test_level_sample_keeps_the_message(history):
    history.add(result(level="sample"))
    assert SECRET in history.last()[0].steps[0].message


def test_accepted_code_is_found_by_key(history):
    first = history.add(result(status="pending"), key="k")
    assert history.accepted("k") is None
    history.accept(first)
    assert history.accepted("k") == "df.plot()"
    assert history.find("k").status == "ok"
    assert history.find("other") is None


def test_last_is_ordered_and_bounded(history):
    for i in range(5):
        history.add(result(f"q{i}"))
    assert [entry.instruction for entry in history.last(2)] == ["q3", "q4"]
    assert history.last(0) == []


def test_old_questions_go(history, monkeypatch):
    monkeypatch.setattr(histories, "KEPT", 3)
    for i in range(5):
        history.add(result(f"q{i}"))
    assert [entry.instruction for entry in history.last(10)] == ["q2", "q3", "q4"]
    with sqlite3.connect(history.path) as connection:
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (6,)
    connection.close()


def test_clear(history):
    history.clear()
    assert not history.path.exists()
    history.add(result())
    history.clear()
    assert history.last() == []
    assert b"bars of x" not in history.path.read_bytes()


def test_reading_makes_no_file(history):
    assert history.last() == []
    assert history.accepted("k") is None
    assert not history.path.parent.exists()


def test_the_file_is_private(history):
    history.add(result())
    assert history.path.stat().st_mode & 0o077 == 0


def test_default_place_is_the_jupyter_data_directory(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    assert default_path() == tmp_path / "jupyter" / "viscode" / "history.sqlite"
    History().add(result())
    assert default_path().exists()


def test_switched_off_it_writes_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    history = History(enabled=False)
    history.accept(history.add(result(), key="k"))
    assert history.accepted("k") == "df.plot()"
    assert len(history.last()) == 1
    assert list(tmp_path.iterdir()) == []
    assert not history.enabled
    assert not history.warning


def test_lone_surrogates(history):
    history.add(result("a \ud800 b"))
    assert history.last()[0].instruction == "a ? b"
    assert not history.warning


# -- many at once ------------------------------------------------------------------------------------------------------

WRITER = """
import sys
from jupyter_viscode.history import History
from jupyter_viscode.types import Attempt, Code, Outcome, Result
history = History(sys.argv[1])
sys.stdin.readline()
for i in range(25):
    code = Code(f"p{sys.argv[2]}-{i}")
    number = history.add(Result("ok", "q", code, attempts=(Attempt(0, code, Outcome("ok")),)), key=code.source)
    history.accept(number)
    assert history.accepted(code.source) == code.source
assert not history.warning, history.warning
"""


def test_eight_processes_write_at_once(tmp_path):
    path = tmp_path / "new" / "h.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, str(i)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for i in range(8)
    ]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 8
    entries = History(path).last(1000)
    assert len({entry.code for entry in entries}) == len(entries) == 200
    assert all(entry.accepted and len(entry.steps) == 1 for entry in entries)


def test_threads_share_one_history(history):
    threads = [threading.Thread(target=lambda: [history.add(result()) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(history.last(100)) == 40


# -- a file that cannot be used ----------------------------------------------------------------------------------------


def check_goes_on_in_memory(history, caplog, reason):
    with caplog.at_level(logging.WARNING, "jupyter_viscode"):
        numbers = [history.add(result(), key="k") for _ in range(3)]
        history.accept(numbers[-1])
    assert history.accepted("k") == "df.plot()"
    assert len(history.last()) == 3
    assert history.enabled
    assert len(caplog.records) == 1, "said once"
    assert reason in history.warning
    assert "%config VisCode.history = False" in history.warning


def test_damaged_file(tmp_path, caplog):
    path = tmp_path / "h.sqlite"
    path.write_bytes(b"this is no database" * 1000)
    check_goes_on_in_memory(History(path), caplog, "not a database")
    assert path.read_bytes().startswith(b"this is no database"), "it is the user's to move away"


def test_damaged_pages(history, caplog):
    for _ in range(30):
        history.add(result())
    data = bytearray(history.path.read_bytes())
    data[200:] = b"\xff" * (len(data) - 200)
    history.path.write_bytes(data)
    check_goes_on_in_memory(History(history.path), caplog, "malformed")


def test_directory_that_cannot_be_made(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    check_goes_on_in_memory(History(tmp_path / "file" / "h.sqlite"), caplog, "cannot be used")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_directory_that_cannot_be_written(tmp_path, caplog, monkeypatch):
    if os.geteuid() == 0:
        # The superuser may write anywhere: the system's refusal is played.
        def refuse(*args, **kwargs):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    tmp_path.chmod(0o500)
    try:
        check_goes_on_in_memory(History(tmp_path / "h.sqlite"), caplog, "denied")
    finally:
        tmp_path.chmod(0o700)


def test_full_disk(history, caplog, monkeypatch):
    history.add(result())
    size = history.path.stat().st_size // 4096
    real = histories._connected

    def small(name, uri=False):
        import contextlib

        @contextlib.contextmanager
        def limited():
            with real(name, uri) as connection:
                connection.execute(f"PRAGMA max_page_count = {size}")
                yield connection

        return limited()

    monkeypatch.setattr(histories, "_connected", small)
    with caplog.at_level(logging.WARNING, "jupyter_viscode"):
        for _ in range(100):
            history.add(result())
    assert "full" in history.warning
    assert len(caplog.records) == 1


def test_locked_file(history, caplog, monkeypatch):
    history.add(result())
    monkeypatch.setattr(histories, "BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(history.path)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        check_goes_on_in_memory(History(history.path), caplog, "locked")
    finally:
        holder.close()


def test_file_of_a_newer_version_is_left_alone(history, caplog):
    history.add(result())
    with sqlite3.connect(history.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    check_goes_on_in_memory(History(history.path), caplog, "newer version")


def test_an_old_file_is_migrated(history, monkeypatch):
    history.add(result())
    more = (*histories._MIGRATIONS, ("ALTER TABLE questions ADD COLUMN extra TEXT",))
    monkeypatch.setattr(histories, "_MIGRATIONS", more)
    assert len(History(history.path).last()) == 1, "reading migrates as well"
    with sqlite3.connect(history.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_a_read_only_file_can_be_read(history):
    history.add(result())
    history.path.chmod(0o400)
    assert len(History(history.path).last()) == 1
