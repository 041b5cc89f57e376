"""Which files of a repository make a model: a listing and what was asked for go in, files in fetching order come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from jupyter_viscode.errors import DownloadError
from jupyter_viscode.host.library import catalogue
from jupyter_viscode.host.library.local import is_projector, quantization_of

_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_SIDE = re.compile(r"(?:^|[-._/])(?:i1|ud|imatrix|\d+k)[-._]", re.IGNORECASE)
"""Marks of variants that are taken only when there is no plain file."""
_WITH_WEIGHTS = (".json", ".jinja", ".txt", ".model", ".tiktoken")
"""Files that go with original weights; never programs."""
_NEVER = ("readme", "license", "licence", "notice", "requirements", "training_args", "trainer_state", "optimizer")


@dataclass(frozen=True)
class RemoteFile:
    """One file of a repository."""

    name: str
    """Its path in the repository."""
    size: int
    mark: str
    """Its checksum: SHA-256 of a large file, git's SHA-1 of a small one."""
    large: bool


def choose(files: Sequence[RemoteFile], named: catalogue.Named) -> tuple[RemoteFile, ...]:
    """The files to fetch, the one that makes it a model last where that matters.

    Raises
    ------
    DownloadError
        The repository has no such file; the message lists what it has.
    """
    ggufs = [file for file in files if file.name.lower().endswith(".gguf")]
    if named.file is not None:
        return _the_file(ggufs, named)
    if ggufs:
        return _with_projector(_quantized(ggufs, named), ggufs)
    return _original(files, named)


def _the_file(ggufs: Sequence[RemoteFile], named: catalogue.Named) -> tuple[RemoteFile, ...]:
    wanted = str(named.file)
    found = [file for file in ggufs if file.name == wanted] or [
        file for file in ggufs if PurePosixPath(file.name).name.lower() == wanted.lower()
    ]
    if not found:
        raise DownloadError(f"{named.repository} has no file {wanted}.", hint=_has(ggufs))
    return _with_projector(_whole(found[0], ggufs), ggufs)


def _quantized(ggufs: Sequence[RemoteFile], named: catalogue.Named) -> tuple[RemoteFile, ...]:
    models = [file for file in ggufs if not is_projector(file.name)]
    wanted = named.quantization or (named.entry.quantization if named.entry else catalogue.DEFAULT)
    good = [file for file in models if quantization_of(PurePosixPath(file.name).name) == wanted]
    if not good and named.quantization is None and models:
        kinds = {quantization_of(file.name) for file in models}
        if len(kinds) == 1:  # a repository with one quantization alone: there is nothing to choose
            good = models
    if not good:
        raise DownloadError(f"{named.repository} has no file of the quantization {wanted}.", hint=_has(models))
    # Plain before special variants, one file before several parts.
    best = min(good, key=lambda file: (bool(_SIDE.search(file.name)), bool(_PART.search(file.name)), file.name))
    return _whole(best, ggufs)


def _whole(file: RemoteFile, ggufs: Sequence[RemoteFile]) -> tuple[RemoteFile, ...]:
    """A file with its other parts, the first part last: it is the one that a model is known by."""
    match = _PART.search(file.name)
    if match is None:
        return (file,)
    stem, count = file.name[: match.start()].lower(), int(match.group(2))
    numbered = {each.name.lower(): each for each in ggufs}
    names = [f"{stem}-{number:05}-of-{count:05}.gguf" for number in range(1, count + 1)]
    if any(name not in numbered for name in names):
        raise DownloadError(f"The repository lacks a part of {file.name}.", hint="Choose another quantization.")
    return tuple(numbered[name] for name in reversed(names))


def _with_projector(model: tuple[RemoteFile, ...], ggufs: Sequence[RemoteFile]) -> tuple[RemoteFile, ...]:
    """The same after the file that reads pictures, where there is one: at 16 bits, else the largest."""
    readers = [file for file in ggufs if is_projector(file.name)]
    if not readers:
        return model
    best = min(
        readers, key=lambda file: (quantization_of(file.name) not in ("f16", "bf16"), quantization_of(file.name), file.name)
    )
    return (best, *model)


def _original(files: Sequence[RemoteFile], named: catalogue.Named) -> tuple[RemoteFile, ...]:
    """Weights as Hugging Face's libraries save them, ``config.json`` last."""
    top = [file for file in files if "/" not in file.name]
    weights = [file for file in top if file.name.endswith(".safetensors") and not file.name.startswith("consolidated")]
    config = [file for file in top if file.name == "config.json"]
    if not weights or not config:
        pickled = any(file.name.endswith((".bin", ".pt", ".pth")) for file in files)
        why = "only pickled weights, which can run programs" if pickled else "neither GGUF files nor safetensors"
        raise DownloadError(f"{named.repository} has {why}.", hint="Name a repository with GGUF files or safetensors.")
    rest = [file for file in top if file.name.endswith(_WITH_WEIGHTS) and not file.name.lower().startswith(_NEVER)]
    return (*weights, *(file for file in rest if file not in config), *config)


def _has(ggufs: Iterable[RemoteFile]) -> str:
    names = sorted({quantization_of(PurePosixPath(file.name).name) or file.name for file in ggufs})
    return f"It has: {', '.join(names[:20])}." if names else "It has no GGUF file."
