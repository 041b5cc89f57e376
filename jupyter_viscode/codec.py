"""Dataclasses to JSON and back, for what comes from a process that is not trusted.

A value of `jupyter_viscode.types` or `jupyter_viscode.spec` enters `encode`; text leaves that `decode` turns into an equal
value. Reading makes nothing but those dataclasses and plain values, and checks every field against its declared type, so a
hostile sender can lie but not run code here.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import functools
import json
import math
import types as stdlib_types
import typing
from collections.abc import Mapping
from typing import Any

from jupyter_viscode import spec, types

_CLASSES: dict[str, type] = {
    name: value
    for module in (types, spec)
    for name, value in vars(module).items()
    if isinstance(value, type) and dataclasses.is_dataclass(value)
}
_DEPTH = 60


class CodecError(ValueError):
    """The text is no encoded value."""


def encode(value: Any) -> str:
    """JSON text of a dataclass or plain value; what has no plain form becomes its text."""
    return json.dumps(_pack(value), ensure_ascii=True, allow_nan=False)


def decode(text: str | bytes) -> Any:
    """The value that `encode` was given; raises CodecError for anything else."""
    try:
        return _unpack(json.loads(text), 0)
    except CodecError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CodecError(f"not an encoded value: {error}") from error


def _pack(value: Any, depth: int = 0) -> Any:
    if depth > _DEPTH:
        return str(value)[:200]
    if value is None or value is True or value is False or type(value) is str or type(value) is int:
        return value
    if dataclasses.is_dataclass(value) and type(value).__name__ in _CLASSES:
        parts = {f.name: _pack(getattr(value, f.name), depth + 1) for f in dataclasses.fields(value)}
        return {"is": type(value).__name__, "of": parts}
    if isinstance(value, Mapping):
        if all(type(key) is str for key in value) and "is" not in value:
            return {key: _pack(item, depth + 1) for key, item in value.items()}
        return {"is": "map", "of": [[_pack(k, depth + 1), _pack(v, depth + 1)] for k, v in value.items()]}
    if isinstance(value, list):
        return [_pack(item, depth + 1) for item in value]
    if isinstance(value, (tuple, set, frozenset)):
        return {"is": "tuple", "of": [_pack(item, depth + 1) for item in value]}
    return _pack_scalar(value, depth)


def _pack_scalar(value: Any, depth: int) -> Any:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"is": "float", "of": str(float(value))}
    if isinstance(value, bytes):
        return {"is": "bytes", "of": base64.b64encode(value).decode()}
    # A pandas Timestamp is a datetime, a Timedelta a timedelta; nanoseconds are nothing that a chart shows.
    if isinstance(value, datetime.datetime):
        return {"is": "datetime", "of": value.isoformat()} if value == value else None
    if isinstance(value, datetime.date):
        return {"is": "date", "of": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"is": "time", "of": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"is": "duration", "of": value.total_seconds()} if value == value else None
    if isinstance(value, (int, str)):
        return int(value) if isinstance(value, int) else str(value)
    if callable(getattr(value, "tolist", None)):  # numpy arrays and scalars
        plain = value.tolist()
        return _pack(plain, depth + 1) if type(plain) is not type(value) else str(value)
    return str(value)[:10_000]


def _unpack(value: Any, depth: int) -> Any:
    if depth > 4 * _DEPTH:
        raise CodecError("nested too deeply")
    if isinstance(value, list):
        return [_unpack(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if "is" not in value:
        return {key: _unpack(item, depth + 1) for key, item in value.items()}
    kind, content = value["is"], value["of"]
    if kind in _CLASSES:
        return _build(_CLASSES[kind], {name: _unpack(item, depth + 1) for name, item in content.items()})
    if kind == "tuple":
        return tuple(_unpack(item, depth + 1) for item in content)
    if kind == "map":
        return {_key(_unpack(k, depth + 1)): _unpack(v, depth + 1) for k, v in content}
    if kind in _SCALARS:
        return _SCALARS[kind](content)
    raise CodecError(f"unknown kind {kind!r:.80}")


_SCALARS: dict[str, Any] = {
    "float": float,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "duration": lambda seconds: datetime.timedelta(seconds=seconds),
}


def _key(value: Any) -> Any:
    hash(value)
    return value


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _build(cls: type, parts: dict[str, Any]) -> Any:
    hints = _hints(cls)
    for name, part in parts.items():
        if name not in hints or not conforms(part, hints[name]):
            raise CodecError(f"{cls.__name__}.{name:.80} cannot be {type(part).__name__}")
    return cls(**parts)


def conforms(value: Any, hint: Any) -> bool:
    """True when `value` is of the annotated type; knows what the contracts' annotations are made of."""
    if hint is Any:
        return True
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return value in arguments
    if origin in (typing.Union, stdlib_types.UnionType):
        return any(conforms(value, one) for one in arguments)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if arguments and arguments[-1] is Ellipsis:
            return all(conforms(item, arguments[0]) for item in value)
        return len(value) == len(arguments) and all(map(conforms, value, arguments))
    if origin is not None:
        if not isinstance(value, origin):
            return False
        if issubclass(origin, Mapping) and arguments:
            return all(conforms(k, arguments[0]) and conforms(v, arguments[1]) for k, v in value.items())
        return origin is not list or not arguments or all(conforms(item, arguments[0]) for item in value)
    if hint is None or hint is type(None):
        return value is None
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)
