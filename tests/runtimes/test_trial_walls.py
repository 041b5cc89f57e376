"""What holds when a part of the sandbox is missing, and what is said of it; interrupts."""

# ruff: noqa: F401, F811

import os
import signal
import subprocess
import sys
import time

import pytest
from trial_session import Session, auto, folder, session

from jupyter_viscode.process import sandbox, sandbox_report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")

NATIVE = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall(2, b"notes.txt", ctypes.c_long(1))
print(errno.errorcode.get(ctypes.get_errno()))
libc.unlink(b"notes.txt")
print(errno.errorcode.get(ctypes.get_errno()))
"""
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


def forked(folder, monkeypatch, landlock=None, seccomp=None):
    if landlock is not None:
        monkeypatch.setattr(sandbox, "_landlock_version", lambda: landlock)
    if seccomp is not None:
        monkeypatch.setattr(sandbox, "_has_seccomp", lambda: seccomp)
    sandbox._filter.cache_clear()
    return Session("fork", folder)


@pytest.fixture(autouse=True)
def _fresh_filter():
    yield
    sandbox._filter.cache_clear()


def test_without_landlock_no_file_is_opened_for_writing(folder, monkeypatch):
    session = forked(folder, monkeypatch, landlock=0)
    assert session.trial(NATIVE).stdout.split() == ["EPERM", "EPERM"]
    assert session.trial(PLOT).status == "ok"
    assert (folder / "notes.txt").read_text() == "precious"


def test_an_old_landlock_does_not_let_files_be_cut(folder, monkeypatch):
    session = forked(folder, monkeypatch, landlock=1)
    source = "import os\nos.open('notes.txt', os.O_RDONLY | os.O_TRUNC)"
    assert session.trial(source).status == "blocked"
    assert session.trial(NATIVE.replace("c_long(1)", "c_long(0o1000)")).stdout.split()[0] == "EPERM"
    assert (folder / "notes.txt").read_text() == "precious"


def test_without_any_wall_python_code_is_still_refused(folder, monkeypatch):
    session = forked(folder, monkeypatch, landlock=0, seccomp=False)
    for source in ("open('notes.txt', 'w')", "import os\nos.remove('notes.txt')", "import os\nos.system('touch new')",
                   "import socket\nsocket.create_connection(('127.0.0.1', 9))"):  # fmt: skip
        assert session.trial(source).status == "blocked"
    assert sorted(path.name for path in folder.iterdir()) == ["data.csv", "notes.txt"]


def test_the_report_says_what_is_missing(monkeypatch):
    assert all(one.enforced for one in sandbox_report())
    monkeypatch.setattr(sandbox, "_landlock_version", lambda: 0)
    monkeypatch.setattr(sandbox, "_has_seccomp", lambda: False)
    missing = [one for one in sandbox_report() if not one.enforced]
    assert len(missing) == 5
    assert any("pyseccomp" in one.detail for one in missing)


def test_an_interrupt_ends_the_child_and_is_passed_on(session):
    def interrupt(*_):
        raise KeyboardInterrupt

    session.trial("pass")
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    started = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            session.trial("while True:\n    pass")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 10
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat=,time="], capture_output=True, text=True).stdout
    own = [line for line in listed.splitlines() if line.split()[1] == str(os.getpid()) and "R" in line.split()[2]]
    assert [line for line in own if line.split()[3] > "00:00:01"] == []
    assert session.trial("print('again')").stdout == "again\n"
