"""The head of a GGUF file: a path enters, its metadata and the place of its tensors leave; no weights are read.

Standard library only. What is no GGUF file, or not all of one, is refused with its cause.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import ModelError

_AGAIN = "Download it again, or check its checksum."
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
_SANE = 1 << 32
"""More items or bytes than any part of a head has: a larger number means that the file is corrupt."""
_FEW = 64
"""Lists up to this length are kept; longer ones are vocabularies, of which only the length matters here."""

BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136),
    24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66),
    39: (32, 17), 40: (64, 36), 41: (128, 18),
}  # fmt: skip
"""Number of a tensor's type to (values in a block, bytes of a block)."""


@dataclass(frozen=True)
class Head:
    """What a GGUF file says of itself."""

    values: dict[str, Any]
    """Metadata by key; a list of more than a few items is its length."""
    tensors: int
    parameters: int
    end: int
    """Bytes that the file must have, as far as the types of its tensors are known."""

    def of(self, key: str) -> Any:
        """A value that belongs to the architecture, such as ``block_count``."""
        return self.values.get(f"{self.values.get('general.architecture', '')}.{key}")


def read_head(path: Path) -> Head:
    """The head of a whole file.

    Raises
    ------
    ModelError
        The file is missing, no GGUF file, of an unknown version, corrupt, or shorter than its tensors.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise _foreign(path)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                head = _read(data)
                size = len(data)
    except FileNotFoundError:
        raise ModelError(f"There is no file {path}.", hint="Check the path; 'viscode models' lists what is here.") from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}.", hint="Check its permissions.") from None
    except _Cut:
        raise ModelError(f"{path.name} is cut off within its head ({path.stat().st_size:,} bytes).", hint=_AGAIN) from None
    except (struct.error, UnicodeDecodeError, ValueError, OverflowError, RecursionError) as error:
        raise ModelError(f"{path.name} is corrupt: {error}.", hint=_AGAIN) from None
    if size < head.end:
        raise ModelError(f"{path.name} is cut off: it has {size:,} of at least {head.end:,} bytes.", hint=_AGAIN)
    return head


class _Cut(Exception):
    """The file ends before its head does."""


def _foreign(path: Path) -> ModelError:
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"version https://git-lfs"):
        return ModelError(
            f"{path.name} is only a pointer of Git LFS to the file.", hint="Fetch the file itself with: git lfs pull"
        )
    if not start.strip(b"\0"):
        return ModelError(f"{path.name} is empty.", hint=_AGAIN)
    return ModelError(f"{path.name} is no GGUF file.", hint="Give a .gguf file, or the folder of a Hugging Face model.")


class _Cursor:
    """Reads one value after the other."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.at = 4

    def number(self, form: str) -> Any:
        width = struct.calcsize("<" + form)
        if self.at + width > len(self.data):
            raise _Cut
        (value,) = struct.unpack_from("<" + form, self.data, self.at)
        self.at += width
        return value

    def count(self) -> int:
        value = int(self.number("Q"))
        if value > _SANE:
            raise ValueError(f"it counts {value:,} items")
        return value

    def skip(self, size: int) -> None:
        self.at += size
        if self.at > len(self.data):
            raise _Cut

    def text(self) -> str:
        size = self.count()
        start = self.at
        self.skip(size)
        return self.data[start : self.at].decode("utf-8", errors="strict")

    def value(self, kind: int) -> Any:
        if kind in _NUMBERS:
            return self.number(_NUMBERS[kind])
        if kind == _TEXT:
            return self.text()
        if kind == _LIST:
            return self.items()
        raise ValueError(f"it holds a value of the unknown type {kind}")

    def items(self) -> Any:
        kind, count = self.number("I"), self.count()
        if count <= _FEW:
            return [self.value(kind) for _ in range(count)]
        if kind in _NUMBERS:
            self.skip(count * struct.calcsize("<" + _NUMBERS[kind]))
        elif kind == _TEXT:
            for _ in range(count):
                self.skip(self.count())
        else:
            raise ValueError(f"it holds a list of the unknown type {kind}")
        return count


def _read(data: mmap.mmap) -> Head:
    cursor = _Cursor(data)
    version = cursor.number("I")
    if version not in (2, 3):
        raise ValueError(f"it has the unknown version {version}")
    tensors, pairs = cursor.count(), cursor.count()
    values: dict[str, Any] = {}
    for _ in range(pairs):
        key = cursor.text()
        values[key] = cursor.value(cursor.number("I"))
    parameters, last = 0, 0
    for _ in range(tensors):
        shape, kind, offset = _tensor(cursor)
        parameters += prod(shape)
        block, width = BLOCKS.get(kind, (1, 0))
        last = max(last, offset + prod(shape) // block * width)
    alignment = values.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= 1 << 20:
        raise ValueError(f"its alignment is {alignment!r}")
    start = -(-cursor.at // alignment) * alignment
    return Head(values, tensors, parameters, start + last if tensors else cursor.at)


def _tensor(cursor: _Cursor) -> tuple[list[int], int, int]:
    """Shape, type and offset of the next tensor."""
    cursor.text()
    dimensions = cursor.number("I")
    if dimensions > 8:
        raise ValueError(f"a tensor has {dimensions} dimensions")
    shape = [cursor.count() for _ in range(dimensions)]
    return shape, cursor.number("I"), int(cursor.number("Q"))
