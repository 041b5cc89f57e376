"""The models that are known by name: a name goes in, what is known of that model comes out.

The facts are in ``catalogue.toml``. A size is an estimate (parameters × bits of the quantization) until the file is here.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from jupyter_viscode.errors import ConfigError

BITS = {
    "q2_k": 3.17,
    "q3_k_m": 4.00,
    "q4_0": 4.66,
    "q4_k_s": 4.69,
    "q4_k_m": 4.92,
    "q5_k_m": 5.72,
    "q6_k": 6.57,
    "q8_0": 8.51,
    "bf16": 16.0,
    "f16": 16.0,
}
"""Bits a weight takes on average, by llama.cpp's name of the quantization: published file sizes of 7B models over their
parameters. ``bf16`` is also how the original weights lie."""

DEFAULT = "q4_k_m"
"""The quantization that is taken when none is named; below a billion parameters `DEFAULT_SMALL`."""
DEFAULT_SMALL = "q8_0"

_QUANTIZATION = re.compile(r"(?:i?q\d[a-z0-9_]*|bf16|f16|f32)", re.IGNORECASE)
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(?<!\.gguf)")


@dataclass(frozen=True)
class Shape:
    """What decides how much memory the weights and the context take."""

    parameters: int
    layers: int
    kv_heads: int
    head_size: int
    context: int
    """Tokens of prompt and answer that the model was made for."""


@dataclass(frozen=True)
class GgufRepository:
    """A repository with GGUF files of a model."""

    repository: str
    verified: bool
    """True when its name and a file's name were seen where it is published, False when only others name it."""


@dataclass(frozen=True)
class Entry:
    """What is known of one model."""

    name: str
    title: str
    repository: str
    """The original weights on the Hugging Face hub."""
    shape: Shape
    languages: tuple[str, ...]
    licence: str
    """As the repository states it; "" when it was not found."""
    vision: int = 0
    """Parameters of the part that reads pictures, which lies in a file of its own (mmproj); 0 for none."""
    gguf: tuple[GgufRepository, ...] = ()
    score: str = ""
    """Figures of the source papers."""
    note: str = ""

    @property
    def quantization(self) -> str:
        """What is taken when none is named: the original weights where no GGUF file is known."""
        if not self.gguf:
            return "bf16"
        return DEFAULT if self.shape.parameters >= 10**9 else DEFAULT_SMALL

    def file_size(self, quantization: str | None = None) -> int:
        """Estimated bytes of the weights, the vision part included."""
        bits = BITS.get((quantization or self.quantization).lower(), 16.0)
        # The vision part is kept at 16 bits: it is small, and its quantizations are rarely published.
        return round(self.shape.parameters * bits / 8) + self.vision * 2

    def context_size(self, tokens: int) -> int:
        """Bytes that the keys and values of `tokens` tokens take, at 16 bits each."""
        return 2 * self.shape.layers * self.shape.kv_heads * self.shape.head_size * 2 * tokens


@dataclass(frozen=True)
class Named:
    """What a name asks for."""

    name: str
    """As it was given."""
    repository: str
    """Where the files are on the hub."""
    entry: Entry | None = None
    quantization: str | None = None
    """The one that was named; None leaves the choice."""
    file: str | None = None
    """The one file that was named."""
    others: tuple[str, ...] = field(default=())
    """Further repositories with the same files, to try when the first has gone."""


@cache
def entries() -> tuple[Entry, ...]:
    """All models, best first."""
    import tomllib

    text = resources.files("jupyter_viscode.host.library").joinpath("catalogue.toml").read_text(encoding="utf-8")
    facts = tomllib.loads(text)
    shapes = {name: Shape(**values) for name, values in facts["shape"].items()}
    return tuple(_entry(values, shapes) for values in facts["model"])


def _entry(values: dict[str, Any], shapes: dict[str, Shape]) -> Entry:
    gguf = tuple(GgufRepository(**each) for each in values.pop("gguf", ()))
    languages = tuple(values.pop("languages"))
    return Entry(shape=shapes[values.pop("shape")], languages=languages, gguf=gguf, **values)


def names() -> list[str]:
    """The names of all models."""
    return [entry.name for entry in entries()]


def entry_of(repository: str) -> Entry | None:
    """The model whose original weights or GGUF files a repository holds."""
    wanted = repository.lower()
    for entry in entries():
        if wanted in (entry.repository.lower(), *(each.repository.lower() for each in entry.gguf)):
            return entry
    return None


def find(name: str) -> Named:
    """What a name asks for: ``viscoder2-7b``, ``viscoder2-7b:q4_k_m``, ``org/name`` or ``org/name:file.gguf``.

    Raises
    ------
    ConfigError
        The name is in no form that is known; the message holds the nearest known names.
    """
    base, _, part = name.strip().partition(":")
    quantization, file = _part(name, part)
    if _REPOSITORY.fullmatch(base):
        return Named(name, base, entry_of(base), quantization, file)
    entry = next((each for each in entries() if each.name == _plain(base)), None)
    if entry is None:
        raise ConfigError(f"There is no model called {name!r}.", hint=_nearest(base))
    if quantization == "bf16" or not entry.gguf:
        return Named(name, entry.repository, entry, quantization, file)
    first, *others = (each.repository for each in entry.gguf)
    return Named(name, first, entry, quantization, file, tuple(others))


def _part(name: str, part: str) -> tuple[str | None, str | None]:
    """What follows the colon: a quantization or a file."""
    if not part:
        return None, None
    if part.lower().endswith(".gguf"):
        return None, part
    if _QUANTIZATION.fullmatch(part):
        return part.lower(), None
    raise ConfigError(
        f"{part!r} in {name!r} is neither a quantization nor a GGUF file.",
        hint=f"Quantizations: {', '.join(BITS)}; or write the file's whole name, which ends in .gguf.",
    )


def _plain(name: str) -> str:
    """A name as the catalogue writes it: without the maker, ``Instruct`` and ``GGUF``."""
    lowered = re.sub(r"[\s_]+", "-", name.strip().lower())
    return re.sub(r"-(?:instruct|gguf)\b", "", lowered)


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(_plain(name), names(), n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(map(repr, near))}? 'viscode models' lists all."
    return "'viscode models' lists the names; a path or ORG/NAME of the Hugging Face hub works too."
