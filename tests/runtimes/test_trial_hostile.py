"""Programs that do harm: each ends as an outcome, and the session is as before (the fixtures look)."""

# ruff: noqa: F401, F811

import mmap
import os
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from multiprocessing import shared_memory
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.cluster import KMeans
from trial_session import SMALL, auto, folder, session

linux = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
pytestmark = linux

SYSCALL = """
import ctypes, errno, os, struct
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    result = libc.syscall(*[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
"""
"""Raw system calls: what native code of a library could do without Python noticing."""


@pytest.mark.parametrize(
    ("source", "phrase"),
    [
        ("open('out.txt', 'w').write('x')", "write out.txt"),
        ("open('notes.txt', 'a')", "write notes.txt"),
        ("open('notes.txt', 'r+').truncate(0)", "write notes.txt"),
        ("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('out.png')", "write out.png"),
        ("df.to_csv('out.csv')", "write out.csv"),
        ("df.to_parquet('out.parquet')", "write out.parquet"),
        ("import pyarrow as pa, pyarrow.parquet as pq\npq.write_table(pa.table(df), 'out.parquet')", "write out.parquet"),
        ("import os\nos.remove('notes.txt')", "delete notes.txt"),
        ("import os\nos.truncate('notes.txt', 0)", "shorten notes.txt"),
        ("import os\nos.rename('notes.txt', 'gone.txt')", "rename notes.txt"),
        ("import os\nos.chmod('notes.txt', 0)", "change the mode of notes.txt"),
        ("import os\nos.utime('notes.txt', (0, 0))", "change the times of notes.txt"),
        ("import os\nos.mkdir('new')", "make the folder new"),
        ("import shutil\nshutil.rmtree('.')", "delete"),
        ("from pathlib import Path\nPath('notes.txt').unlink()", "delete notes.txt"),
        ("import socket\nsocket.create_connection(('127.0.0.1', 9))", "network connection to 127.0.0.1"),
        ("import socket\nsocket.socket().bind(('127.0.0.1', 0))", "sandbox refuses"),
        ("import urllib.request\nurllib.request.urlopen('http://localhost:9')", "network connection to localhost"),
        ("import httpx\nhttpx.get('http://localhost:9')", "network connection to localhost"),
        ("import subprocess\nsubprocess.run(['ls', '-l'])", "run another program (ls -l)"),
        ("import os\nos.system('ls')", "run another program (ls)"),
        ("import os\nos.fork()", "start another process"),
        ("import multiprocessing\nmultiprocessing.Process(target=print).start()", "another process"),
        ("import os, signal\nos.kill(os.getppid(), signal.SIGTERM)", "send a signal to another process"),
        ("import sqlite3\nsqlite3.connect('new.db').execute('create table t (a)')", "write to a database"),
    ],
)
def test_refused_and_named(session, source, phrase):
    outcome = session.trial(source)
    assert outcome.status == "blocked", outcome
    assert any(phrase in what for what in outcome.blocked), outcome.blocked


def test_a_swallowed_refusal_is_noted(session):
    source = "import matplotlib.pyplot as plt\ntry:\n    open('x', 'w')\nexcept OSError:\n    pass\nplt.plot([1])"
    outcome = session.trial(source)
    assert (outcome.status, outcome.blocked) == ("ok", ("write x",))


def test_a_file_that_is_missing_is_the_programs_own_error(session):
    outcome = session.trial("open('missing.txt')")
    assert (outcome.status, outcome.error.name, outcome.blocked) == ("error", "FileNotFoundError", ())


def test_the_programs_own_permission_error_is_an_error(session):
    outcome = session.trial("raise ValueError('no Permission here')")
    assert outcome.status == "error"


def test_temporary_files_are_allowed_and_gone(session, tmp_path):
    outcome = session.trial("import tempfile\nf = tempfile.NamedTemporaryFile('w', delete=False)\nf.write('x')\nprint(f.name)")
    assert outcome.status == "no-plot"
    assert subprocess.run(["ls", outcome.stdout.strip()], capture_output=True).returncode != 0


def test_a_temporary_folder_can_be_cleared(session):
    source = "import tempfile\nwith tempfile.TemporaryDirectory() as d:\n    open(d + '/x', 'w').write('y')\nprint('cleared')"
    outcome = session.trial(source)
    assert (outcome.stdout, outcome.blocked) == ("cleared\n", ())


def test_threads_that_a_library_starts_in_the_child_are_no_way_out(auto, monkeypatch):
    """Such a thread is there before the sandbox closes: the trial goes to the clean process."""
    from jupyter_viscode.process import child

    main = os.getpid()

    def start_one():
        if os.getpid() != main:
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()

    monkeypatch.setattr(child, "_shut_descriptors", lambda keep, shut=child._shut_descriptors: (shut(keep), start_one()))
    assert auto.trial("print(1)").executor == "clean"


@pytest.mark.parametrize(
    "calls",
    [
        "call(257, -100, b'notes.txt', 1), call(257, -100, b'notes.txt', 0o1000), call(85, b'new', 0o644), call(76, b'notes.txt', 0)",
        "call(87, b'notes.txt'), call(82, b'notes.txt', b'b'), call(86, b'notes.txt', b'b'), call(88, b'notes.txt', b'b'), "
        "call(83, b'd', 0o700)",
        "call(90, b'notes.txt', 0), call(92, b'notes.txt', 1, 1), call(132, b'notes.txt', 0), call(280, -100, b'notes.txt', 0, 0), "
        "call(188, b'notes.txt', b'user.a', b'1', 1, 0), call(452, -100, b'notes.txt', 0, 0)",
        "call(16, os.open('notes.txt', 0), 0x40086602, struct.pack('q', 16)), call(72, os.open('notes.txt', 0), 1024, 0)",
        "call(41, 2, 1, 0), call(41, 1, 1, 0), call(41, 16, 3, 0), call(42, 0, b'', 0), call(46, 0, bytes(56), 0)",
        "call(57), call(58), call(56, 17, 0, 0, 0, 0), call(435, bytes(88), 88), call(59, b'/bin/true', 0, 0)",
        "call(62, os.getppid(), 0), call(234, os.getppid(), os.getppid(), 0), call(434, os.getppid(), 0), call(101, 16, os.getppid())",
        "call(310, os.getppid(), bytes(16), 1, bytes(16), 1, 0), call(311, os.getppid(), bytes(16), 1, bytes(16), 1, 0)",
        "call(257, -100, f'/proc/{os.getppid()}/mem'.encode(), 2), call(257, -100, b'/proc/self/mem', 2)",
        "call(425, 8, bytes(120)), call(437, -100, b'notes.txt', struct.pack('QQQ', 1, 0, 0), 24)",
        "call(29, 99, 4096, 0o1666), call(240, b'q', 0o102, 0o600, 0), call(257, -100, b'/dev/shm/new', 0o102, 0o600)",
        "call(302, os.getppid(), 7, struct.pack('QQ', 9, 9), 0), call(203, os.getppid(), 8, struct.pack('Q', 1)), "
        "call(72, 0, 8, os.getppid()), call(165, b'x', b'/mnt', b'tmpfs', 0, 0), call(272, 0x10000000)",
    ],
)
@pytest.mark.skipif("__import__('platform').machine() != 'x86_64'", reason="numbers of system calls of x86-64")
def test_native_code_gets_no_further(session, calls):
    outcome = session.trial(f"{SYSCALL}\nresults = [{calls}]\nprint(*results)")
    results = outcome.stdout.split()
    assert results, outcome
    assert set(results) <= {"EACCES", "EPERM", "ENOSYS", "EXDEV"}, outcome.stdout


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("import os\nos._exit(0)", "crashed"),
        ("import os\nos._exit(5)", "crashed"),
        ("import ctypes\nctypes.string_at(0)", "crashed"),
        ("import os\nos.abort()", "crashed"),
        ("import numpy as np\nnp.zeros(100 * 2**30, dtype='u1') + 1", "memory"),
        ("parts = []\nwhile True:\n    parts.append('x' * 2**24 + str(len(parts)))", "memory"),
        ("def f(n):\n    return f(n + 1)\nf(0)", "error"),
        ("raise KeyboardInterrupt", "error"),
        ("class E(Exception):\n    def __str__(self):\n        raise KeyboardInterrupt\nraise E", "error"),
        ("import builtins\nbuiltins.len = builtins.isinstance = None", "crashed"),
        ("import os\nfor n in range(3, 99):\n    try:\n        os.write(n, b'{\"is\": \"Outcome\"}')\n    except OSError:\n        pass\nos._exit(0)", "crashed"),
    ],
)  # fmt: skip
def test_crashes_and_greed(session, source, status):
    outcome = session.trial(source)
    assert outcome.status == status, outcome
    assert outcome.error.name


def test_signals_do_not_save_a_program(session):
    assert session.quick("import signal\nsignal.signal(15, signal.SIG_IGN)\nwhile True:\n    pass").status == "timeout"


def test_a_program_that_shuts_its_pipe_does_not_live_on(session):
    source = "import os, time\nfor n in range(3, 99):\n    try:\n        os.close(n)\n    except OSError:\n        pass\ntime.sleep(60)"
    started = time.monotonic()
    assert session.trial(source).status == "crashed"
    assert time.monotonic() - started < 20


def test_the_scratch_folder_is_no_trap(session):
    source = (
        "import os, tempfile, time\nfolder = tempfile.gettempdir()\nname = os.path.join(folder, 'place.txt')\n"
        "os.remove(name)\nfor make in (os.mkfifo, lambda path: os.symlink('/etc/passwd', path)):\n    try:\n        make(name)\n"
        "    except OSError:\n        pass\nos.mkdir(name)\nwhile True:\n    pass"
    )
    outcome = session.quick(source)
    assert (outcome.status, outcome.error.line) == ("timeout", None)


def test_a_crash_names_its_line(session):
    outcome = session.trial("import ctypes\n\nctypes.string_at(0)")
    assert (outcome.status, outcome.error.line) == ("crashed", 3)


def test_threads_are_left_behind(session):
    source = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\nprint('on')"
    outcome = session.trial(source)
    assert outcome.stdout == "on\n"


@pytest.mark.parametrize(
    "source",
    [
        "df['z'] = 0\ndf.drop(df.index, inplace=True)",
        "df.iloc[:, 0] = -1\ndf.columns = list('xyz')",
        "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 9\nplt.show = None\nplt.figure(5)",
        "import os\nos.environ['HOSTILE'] = '1'\nos.chdir('/')",
        "import sys\nsys.stdout = None\nsys.modules.clear()",
        "import matplotlib.pyplot as plt\nplt = None\nimport pandas\npandas.DataFrame.plot = None",
    ],
)
def test_nothing_of_it_reaches_the_session(session, source):
    session.trial(source)
    assert "plot" in vars(pd.DataFrame)


def test_open_files_keep_content_and_place(auto, folder):
    with (folder / "open.txt").open("w+") as file:
        file.write("first")
        file.flush()
        auto.namespace = {"file": file}
        outcome = auto.trial("file.write('hostile')\nfile.flush()")
        assert outcome.status == "blocked", outcome
        assert "file" in outcome.blocked[0]
        assert file.tell() == 5
    auto.namespace = {}
    assert (folder / "open.txt").read_text() == "first"
    (folder / "open.txt").unlink()


def test_reading_from_an_open_connection_works_and_writing_does_not(auto, folder, tmp_path):
    connection = sqlite3.connect(tmp_path / "db.sqlite")
    connection.execute("create table t (a)")
    connection.execute("insert into t values (1), (2)")
    connection.commit()
    auto.namespace = {"connection": connection}
    read = auto.trial("import pandas as pd\nprint(pd.read_sql('select sum(a) from t', connection).iloc[0, 0])")
    assert read.stdout == "3\n", read
    written = auto.trial("connection.execute('delete from t')\nconnection.commit()")
    assert written.status == "blocked", written
    assert connection.execute("select count(*) from t").fetchone() == (2,)
    connection.close()
    auto.namespace = {}


def test_shared_memory_goes_to_the_clean_process(auto, tmp_path):
    mapped = np.memmap(tmp_path / "m.bin", dtype="f8", mode="w+", shape=10)
    mapped[:] = 1
    auto.frames = {"df": auto.frames["df"]}
    auto.namespace = {"mapped": mapped}
    outcome = auto.trial("mapped[:] = 0\nprint(mapped.sum())")
    assert (outcome.executor, outcome.stdout) == ("clean", "0.0\n")
    assert mapped.sum() == 10
    auto.namespace = {}
    mapped._mmap.close()


def test_shared_memory_block(auto):
    block = shared_memory.SharedMemory(create=True, size=mmap.PAGESIZE)
    try:
        block.buf[0] = 7
        outcome = auto.trial(
            f"from multiprocessing import shared_memory\nb = shared_memory.SharedMemory({block.name!r})\nb.buf[0] = 1"
        )
        assert outcome.status == "blocked", outcome
        assert block.buf[0] == 7
    finally:
        block.close()
        block.unlink()


def test_threads_of_the_user_send_the_trial_to_the_clean_process(auto):
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="mine")
    thread.start()
    try:
        outcome = auto.trial("print(len(df))")
        assert (outcome.executor, outcome.stdout) == ("clean", "3\n")
        auto.namespace = {"lock": threading.Lock()}
        cannot = auto.trial("lock.acquire()")
        assert cannot.status == "unsupported"
        assert "lock" in cannot.notes[0]
        assert "mine" in cannot.notes[0]
        auto.namespace = {}
    finally:
        stop.set()
        thread.join()


def test_a_trial_from_a_second_thread_is_clean(auto):
    found = []
    thread = threading.Thread(target=lambda: found.append(auto.trial("print(len(df))")))
    thread.start()
    thread.join()
    assert (found[0].executor, found[0].stdout) == ("clean", "3\n")


def test_polars(auto):
    frame = pl.DataFrame({"a": [3, 1, 2]})
    frame.lazy().sort("a").collect()
    auto.frames = {**auto.frames, "p": frame}
    outcome = auto.trial("print(type(p).__module__.split('.')[0], p.sort('a')['a'].to_list())")
    assert (outcome.executor, outcome.stdout) == ("clean", "polars [1, 2, 3]\n")
    auto.frames = {"df": auto.frames["df"]}


def test_a_lock_that_the_fork_inherits_is_found_out(auto, monkeypatch):
    """A child that waits for a thread that only its parent has: given up, tried again in the clean process, remembered."""
    module = sys.modules.setdefault("viscode_test_lock", type(sys)("viscode_test_lock"))
    module.lock = threading.Lock()
    module.lock.acquire()
    try:
        outcome = auto.trial(
            "import sys\nstuck = sys.modules.get('viscode_test_lock')\nif stuck:\n    stuck.lock.acquire()\nprint('through')"
        )
        assert (outcome.executor, outcome.stdout) == ("clean", "through\n")
        assert auto.trial("print(1)").executor == "clean"
    finally:
        module.lock.release()
        del sys.modules["viscode_test_lock"]


def test_a_program_that_waits_by_itself_does_not_spoil_forks(auto):
    outcome = auto.trial("import time\ntime.sleep(2.6)\nprint('slept')")
    assert (outcome.executor, outcome.stdout) == ("clean", "slept\n")
    assert auto.trial("print(1)").executor == "fork"


def test_openmp_after_a_fit_in_the_session(auto):
    points = np.random.default_rng(0).random((2000, 4))
    KMeans(3, n_init=1).fit(points)
    source = "from sklearn.cluster import KMeans\nimport numpy as np\nprint(KMeans(3, n_init=1).fit(np.ones((50, 2)) * np.arange(50)[:, None]).n_clusters)"
    outcome = auto.trial(source)
    assert outcome.stdout == "3\n", outcome


def test_time_limit_is_kept_in_native_code(session):
    started = time.monotonic()
    outcome = session.trial("sum(range(10**13))", replace(SMALL, seconds=1))
    assert outcome.status == "timeout"
    assert time.monotonic() - started < 15


def test_no_processes_are_left():
    others = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        # The clean process stays for the next trial; Python's own tracker of shared memory stays too.
        if parent == os.getpid() and "runtimes.zygote" not in command and "resource_tracker" not in command:
            others.append(command)
    assert others == []
