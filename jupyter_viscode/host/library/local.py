"""Weights that are on this machine already: folders go in, what can be loaded from them comes out.

Looked through are the models folder and the Hugging Face cache, which other tools fill too. What is half there is left out: a
GGUF file of several parts that lacks one, a folder that lacks a part which its index names.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jupyter_viscode.errors import ModelError, printable
from jupyter_viscode.host.engine import ModelSource
from jupyter_viscode.host.library import catalogue, weights

_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_PROJECTOR = re.compile(r"mmproj|[-_.]projector", re.IGNORECASE)
_MAGIC = b"GGUF"


@dataclass(frozen=True)
class Local:
    """One model that can be loaded."""

    source: ModelSource
    size: int
    """Bytes of its files."""
    repository: str = ""
    """Where it came from; "" for a file in the models folder."""
    quantization: str = ""
    entry: catalogue.Entry | None = None

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        if self.entry is not None and self.quantization:
            return f"{self.entry.name}:{self.quantization}"
        return self.source.name


def models_folder() -> Path:
    """Where users put files of their own: ``VISCODE_MODELS``, else ``models`` beside the history."""
    chosen = os.environ.get("VISCODE_MODELS")
    if chosen:
        return Path(chosen).expanduser()
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "viscode" / "models"


def hub_cache() -> Path:
    """Where huggingface_hub keeps what it downloads, by its own variables; it need not be installed."""
    chosen = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "huggingface" / "hub"


def models() -> list[Local]:
    """All models on this machine, the models folder first."""
    found: dict[object, Local] = {}
    for model in (*_in_folder(models_folder()), *_in_cache(hub_cache())):
        # Of a repository's several states the newest comes first.
        found.setdefault((model.repository, model.source.name) if model.repository else model.source.path, model)
    return list(found.values())


def find(name: str) -> Local | None:
    """The model on this machine that a name or path asks for; None when it is not here.

    Raises
    ------
    ConfigError
        The name is not known.
    ModelError
        It is a path to something that holds no whole model.
    """
    here = models()
    # A file in the models folder is asked for by its name, whatever that looks like.
    own = next((model for model in here if name.lower() in (model.source.name.lower(), model.source.path.name.lower())), None)
    if own is not None:
        return own
    path = Path(name).expanduser()
    if _is_path(name, path):
        return at(path)
    wanted = catalogue.find(name)
    good = [model for model in here if _answers(model, wanted)]
    preferred = wanted.quantization or (wanted.entry.quantization if wanted.entry else catalogue.DEFAULT)
    good.sort(key=lambda model: model.quantization != preferred)
    return good[0] if good else None


def at(path: Path) -> Local:
    """The model at a path: a GGUF file, or a folder with one or with Hugging Face's files.

    Raises
    ------
    ModelError
        There is no whole model.
    """
    if path.is_file():
        if path.suffix.lower() != ".gguf":
            raise ModelError(f"{path} is no GGUF file.", hint="Give a .gguf file, or the folder of a Hugging Face model.")
        model = _gguf(path)
        if model is None:
            raise ModelError(f"{path} is not a whole GGUF model: {_lacking(path)}.", hint="Download it again.")
        return model
    if not path.exists():
        raise ModelError(f"There is no {path}.", hint="Check the path; 'viscode models' lists what is here.")
    folder = _transformers(path)
    if folder is not None:
        return folder
    files = list(_ggufs(path))
    if len(files) == 1:
        return files[0]
    if files:
        names = ", ".join(model.source.path.name for model in files)
        raise ModelError(f"{path} holds several models: {names}.", hint="Give the path of one of them.")
    if (path / "config.json").is_file():
        weights.read(ModelSource(shown(path.name), path, "transformers"))  # says what it lacks
    raise ModelError(
        f"{path} holds no whole model: neither a GGUF file nor config.json with all its weights.", hint="Check the path."
    )


def _is_path(name: str, path: Path) -> bool:
    """True for what can only be a path: no name on the hub begins or ends so, and none is there on the disk."""
    if name.startswith(("/", ".", "~", "\\")) or path.is_absolute():
        return True
    return (name.lower().endswith(".gguf") and ":" not in name) or ("/" in name and path.exists())


def _answers(model: Local, wanted: catalogue.Named) -> bool:
    if wanted.file is not None:
        return model.repository == wanted.repository and model.source.path.name == Path(wanted.file).name
    same = model.repository.lower() == wanted.repository.lower()
    if wanted.entry is not None and not same:
        # By the catalogue's name any repository with that model will do; by a repository's name only that one.
        same = model.entry is wanted.entry and "/" not in wanted.name
    return same and wanted.quantization in (None, model.quantization)


# -- where they lie ----------------------------------------------------------------------------------------------------


def _in_folder(folder: Path) -> Iterator[Local]:
    """Files and folders of the models folder, one level deep."""
    with suppress(OSError):
        yield from _ggufs(folder)
        for inner in sorted(each for each in folder.iterdir() if each.is_dir()):
            model = _transformers(inner)
            yield from [model] if model is not None else _ggufs(inner)


def _in_cache(cache: Path) -> Iterator[Local]:
    """The newest snapshot of each repository in the Hugging Face cache that holds a model."""
    with suppress(OSError):
        for place in sorted(cache.glob("models--*")):
            repository = place.name.removeprefix("models--").replace("--", "/", 1)
            for snapshot in _snapshots(place):
                found = [_transformers(snapshot), *_ggufs(snapshot), *_ggufs(snapshot, deep=True)]
                yield from (_from(model, repository) for model in found if model is not None)


def _snapshots(place: Path) -> list[Path]:
    """Newest first, so that of two revisions of a file the newer one is found first."""
    with suppress(OSError):
        return sorted((place / "snapshots").iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    return []


def in_cache(place: Path, repository: str) -> Local:
    """The model that a file or folder in the cache is; raises ModelError when it is not whole."""
    return _from(at(place), repository)


def _from(model: Local, repository: str) -> Local:
    """The same with what its repository tells."""
    source = model.source
    name = f"{repository}:{source.path.name}" if source.format == "gguf" else repository
    entry = catalogue.entry_of(repository)
    named = ModelSource(name=name, path=source.path, format=source.format, projector=source.projector)
    return Local(named, model.size, repository, model.quantization, entry)


# -- what they are -----------------------------------------------------------------------------------------------------


def _ggufs(folder: Path, deep: bool = False) -> Iterator[Local]:
    """The whole GGUF models of a folder; `deep` looks one level below instead."""
    for path in sorted(folder.glob("*/*.gguf" if deep else "*.gguf")):
        if not is_projector(path.name):
            model = _gguf(path)
            if model is not None:
                yield model


def _gguf(path: Path) -> Local | None:
    """A GGUF file, which is the first of its parts; None when it is a later part or not whole."""
    parts = _parts(path)
    if not parts or path.name != parts[0].name or _lacking(path):
        return None
    stem = _PART.sub("", path.name)
    name = stem if stem != path.name else path.stem
    projector = _projector(path)
    size = sum(each.stat().st_size for each in [*parts, *([projector] if projector else [])])
    source = ModelSource(name=shown(name), path=path, format="gguf", projector=projector)
    return Local(source, size, "", quantization_of(path.name), None)


def _lacking(path: Path) -> str:
    """Why a GGUF file is no whole model; "" when it looks whole."""
    for part in _parts(path):
        try:
            with part.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    return f"{part.name} does not begin as a GGUF file"
        except OSError:
            return f"{part.name} is missing"
    return ""


def shown(name: str) -> str:
    """A file's name as a model's: in one line, without what a terminal obeys."""
    return printable(" ".join(name.split()))


def _parts(path: Path) -> list[Path]:
    """All files of a model of which one is given."""
    match = _PART.search(path.name)
    if match is None:
        return [path]
    stem, count = path.name[: match.start()], int(match.group(2))
    return [path.with_name(f"{stem}-{number:05}-of-{count:05}.gguf") for number in range(1, count + 1)]


def _projector(path: Path) -> Path | None:
    """The file beside it that reads pictures, the 16-bit one first.

    One that belongs to another model would keep the engine from loading, so where several models lie together only a namesake
    is taken.
    """
    files = sorted(path.parent.glob("*.gguf"))
    beside = [each for each in files if is_projector(each.name)]
    models = {_stem(each.name) for each in files if each not in beside}
    if len(models) > 1:
        beside = [each for each in beside if _stem(path.name) in _stem(each.name)]
    beside.sort(key=lambda each: quantization_of(each.name) not in ("f16", "bf16"))
    return beside[0] if beside else None


def _stem(name: str) -> str:
    """A file's name without the quantization, in letters and digits alone."""
    plain = re.split(r"[-._](?:i1-|ud-)?(?:i?q\d|bf16|f16|f32)", name.lower())[0].removesuffix(".gguf")
    return re.sub(r"[^a-z0-9]", "", plain)


def _transformers(folder: Path) -> Local | None:
    """A folder as Hugging Face's libraries save it; None when a part is missing."""
    if not (folder / "config.json").is_file() or not any((folder / name).is_file() for name in _TOKENIZERS):
        return None
    files = _weights(folder)
    if not files or not all(each.is_file() for each in files):
        return None
    source = ModelSource(name=shown(folder.name), path=folder, format="transformers")
    return Local(source, sum(each.stat().st_size for each in files), "", "bf16", None)


_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "tokenizer_config.json")


def _weights(folder: Path) -> list[Path]:
    """The files of weights that a folder has, or that its index says it should have."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        with suppress(OSError, ValueError, KeyError, AttributeError):
            names = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
            return [folder / name for name in sorted(set(names))]
        return []
    return sorted(folder.glob("*.safetensors"))


def is_projector(name: str) -> bool:
    """True for a GGUF file that turns pictures into tokens for another."""
    return _PROJECTOR.search(name) is not None


def quantization_of(name: str) -> str:
    """The quantization that a file's name tells, in lower case; "" when it tells none."""
    plain = _PART.sub("", name).removesuffix(".gguf")
    found = re.findall(r"(?<![a-z0-9])(i?q\d(?:_[a-z0-9]+)*|bf16|f16|f32)(?![a-z0-9_])", plain.lower())
    return str(found[-1]) if found else ""
