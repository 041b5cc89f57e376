"""A long run: tasks go in, their answers come out, kept in a file as they come, so that a stopped run goes on."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, TypeVar


class Keyed(Protocol):
    """A task, or the record of its answer."""

    @property
    def key(self) -> str:
        """By which an answer is found again."""
        ...


Task = TypeVar("Task", bound=Keyed)
Record = TypeVar("Record", bound=Keyed)


def add_options(parser: argparse.ArgumentParser, what: str) -> None:
    """Which tasks are taken, and where their answers are kept."""
    folds = ("all", "tuned", "held-out")
    parser.add_argument("--fold", default="all", choices=folds, help=f"which {what} (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where results.jsonl, report.json, report.html go")
    parser.add_argument("--fresh", action="store_true", help="forget the results of an earlier run")


def answered(
    path: Path, tasks: Sequence[Task], answer: Callable[[Task], Record], kind: type[Record], *, fresh: bool
) -> Iterator[Record]:
    """The record of each task, in their order: the one that the file has of an earlier run, else a new one.

    Parameters
    ----------
    path
        The file, one record a line.
    kind
        The records' dataclass.
    fresh
        Begin the file anew.
    """
    done = {} if fresh else _kept(path, kind)
    with path.open("a" if done else "w", encoding="utf-8") as file:
        for task in tasks:
            record = done.get(task.key)
            if record is None:
                record = answer(task)
                content: Any = record
                file.write(json.dumps(asdict(content)) + "\n")
                file.flush()
            yield record


def _kept(path: Path, kind: type[Record]) -> dict[str, Record]:
    """The answers of an earlier run; a last line cut short is dropped."""
    found: dict[str, Record] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError, TypeError):
                record = kind(**json.loads(line))
                found[record.key] = record
    return found
