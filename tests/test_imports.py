"""Loading the extension costs little: a fresh process, and what it must not import."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "transformers", "llama_cpp", "pandas", "matplotlib", "numpy", "narwhals", "httpx", "libcst", "pyarrow")


def fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_import_brings_nothing_heavy() -> None:
    assert fresh(f"import sys, jupyter_viscode; print([m for m in {HEAVY} if m in sys.modules])") == "[]"


def test_loading_the_extension_brings_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "before = set(sys.modules)\n"
        "shell.run_line_magic('load_ext', 'jupyter_viscode')\n"
        f"print([m for m in {HEAVY} if m in set(sys.modules) - before])"
    )
    assert fresh(code).splitlines()[-1] == "[]"


def test_every_room_imports_on_its_own() -> None:
    code = (
        "import importlib, pkgutil, jupyter_viscode\n"
        "for m in pkgutil.walk_packages(jupyter_viscode.__path__, 'jupyter_viscode.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
    )
    fresh(code)
