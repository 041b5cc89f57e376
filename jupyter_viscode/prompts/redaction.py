"""What of an error may leave this process: messages enter, the same without cell values leave.

Everything is hidden but what is known to be harmless, for a message can quote any cell. Harmless are words of the
instruction, of the programs, of column names (but at level ``none``), of the libraries, and plain words of messages.
A quoted piece, and whatever follows the last colon, must be one of the first three or the name of a type; so must a whole
message that the program itself raised. What equals a cell of a frame in memory is hidden even so.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from jupyter_viscode.prompts.vocabulary import MESSAGE_WORDS, TYPE_NAMES, source_words
from jupyter_viscode.types import ErrorInfo, Request

HIDDEN = "<value>"
_PIECE = re.compile(
    r"(?P<quoted>(?<!\w)(?:'(?:[^'\\\n]|\\.)*'(?!\w)|\"(?:[^\"\\\n]|\\.)*\"|`[^`\n]*`))"
    r"|(?P<template>\d+(?: to \d+)? positional arguments?|but \d+ (?:was|were) given|\b[0-3]-?[dD]\b|\baxis [01]\b"
    r"|\[Errno \d+\])"
    r"|(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|\d[\w.,:/+-]*))"
    r"|(?P<word>[^\W\d][\w.]*)"
    r"|(?P<space>\s+)|(?P<mark>[!-/:-@\[-`{-~])|(?P<other>.)"
)
_MOST_COLUMNS = 100
_MOST_CELLS = 1000
_SMALL = frozenset(("a", "an", "and", "or", "of", "the", "in", "to", "is", "not", "for", "at", "by", "with"))
_EXCEPTION = re.compile(r"[A-Za-z_]{1,40}(Error|Exception|Warning|Interrupt|Exit|Fault)")
_WARNING = re.compile(r"^(?:.*: )?([A-Za-z]+Warning): (.*)$", re.MULTILINE)


class Redactor:
    """Hides cell values, and at level ``none`` column names, in text that goes into a prompt.

    Parameters
    ----------
    request
        Its context's level decides; its instruction and code may be repeated.
    sources
        The programs tried so far, which the model has seen.
    cells
        What `cells_of` gives for the request, when it is known already.
    """

    def __init__(self, request: Request, sources: Sequence[str], cells: Sequence[str] | None = None) -> None:
        self.request = request
        level = request.context.level
        self.everything = level == "sample"
        self._sources = sources
        self._seen = "\n".join([request.instruction, request.code or "", *sources])
        frames = request.context.frames
        self._cells = cells_of(request) if cells is None else cells
        self._names = frozenset(c.name for f in frames for c in f.columns) if level != "none" else frozenset()
        self._words = frozenset(re.findall(r"\w+", self._seen)) | {part for n in self._names for part in re.findall(r"\w+", n)}

    def name(self, name: str) -> str:
        """The class of an error; a program can give one any name."""
        known = isinstance(getattr(builtins, name, None), type) or name in self._words
        return name if known or _EXCEPTION.fullmatch(name) else "Error"

    def message(self, error: ErrorInfo) -> str:
        """The message of an error."""
        if self.everything:
            return error.message
        words = frozenset() if self._is_own(error) else MESSAGE_WORDS | source_words(error.traceback)
        return self._redact(error.message, words)

    def _is_own(self, error: ErrorInfo) -> bool:
        """True when a program itself may have raised the error, with any text it liked."""
        position = (error.line or 0) - 1
        lines = (lines[position] for source in self._sources if 0 <= position < len(lines := source.splitlines()))
        return any(re.search(r"\b(raise|assert|throw)\b", line) for line in lines)

    def warnings(self, stderr: str) -> str:
        """The warnings in what a program wrote to stderr, without the rest."""
        found = [(m[1], m[2]) for m in _WARNING.finditer(stderr[-20_000:])]
        words = frozenset() if re.search(r"\bwarn\w*\s*\(|\bstderr\b", self._seen) else MESSAGE_WORDS
        return "\n".join(f"{self.name(kind)}: {self._redact(text, words)}" for kind, text in found)

    def finding(self, message: str) -> str:
        """A finding's sentence: written by this package, so only what it quotes and exact figures can be values."""
        if self.everything:
            return message
        return self._without_cells("".join(self._quoted_or_figure(m) for m in _PIECE.finditer(message)))

    def _quoted_or_figure(self, match: re.Match[str]) -> str:
        piece = match[0]
        if match.lastgroup == "quoted":
            return self._quoted(piece)
        if match.lastgroup == "number" and not re.fullmatch(r"\d{1,3}[.,:]?", piece):
            return piece if self._is_seen(piece.rstrip(".,:")) else HIDDEN
        return piece

    def _redact(self, message: str, words: Iterable[str]) -> str:
        vocabulary = frozenset(words) | self._words | TYPE_NAMES
        strict = self._words | TYPE_NAMES | _SMALL
        tail = message.rfind(": ")
        parts = [self._piece(m, strict if 0 <= tail < m.start() else vocabulary) for m in _PIECE.finditer(message)]
        text = self._without_cells("".join(parts))
        return re.sub(rf"{HIDDEN}(?:[ \t]*{HIDDEN})+", HIDDEN, text)

    def _without_cells(self, text: str) -> str:
        for cell in self._cells:
            if cell in text and not self._is_seen(cell):
                text = re.sub(rf"(?<!\w){re.escape(cell)}(?!\w)", HIDDEN, text)
        return text

    def _piece(self, match: re.Match[str], vocabulary: frozenset[str]) -> str:
        piece = match[0]
        kind = match.lastgroup
        if kind == "quoted":
            return self._quoted(piece)
        if kind in ("space", "mark", "template"):
            return piece
        if kind == "number":
            bare = piece.rstrip(".,:")
            return piece if self._is_seen(bare) else HIDDEN + piece[len(bare) :]
        if kind == "word":
            bare = piece.rstrip(".")
            good = all(part in vocabulary or part.lower() in vocabulary for part in bare.split("."))
            return piece if good else HIDDEN + piece[len(bare) :]
        return HIDDEN

    def _quoted(self, piece: str) -> str:
        inner = piece[1:-1]
        mark = piece[0]
        plain = inner.replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")
        harmless = not inner.strip() or plain in self._names or self._is_seen(plain) or plain in TYPE_NAMES
        return piece if harmless else f"{mark}{HIDDEN}{mark}"

    def _is_seen(self, text: str) -> bool:
        """True when `text` stands, as whole words, in the instruction or a program."""
        return bool(text) and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", self._seen) is not None


def cells_of(request: Request) -> list[str]:
    """Text in the first rows of the frames that are in memory, the longest first; lazy ones are not computed for this."""
    if request.context.level == "sample":
        return []
    found = {text for frame in request.frames.values() for text in _texts(frame)}
    return sorted(found - TYPE_NAMES - _SMALL, key=lambda text: (-len(text), text))


def _texts(frame: Any) -> Iterator[str]:
    for values in islice(_columns(frame), _MOST_COLUMNS):
        yield from (value for value in islice(iter(values), _MOST_CELLS) if isinstance(value, str) and len(value) > 2)


def _columns(frame: Any) -> Iterator[Iterable[Any]]:
    """The columns of frames whose cells are there; one of another kind might compute something when asked."""
    if isinstance(frame, Mapping):
        yield from (values for values in frame.values() if isinstance(values, Sequence) or type(values).__name__ == "ndarray")
    elif isinstance(frame, list):
        yield from (row.values() for row in frame if isinstance(row, Mapping))
    elif type(frame).__module__.partition(".")[0] in ("pandas", "polars") and type(frame).__name__ == "DataFrame":
        yield from (frame[column] for column in dict.fromkeys(frame.columns))
