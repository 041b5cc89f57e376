"""Which versions of the libraries that a program may use are installed."""

from __future__ import annotations

from functools import cache
from importlib import metadata

from jupyter_viscode.prompts.languages import language_of


@cache
def installed(language: str = "python") -> dict[str, str]:
    """Distribution name to version, for the libraries of a language that are installed."""
    found = {name: _version(name) for name in language_of(language).libraries}
    return {name: version for name, version in found.items() if version}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
