"""Results enter, a local record of questions, attempts and accepted code leaves.

One SQLite file in the Jupyter data directory, made by the first write. Stored are the instruction, what makes the answer
reproducible, and every attempt: code, status, error, findings. Errors and findings are redacted as they are for a model: unless
the level was ``sample``, no cell value is stored that the instruction or a program does not contain. Output, pictures and reprs
are never stored.

Whatever is wrong with the file (locked, read-only, damaged, no space, made by a newer version), one sentence is logged and the
history goes on in memory, for this process: an answer never fails because of it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from jupyter_viscode.types import Attempt, Context, Request, Result

KEPT = 10_000
"""Questions that are kept; the oldest go."""
BUSY_SECONDS = 5.0
"""How long a write waits for other kernels."""

_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE questions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, cell_id TEXT, key TEXT, instruction TEXT NOT NULL,
            status TEXT NOT NULL, engine TEXT NOT NULL, settings TEXT NOT NULL, code TEXT, seconds REAL NOT NULL,
            accepted INTEGER NOT NULL DEFAULT 0
        )""",
        "CREATE INDEX questions_by_key ON questions (key)",
        """CREATE TABLE attempts (
            question INTEGER NOT NULL, number INTEGER NOT NULL, origin TEXT NOT NULL, code TEXT NOT NULL, status TEXT NOT NULL,
            error TEXT NOT NULL, message TEXT NOT NULL, line INTEGER, findings TEXT NOT NULL, seconds REAL NOT NULL,
            PRIMARY KEY (question, number)
        )""",
    ),
)
"""Statements that make each version of the file out of the one before; ``PRAGMA user_version`` counts those applied."""

_SETTINGS = ("seed", "level", "variant", "model", "library", "language", "frame", "context_hash", "code_hash", "version")
"""Keys of `Result.record` that are stored."""

_log = logging.getLogger("jupyter_viscode")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Step:
    """One attempt, as it is remembered."""

    origin: str
    code: str
    status: str
    error: str = ""
    """The exception's class."""
    message: str = ""
    """Its message, redacted."""
    line: int | None = None
    findings: tuple[tuple[str, str], ...] = ()
    """Rule and redacted sentence of each."""
    seconds: float = 0.0


@dataclass(frozen=True)
class Entry:
    """One question, as it is remembered. Its text is one line."""

    id: int
    time: float
    """Seconds since 1970."""
    instruction: str
    status: str
    engine: str
    code: str | None
    accepted: bool
    cell_id: str | None = None
    key: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    """Seed, level, model, ... of the answer's record."""
    steps: tuple[Step, ...] = ()
    seconds: float = 0.0

    def __str__(self) -> str:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.time))
        said = textwrap.shorten(self.instruction, 80, placeholder=" …")
        state = "accepted" if self.accepted else self.status
        return f"{self.id:>4}  {when}  {state}, {len(self.steps)} attempt(s), {self.engine or 'no engine'}: {said}"


class History:
    """The local history.

    Parameters
    ----------
    path
        The file; None for the one in the Jupyter data directory.
    enabled
        False keeps everything in memory: it is forgotten when the process ends.
    """

    def __init__(self, path: Path | str | None = None, enabled: bool = True) -> None:
        self.enabled = enabled
        self.warning = ""
        """Why the file is not used, if it is not; said once."""
        self._path = Path(path) if path is not None else None
        self._memory: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path if self._path is not None else default_path()

    # -- what is asked -------------------------------------------------------------------------------------------------

    def add(self, result: Result, *, cell_id: str | None = None, key: str | None = None) -> int:
        """Remember a result; returns its number for `accept`.

        Parameters
        ----------
        key
            Hash of all that the answer depends on (cell, prompt, context), by which it is found again.
        """
        question, attempts = _rows(result, cell_id, key)

        def write(connection: sqlite3.Connection) -> int:
            number = connection.execute(
                "INSERT INTO questions (time, cell_id, key, instruction, status, engine, settings, code, seconds)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                question,
            ).lastrowid
            connection.executemany(
                "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(number, i, *attempt) for i, attempt in enumerate(attempts)],
            )
            _forget_old(connection, number or 0)
            return number or 0

        return self._write(write)

    def accept(self, number: int) -> None:
        """Note that the code of an answer was run in the session."""
        self._write(lambda c: c.execute("UPDATE questions SET accepted = 1, status = 'ok' WHERE id = ?", (number,)))

    def last(self, n: int = 10) -> list[Entry]:
        """The last n questions, the newest last."""
        return self._read(lambda c: _entries(c, "ORDER BY id DESC LIMIT ?", (min(max(n, 0), sys.maxsize),)))[::-1]

    def find(self, key: str) -> Entry | None:
        """The newest question with that key whose code was accepted."""
        found = self._read(lambda c: _entries(c, "WHERE key = ? AND accepted = 1 ORDER BY id DESC LIMIT 1", (key,)))
        return found[0] if found else None

    def accepted(self, key: str) -> str | None:
        """The code that was accepted for that key."""
        entry = self.find(key)
        return entry.code if entry else None

    def clear(self) -> None:
        """Forget everything; what was stored is overwritten in the file."""

        def empty(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM attempts")
            connection.execute("DELETE FROM questions")

        if self._on_disk and not self.path.exists():
            return
        self._write(empty)

    # -- the file, or memory in its stead ------------------------------------------------------------------------------

    @property
    def _on_disk(self) -> bool:
        return self.enabled and not self.warning

    def _write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with self._lock:
            if self._on_disk:
                try:
                    return self._write_file(work)
                except (sqlite3.Error, OSError, ValueError) as error:
                    self._give_up(error)
            with self._in_memory() as connection:
                return work(connection)

    def _read(self, work: Callable[[sqlite3.Connection], list[Entry]]) -> list[Entry]:
        with self._lock:
            if self._on_disk:
                try:
                    return self._read_file(work)
                except (sqlite3.Error, OSError, ValueError) as error:
                    self._give_up(error)
            with self._in_memory() as connection:
                return work(connection)

    def _write_file(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        path = self.path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with _connected(str(path)) as connection, _transaction(connection):
            _migrate(connection)
            return work(connection)

    def _read_file(self, work: Callable[[sqlite3.Connection], list[Entry]]) -> list[Entry]:
        """Reading makes no file, and works in a directory that cannot be written to."""
        if not self.path.exists():
            return []
        with _connected(f"{self.path.absolute().as_uri()}?mode=ro", uri=True) as connection:
            version = _version(connection)
            if version == len(_MIGRATIONS):
                return work(connection)
        return [] if version == 0 else self._write_file(work)

    @contextlib.contextmanager
    def _in_memory(self) -> Iterator[sqlite3.Connection]:
        if self._memory is None:
            self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
            _migrate(self._memory)
        with _transaction(self._memory):
            yield self._memory

    def _give_up(self, error: Exception) -> None:
        self.warning = (
            f"The history in {self.path} cannot be used ({error}); this session's questions are remembered until it ends. "
            "Move that file away, or switch the history off with: %config VisCode.history = False"
        )
        _log.warning(self.warning)

    def __del__(self) -> None:
        memory = getattr(self, "_memory", None)
        if memory is not None:
            memory.close()


def default_path() -> Path:
    """The history's file in the Jupyter data directory."""
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "viscode" / "history.sqlite"


# -- SQL ---------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _connected(name: str, uri: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection for one piece of work: nothing stays open over a fork, and a file that was moved away is noticed."""
    connection = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, uri=uri)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """The write lock is taken at once: a later upgrade could not wait for its turn."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise sqlite3.DatabaseError("it was made by a newer version of jupyter_viscode")
    return version


def _migrate(connection: sqlite3.Connection) -> None:
    version = _version(connection)
    for statements in _MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    if version < len(_MIGRATIONS):
        connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _forget_old(connection: sqlite3.Connection, newest: int) -> None:
    connection.execute("DELETE FROM attempts WHERE question <= ?", (newest - KEPT,))
    connection.execute("DELETE FROM questions WHERE id <= ?", (newest - KEPT,))


def _entries(connection: sqlite3.Connection, which: str, values: tuple[Any, ...]) -> list[Entry]:
    """Questions with their attempts; `which` is SQL of this module."""
    rows = _named(connection, f"SELECT * FROM questions {which}", values)
    return [
        Entry(
            **{
                name: row[name]
                for name in ("id", "time", "instruction", "status", "engine", "code", "cell_id", "key", "seconds")
            },
            accepted=bool(row["accepted"]),
            settings=json.loads(row["settings"]),
            steps=_steps(connection, row["id"]),
        )
        for row in rows
    ]


def _steps(connection: sqlite3.Connection, question: int) -> tuple[Step, ...]:
    rows = _named(connection, "SELECT * FROM attempts WHERE question = ? ORDER BY number", (question,))
    return tuple(
        Step(
            **{name: row[name] for name in ("origin", "code", "status", "error", "message", "line", "seconds")},
            findings=tuple((rule, said) for rule, said in json.loads(row["findings"])),
        )
        for row in rows
    )


def _named(connection: sqlite3.Connection, query: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, values).fetchall()


# -- what is stored ----------------------------------------------------------------------------------------------------


def _rows(result: Result, cell_id: str | None, key: str | None) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """The values of a question and of its attempts, in the order of the tables' columns."""
    from jupyter_viscode.prompts.redaction import Redactor

    settings = {name: result.record[name] for name in _SETTINGS if name in result.record}
    level = settings.get("level", "schema")
    asked = Request(_text(result.instruction), context=Context(level=level))
    redactor = Redactor(asked, [attempt.code.source for attempt in result.attempts])
    question = (
        time.time(),
        cell_id,
        key,
        _text(result.instruction),
        result.status,
        _text(result.engine),
        json.dumps(settings, default=str),
        _text(result.code.source) if result.code else None,
        result.seconds,
    )
    return question, [_attempt_row(attempt, redactor) for attempt in result.attempts]


def _attempt_row(attempt: Attempt, redactor: Any) -> tuple[Any, ...]:
    outcome = attempt.outcome
    error = outcome.error
    findings = [(finding.rule, redactor.finding(finding.message)) for finding in outcome.findings]
    return (
        attempt.origin,
        _text(attempt.code.source),
        outcome.status,
        redactor.name(error.name) if error else "",
        _text(redactor.message(error)) if error else "",
        error.line if error else None,
        json.dumps(findings),
        outcome.seconds,
    )


def _text(text: str) -> str:
    """Text that SQLite can hold: lone surrogates are replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
