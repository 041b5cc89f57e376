"""After each hostile program the kernel is as before: variables, frames, rcParams, figures, folder, environment, files."""

from __future__ import annotations

from typing import Any

import pytest

STATE = """
def _state():
    import hashlib, os, pathlib, matplotlib, threading
    import matplotlib.pyplot as plt
    files = {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in sorted(pathlib.Path('.').rglob('*'))
             if p.is_file() and not str(p).startswith(('data', 'ipython'))}
    names = sorted(k for k in get_ipython().user_ns if not k.startswith('_') and k not in ('exit', 'quit', 'In', 'Out'))
    frame = int(pd.util.hash_pandas_object(sales).sum())
    rc = hashlib.sha256(repr(sorted((k, str(v)) for k, v in dict.items(matplotlib.rcParams))).encode()).hexdigest()
    # The kernel's own sockets and pipes come and go; files and mappings of ours do not.
    fds = sorted(t for t in (os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')
                 if os.path.exists(f'/proc/self/fd/{n}')) if t.startswith('/') and not t.startswith(('/dev', '/proc')) and '/ipython/' not in t)
    return (names, frame, rc, plt.get_fignums(), os.getcwd(), sorted(os.environ.items()), files, fds,
            notes.tell(), bytes(shared.buf[:4]), mapped[:4].tolist(), type(plt).__name__,
            sorted(t.name for t in threading.enumerate() if t.name.startswith('Thread-')))
"""

SETUP = """
import matplotlib.pyplot as plt
from multiprocessing import shared_memory
pathlib = __import__('pathlib')
pathlib.Path('keep.txt').write_text('precious')
notes = open('notes.txt', 'w+'); notes.write('abc'); notes.flush()
mapped = np.memmap('mapped.bin', dtype='int64', mode='w+', shape=8)
shared = shared_memory.SharedMemory(create=True, size=64)
"""

HOSTILE = {
    "loops": "while True: pass",
    "100 GB": "x = bytearray(100 * 2**30)\nx[::4096] = b'1' * len(x[::4096])",
    "forks": "import os\nos.fork()",
    "exits": "import os\nos._exit(0)",
    "segfaults": "import ctypes\nctypes.string_at(0)",
    "prints 100 MB": "for _ in range(1000): print('x' * 100_000)",
    "deletes": "import os\nos.remove('keep.txt')",
    "truncates": "open('keep.txt', 'w').close()",
    "truncates by call": "import os\nos.truncate('keep.txt', 0)",
    "renames": "import os\nos.rename('keep.txt', 'gone.txt')",
    "writes through an open file": "notes.write('more'); notes.flush()",
    "writes through a memmap": "mapped[:] = 7; mapped.flush()",
    "writes through shared memory": "shared.buf[:4] = b'evil'",
    "opens a socket": "import socket\nsocket.create_connection(('127.0.0.1', 9))",
    "spawns": "import subprocess\nsubprocess.run(['touch', 'made.txt'])",
    "mutates the frame": "sales['revenue'] = 0\nsales.drop(columns='units', inplace=True)",
    "replaces plt": "plt = None\nimport sys\nsys.modules['matplotlib.pyplot'] = None",
    "sys.exit": "import sys\nsys.exit(3)",
    "leaves threads": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "changes folder and environment": "import os\nos.chdir('/')\nos.environ['EVIL'] = '1'",
    "kills its parent": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "rcParams": "plt.rcParams['figure.figsize'] = (1, 1)\nplt.figure()",
}


@pytest.fixture(scope="module")
def bad_kernel(tmp_path_factory: Any, request: Any) -> Any:
    from driving import SETUP as SALES
    from driving import Kernel

    kernel = Kernel(tmp_path_factory.mktemp("hostile"))
    try:
        for code in (SALES, SETUP, STATE):
            cell = kernel.run(code)
            assert not cell.error, cell.error
        yield kernel
    finally:
        kernel.stop()


@pytest.mark.parametrize("name", HOSTILE)
def test_session_is_as_before(bad_kernel: Any, model_server: Any, name: str) -> None:
    bad_kernel.run("%viscode model builtin\n_viscode = None\n_before = _state()\n%config VisCode.timeout = 3")
    model_server.answers = [f"```python\n{HOSTILE[name]}\n```"]
    cell = bad_kernel.run(f"%%viscode -d sales -m {model_server.url} --max-repairs 0\nthe usual thing, please", timeout=60)
    assert not cell.error, cell.error
    assert not cell.card.startswith("✓"), cell.card
    assert bad_kernel.value("[(a, b) for a, b in zip(_before, _state()) if a != b]") == "[]"
    assert bad_kernel.value("shared.buf is not None and len(sales)") == "480"
