"""A program's variables, carried from the session to a clean process through files.

Variables enter `pack`; files in a folder and their list leave; `unpack` makes equal variables of them in the other process.
This direction is trusted, so what is no frame may cross by pickle; nothing ever comes back this way.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import linecache
import pickle
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

WHOLE = 200 * 2**20
"""Bytes of one frame up to which it crosses whole."""
LAZY_ROWS = 100_000
"""Rows that are computed of a lazy source."""


@dataclass(frozen=True)
class Item:
    """One variable in the folder."""

    name: str
    form: str
    """How it is written: a key of the readers, e.g. ``pandas``, ``polars``, ``pickle``."""
    file: str
    """File name in the folder; the text itself for ``module`` and ``source``."""


@dataclass
class Parcel:
    """What `pack` wrote."""

    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences for the user: what is a sample."""
    refused: str = ""
    """Why a variable cannot cross; empty when all can."""
    size: int = 0
    """Bytes of all files."""


class _CannotCrossError(Exception):
    """Carries the sentence for the user."""


def pack(variables: Mapping[str, Any], named: set[str], mentioned: set[str], folder: str) -> Parcel:
    """Write variables to `folder`.

    Parameters
    ----------
    named
        Names that the program uses: each must cross.
    mentioned
        Names that only occur in its strings (SQL, ``query``): they cross if they can.
    """
    packer = _Packer(variables, Path(folder))
    for name in sorted(named & set(variables)):
        try:
            packer.put(name)
        except _CannotCrossError as error:
            packer.parcel.refused = str(error)
            return packer.parcel
    for name in sorted((mentioned - named) & set(variables)):
        with contextlib.suppress(_CannotCrossError):
            packer.put(name)
    packer.parcel.size = sum(file.stat().st_size for file in Path(folder).iterdir())
    return packer.parcel


class _Packer:
    """Writes variables, each once, and those that a function's source needs."""

    def __init__(self, variables: Mapping[str, Any], folder: Path) -> None:
        self._variables = variables
        self._folder = folder
        self._done: set[str] = set()
        self.parcel = Parcel()

    def put(self, name: str) -> None:
        if name in self._done:
            return
        self._done.add(name)
        value = self._variables[name]
        try:
            form, content = self._write(name, value)
        except _CannotCrossError:
            raise
        except Exception as error:
            raise _CannotCrossError(_sentence(name, value)) from error
        self.parcel.items.append(Item(name, form, content))

    def _write(self, name: str, value: Any) -> tuple[str, str]:
        if isinstance(value, ModuleType):
            return "module", value.__name__
        if isinstance(value, (FunctionType, type)) and value.__module__ == "__main__":
            return "source", self._source(name, value)
        root = type(value).__module__.partition(".")[0].lstrip("_")
        writer: Callable[[str, Any], str] | None = {
            "pandas": self._pandas, "polars": self._polars, "pyarrow": self._arrow, "duckdb": self._duckdb,
            "dask": self._dask, "numpy": self._numpy,
        }.get(root)  # fmt: skip
        form = writer(name, value) if writer else ""
        if form:
            return form, name
        return "pickle", self._pickle(name, value)

    # -- frames --------------------------------------------------------------------------------------------------------

    def _pandas(self, name: str, value: Any) -> str:
        import pandas as pd
        import pyarrow as pa

        if not isinstance(value, pd.DataFrame):
            return ""
        part = self._sample(name, value, int(value.memory_usage(index=True).sum()), lambda at: value.iloc[at])
        with contextlib.suppress(pa.ArrowException, ValueError, TypeError, NotImplementedError, OverflowError):
            empty = part.iloc[:0]
            again = pa.Table.from_pandas(empty).to_pandas()
            if not (again.dtypes.equals(empty.dtypes) and again.columns.equals(empty.columns) and not value.attrs):
                raise ValueError("does not survive Arrow")
            self._ipc(name, pa.Table.from_pandas(part, nthreads=1))
            return "pandas"
        self._dump(name, part)
        return "pickle"

    def _polars(self, name: str, value: Any) -> str:
        kind = type(value).__name__
        if kind == "LazyFrame":
            value = value.head(LAZY_ROWS).collect()
            self._head_note(name)
        elif kind == "Series":
            self._ipc(name, value.to_frame().to_arrow())
            return "polars series"
        elif kind != "DataFrame":
            return ""
        part = self._sample(name, value, value.estimated_size(), lambda at: value[at.tolist()])
        self._ipc(name, part.to_arrow())
        return "polars lazy" if kind == "LazyFrame" else "polars"

    def _arrow(self, name: str, value: Any) -> str:
        import pyarrow as pa

        if isinstance(value, pa.RecordBatch):
            self._ipc(name, pa.Table.from_batches([value]))
            return "arrow batch"
        if not isinstance(value, pa.Table):
            return ""
        self._ipc(name, self._sample(name, value, value.nbytes, value.take))
        return "arrow"

    def _duckdb(self, name: str, value: Any) -> str:
        if type(value).__name__ != "DuckDBPyRelation":
            return ""
        limited = value.limit(LAZY_ROWS)
        self._ipc(name, limited.to_arrow_table() if hasattr(limited, "to_arrow_table") else limited.arrow())
        self._head_note(name)
        return "duckdb"

    def _dask(self, name: str, value: Any) -> str:
        if not hasattr(value, "npartitions") or type(value).__name__ != "DataFrame":
            return ""
        part = value.head(LAZY_ROWS, npartitions=1, compute=True)
        self._dump(name, part)
        self._head_note(name)
        return "dask"

    def _numpy(self, name: str, value: Any) -> str:
        import numpy as np

        if not isinstance(value, np.ndarray) or value.dtype.hasobject or value.ndim == 0:
            return ""
        array = np.asarray(value)  # a memmap crosses as its values
        part = self._sample(name, array, array.nbytes, lambda at: array[at])
        with (self._folder / name).open("wb") as file:
            np.save(file, part, allow_pickle=False)
        return "numpy"

    def _sample(self, name: str, value: Any, size: int, take: Callable[[Any], Any]) -> Any:
        """The value, or evenly spaced rows of it when it is large."""
        rows = len(value)
        if size <= WHOLE or rows < 2:
            return value
        import numpy as np

        kept = max(1, int(rows * WHOLE / size))
        self.parcel.notes.append(f"{name} was tried on a sample of {kept:,} of {rows:,} rows.")
        return take(np.linspace(0, rows - 1, kept).astype(np.int64))

    def _head_note(self, name: str) -> None:
        self.parcel.notes.append(f"{name} is lazy: it was tried on its first {LAZY_ROWS:,} rows at most.")

    def _ipc(self, name: str, table: Any) -> None:
        import pyarrow as pa

        with pa.OSFile(str(self._folder / name), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)

    # -- other objects -------------------------------------------------------------------------------------------------

    def _pickle(self, name: str, value: Any) -> str:
        self._dump(name, value)
        return name

    def _dump(self, name: str, value: Any) -> None:
        with (self._folder / name).open("wb") as file:
            _Pickler(file, protocol=5).dump(value)

    def _source(self, name: str, value: Any) -> str:
        """The text of a function or class of the notebook; the names that it uses are sent as well."""
        if getattr(value, "__closure__", None):
            raise _CannotCrossError(_sentence(name, value))
        text = _class_text(value) if isinstance(value, type) else textwrap.dedent(inspect.getsource(value))
        tree = ast.parse(text)  # a lambda's text is the whole statement around it
        if len(tree.body) != 1 or not isinstance(tree.body[0], (ast.FunctionDef, ast.ClassDef, ast.Assign)):
            raise _CannotCrossError(_sentence(name, value))
        used: set[str] = set(getattr(getattr(value, "__code__", None), "co_names", ()))
        if isinstance(value, type):
            for member in vars(value).values():
                used |= set(getattr(getattr(member, "__code__", None), "co_names", ()))
        for other in sorted(used & set(self._variables)):
            self.put(other)
        if value.__name__ != name and value.__name__.isidentifier():
            text += f"\n{name} = {value.__name__}\n"
        return text


class _Pickler(pickle.Pickler):
    """Refuses what the other process could not load: classes and functions of the notebook."""

    def reducer_override(self, value: Any) -> Any:
        owner = value if isinstance(value, (type, FunctionType)) else type(value)
        if owner.__module__ == "__main__":
            raise pickle.PicklingError("defined in the session")
        return NotImplemented


def _class_text(value: type) -> str:
    """The source of a class; those of a notebook have no file, but their methods remember their cell."""
    for member in vars(value).values():
        if isinstance(member, FunctionType):
            text = "".join(linecache.getlines(member.__code__.co_filename))
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ClassDef) and node.name == value.__name__:
                    return textwrap.dedent(ast.get_source_segment(text, node, padded=True) or "")
    return textwrap.dedent(inspect.getsource(value))


def _sentence(name: str, value: Any) -> str:
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    return f"{name} ({kind}) cannot be sent to the separate process in which this program has to be tried."


# -- the other side ----------------------------------------------------------------------------------------------------


def unpack(items: list[Item], folder: str) -> dict[str, Any]:
    """The variables that `pack` wrote."""
    variables: dict[str, Any] = {}
    sources = []
    for item in items:
        if item.form == "module":
            variables[item.name] = importlib.import_module(item.file)
        elif item.form == "source":
            sources.append(item.file)
        else:
            variables[item.name] = _READERS[item.form](str(Path(folder, item.file)))
    for text in sources:
        # Text of the user's own cells; dependencies were packed first.
        exec(compile(text, "<session>", "exec"), variables)
    variables.pop("__builtins__", None)
    return variables


def _table(path: str) -> Any:
    import pyarrow as pa

    with pa.memory_map(path) as source:
        return pa.ipc.open_file(source).read_all()


def _read_pickle(path: str) -> Any:
    with Path(path).open("rb") as file:
        return pickle.load(file)


def _read_numpy(path: str) -> Any:
    import numpy as np

    return np.load(path, mmap_mode="c", allow_pickle=False)[...]


def _polars_from(path: str) -> Any:
    return importlib.import_module("polars").from_arrow(_table(path))


def _read_dask(path: str) -> Any:
    importlib.import_module("dask").config.set(scheduler="synchronous")
    return importlib.import_module("dask.dataframe").from_pandas(_read_pickle(path), npartitions=1)


_READERS: dict[str, Callable[[str], Any]] = {
    "pandas": lambda path: _table(path).to_pandas(use_threads=False),
    "polars": _polars_from,
    "polars lazy": lambda path: _polars_from(path).lazy(),
    "polars series": lambda path: _polars_from(path).to_series(),
    "arrow": _table,
    "arrow batch": lambda path: _table(path).combine_chunks().to_batches()[0],
    "duckdb": lambda path: importlib.import_module("duckdb").from_arrow(_table(path)),
    "dask": _read_dask,
    "numpy": _read_numpy,
    "pickle": _read_pickle,
}


def session_state() -> dict[str, Any]:
    """What a program sees of a session beside its variables: working directory, import path, environment, plot settings."""
    import os

    state: dict[str, Any] = {"cwd": str(Path.cwd()), "path": list(sys.path), "environment": dict(os.environ), "settings": {}}
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        standard = matplotlib.rcParamsDefault
        state["settings"] = {
            key: value
            for key, value in dict.items(matplotlib.rcParams)
            if not key.startswith(("backend", "interactive")) and value != standard.get(key)
        }
    return state
