"""The hash of a model's files, so that a record can say which weights answered: a source enters, a SHA-256 leaves.

Weights are many gigabytes: a file is read once, at low priority, and known from then on by its path, size and time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from jupyter_viscode.host.engine import ModelSource
from jupyter_viscode.host.place import write_private

FILE = "hashes.json"
_BLOCK = 4 * 2**20


def known(place: Path, source: ModelSource) -> str | None:
    """The hash, if all the files have been read before and are the same since."""
    return _total(_book(place), source)


def compute(place: Path, source: ModelSource) -> str | None:
    """The hash, reading what is not known yet; None when a file cannot be read. To be called in a thread of its own."""
    _be_gentle()
    book = _book(place)
    try:
        for file in _files(source):
            key = _key(file)
            if key not in book:
                book[key] = _hash(file)
                _keep(place, book)
    except OSError:
        return None
    return _total(book, source)


def _total(book: dict[str, str], source: ModelSource) -> str | None:
    """The hash of one file, or of the list of several files' hashes."""
    try:
        found = [(file.name, book.get(_key(file))) for file in _files(source)]
    except OSError:
        return None
    if not found or any(digest is None for _, digest in found):
        return None
    return found[0][1] if len(found) == 1 else hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _files(source: ModelSource) -> list[Path]:
    """What decides an answer: weights, tokenizer, configuration, projector."""
    if source.path.is_dir():
        kinds = (".safetensors", ".bin", ".json", ".jinja", ".model", ".txt")
        return sorted(file for file in source.path.iterdir() if file.is_file() and file.suffix in kinds)
    first, mark, rest = source.path.name.partition("-00001-of-")
    parts = sorted(source.path.parent.glob(f"{first}-*-of-{rest}")) if mark else [source.path]
    return [*parts, *([source.projector] if source.projector else [])]


def _key(file: Path) -> str:
    state = file.stat()
    return f"{file}:{state.st_size}:{state.st_mtime_ns}"


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _book(place: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        found = json.loads((place / FILE).read_text(encoding="utf-8"))
        return dict(found) if isinstance(found, dict) else {}
    return {}


def _keep(place: Path, book: dict[str, str]) -> None:
    with suppress(OSError):
        write_private(place / FILE, json.dumps(dict(list(book.items())[-200:])))


def _be_gentle() -> None:
    """Leave processors and disk to the model; on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 19)
