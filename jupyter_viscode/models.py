"""Names to engines, runtimes and libraries, the same way for every door: a name goes in, what answers comes out."""

from __future__ import annotations

import os
from importlib.util import find_spec
from urllib.parse import urlsplit

from jupyter_viscode import registry
from jupyter_viscode.errors import ConfigError, MissingDependencyError
from jupyter_viscode.types import Backend, Runtime


def resolve(name: str) -> Backend:
    """The backend for a model's name, the same way for every door.

    Raises
    ------
    ConfigError
        When nothing answers to that name.
    ModelError
        When the model is not on this machine, or not whole.
    MissingDependencyError
        When no engine that reads the model is installed.
    """
    backend: Backend
    if name == "builtin":
        backend = registry.load("backends", "builtin")()
    elif name.startswith(("http://", "https://")):
        base, _, model = name.partition("#")
        if not _names_a_host(base):
            raise ConfigError(f"{name!r} names no host.", hint="Write it as http://127.0.0.1:8080/v1#model.")
        # The key of a remote server comes from the environment alone, never from a notebook.
        key = os.environ.get("VISCODE_API_KEY") or None
        backend = registry.load("backends", "openai")(base, model=model or None, api_key=key)
    elif name in registry.names("backends") and name not in ("openai", "scripted"):
        backend = registry.load("backends", name)()
    else:
        backend = _local(name)
    return backend


def _names_a_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0  # reading the port checks it
    except ValueError:
        return False


def _local(name: str) -> Backend:
    """A model that the host loads: ``[ENGINE:]NAME-OR-PATH[?OPTIONS]``."""
    from jupyter_viscode.host.backend import HostBackend
    from jupyter_viscode.host.selection import select

    return HostBackend(select(name))


def sent_name(name: str) -> str | None:
    """The model's name as a request holds it; None when it is left out.

    Raises what `resolve` raises for a model on this machine.
    """
    if name == "builtin" or name.startswith(("http://", "https://")) or name in registry.names("backends"):
        return name.partition("#")[2] or None
    from jupyter_viscode.host.selection import select

    return select(name).source.name


def require_library(name: str | None) -> None:
    """Raise MissingDependencyError, with the install line, when the plotting library that was asked for is not there."""
    if name is not None and find_spec(name) is None:
        raise MissingDependencyError(name, f'pip install "jupyter_viscode[{name}]"')


def runtime(language: str) -> Runtime:
    """The runtime of a language, one for the whole session; raises ConfigError when there is none."""
    if language not in registry.names("runtimes"):
        known = ", ".join(registry.names("runtimes"))
        raise ConfigError(f"Charts in {language!r} cannot be tried yet.", hint=f"Languages that work: {known}.")
    if language not in _runtimes:
        _runtimes[language] = registry.load("runtimes", language)()
    return _runtimes[language]


_runtimes: dict[str, Runtime] = {}
"""One runtime a language: it remembers what it learnt of this process (fork-unsafe), and keeps its zygote warm."""
