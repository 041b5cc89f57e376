"""This machine enters, a list of checks leaves: what works here, and the line that installs what is missing.

Nothing heavy is imported to see whether it is there: packages are looked up by their metadata. A check that fails is a line
like the others; nothing here raises.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Literal

_MARKS = {"ok": "✓", "absent": "–", "broken": "✗"}


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    group: str
    name: str
    status: Literal["ok", "absent", "broken"]
    """``absent`` is optional and not there; ``broken`` is needed and does not work."""
    detail: str = ""
    install: str = ""
    """The line that installs it, or what to do."""

    def __str__(self) -> str:
        said = f"{_MARKS[self.status]} {self.name}" + (f": {self.detail}" if self.detail else "")
        return f"{said}; {self.install}" if self.install and self.status != "ok" else said


@dataclass(frozen=True)
class _Package:
    """A package that is looked up."""

    module: str
    distribution: str = ""
    """Its name for pip, when it differs from the module's."""
    extra: str = ""
    """The extra that it belongs to; "" when the package needs it."""
    install: str = ""
    """The install line of a package that belongs to no extra."""
    use: str = ""
    """What it is for, in few words."""

    @property
    def pip(self) -> str:
        """Its name for pip."""
        return self.distribution or self.module


_NEEDED = (
    _Package("IPython", "ipython"), _Package("traitlets"), _Package("numpy"), _Package("pandas"), _Package("pyarrow"),
    _Package("narwhals"), _Package("matplotlib"), _Package("libcst"), _Package("httpx"),
    _Package("jupyter_core"),
)  # fmt: skip
_PLOTTING = (
    _Package("matplotlib", use="the default"),
    _Package("seaborn", extra="seaborn"),
    _Package("plotly", extra="plotly"),
    _Package("altair", extra="altair"),
    _Package("vl_convert", "vl-convert-python", "altair", use="pictures of altair charts"),
)
_FRAMES = (
    _Package("polars", install="pip install polars"),
    _Package("duckdb", install="pip install duckdb"),
    _Package("dask", install='pip install "dask[dataframe]"'),
)
_NOTEBOOK = (
    _Package("ipykernel", extra="demo", use="kernels"),
    _Package("nbclient", extra="demo", use="viscode demo"),
    _Package("jupyterlab", install="pip install jupyterlab"),
    _Package("notebook", install="pip install notebook"),
)


def report() -> list[Check]:
    """All checks, in the order in which they are shown."""
    groups: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("Versions", _versions),
        ("Languages", _languages),
        ("Plotting libraries", lambda: _packages("Plotting libraries", _PLOTTING)),
        ("Frames", lambda: _packages("Frames", _FRAMES)),
        ("Notebook", lambda: _packages("Notebook", _NOTEBOOK)),
        ("Engines", _engines),
        ("Local models", _local_models),
        ("Sandbox", _sandbox),
        ("History", _history),
    )
    found: list[Check] = []
    for group, checks in groups:
        try:
            found += checks()
        except Exception as error:  # a doctor that fails on an ill machine would be of no use
            found.append(Check(group, group.lower(), "broken", f"cannot be checked ({type(error).__name__}: {error})"))
    return found


def run(argv: Sequence[str] = ()) -> int:
    """Print the report; 1 when something that is needed does not work.

    Parameters
    ----------
    argv
        Arguments of ``viscode doctor``.
    """
    parser = argparse.ArgumentParser(prog="viscode doctor", description="What works on this machine, and how to get the rest.")
    parser.parse_args(list(argv))
    checks = report()
    print(text(checks))
    return 1 if any(check.status == "broken" for check in checks) else 0


def text(checks: Sequence[Check]) -> str:
    """The report as lines under the names of their groups."""
    lines: list[str] = []
    for group in dict.fromkeys(check.group for check in checks):
        lines += [group, *(f"  {check}" for check in checks if check.group == group)]
    return "\n".join(lines)


# -- packages ----------------------------------------------------------------------------------------------------------


def _version(package: _Package) -> str | None:
    """The installed version; "" when there is a module without metadata, None when there is none."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(package.pip)
    try:
        return "" if util.find_spec(package.module) is not None else None
    except (ImportError, ValueError):
        return None


def _package(group: str, package: _Package) -> Check:
    version = _version(package)
    use = f" ({package.use})" if package.use else ""
    if version is not None:
        return Check(group, package.pip, "ok", f"{version}{use}" if version else f"installed{use}")
    if package.extra:
        return Check(group, package.pip, "absent", f"not installed{use}", f'pip install "jupyter_viscode[{package.extra}]"')
    if package.install:
        return Check(group, package.pip, "absent", f"not installed{use}", package.install)
    return Check(group, package.pip, "broken", "not installed", f"pip install {package.pip}")


def _packages(group: str, packages: Sequence[_Package]) -> Iterator[Check]:
    return (_package(group, package) for package in packages)


def _versions() -> Iterator[Check]:
    import jupyter_viscode

    yield Check("Versions", "jupyter_viscode", "ok", jupyter_viscode.__version__)
    recent = sys.version_info >= (3, 11)
    where = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    yield Check("Versions", "python", "ok" if recent else "broken", where, "3.11 or newer is needed")
    yield from _packages("Versions", _NEEDED)


# -- languages and engines ---------------------------------------------------------------------------------------------


def _languages() -> Iterator[Check]:
    from jupyter_viscode import registry

    for name in registry.names("runtimes"):
        yield _registered("Languages", "runtimes", name, _how_tried() if name == "python" else "")


def _how_tried() -> str:
    if sys.platform == "linux":
        return "tried in a fork of the kernel, or in a clean process"
    return "tried in a clean process"


def _engines() -> Iterator[Check]:
    from jupyter_viscode import registry

    uses = {
        "builtin": "the embedded engine; needs no model",
        "openai": "any OpenAI-compatible server: %viscode model http://localhost:8000/v1#name",
        "scripted": "given answers, for tests and documentation",
    }
    for name in registry.names("backends"):
        yield _registered("Engines", "backends", name, uses.get(name, ""))
    chosen = os.environ.get("VISCODE_MODEL")
    yield Check(
        "Engines", "model", "ok", f"{chosen} (VISCODE_MODEL)" if chosen else "builtin (no other is set in the environment)"
    )


def _local_models() -> Iterator[Check]:
    from jupyter_viscode.host import condition

    for fact in condition.facts():
        yield Check("Local models", fact.name, fact.status, fact.detail, fact.next)


def _registered(group: str, kind: str, name: str, detail: str) -> Check:
    """Whether what is registered can be loaded."""
    from jupyter_viscode import registry

    try:
        registry.load(kind, name)
    except Exception as error:  # an entry point of a third party may fail in any way
        return Check(group, name, "broken", f"cannot be loaded ({type(error).__name__}: {error})")
    return Check(group, name, "ok", detail)


# -- sandbox and history -----------------------------------------------------------------------------------------------


def _sandbox() -> Iterator[Check]:
    from jupyter_viscode.process import sandbox_report

    for guarantee in sandbox_report():
        yield Check("Sandbox", guarantee.name, "ok" if guarantee.enforced else "absent", guarantee.detail)


def _history() -> Iterator[Check]:
    from jupyter_viscode.history import default_path

    path = default_path()
    existing = next(place for place in (path, *path.parents) if place.exists())
    writable = os.access(existing, os.W_OK)
    state = "writable" if writable else f"{existing} cannot be written to"
    size = f", {path.stat().st_size // 1024:,} kB" if path.is_file() else ", not made yet"
    home = "set JUPYTER_DATA_DIR to a directory that you may write to, or: %config VisCode.history = False"
    yield Check("History", str(_short(path)), "ok" if writable else "absent", f"{state}{size}", home)


def _short(path: Path) -> Path:
    """The path with ``~`` for the home directory."""
    with contextlib.suppress(ValueError, RuntimeError):
        return Path("~") / path.relative_to(Path.home())
    return path
