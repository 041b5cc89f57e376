"""Server-sent events, read leniently: bytes of a stream enter, the text of each event's data leaves.

Servers differ: some leave out the empty line between events, some send CRLF or lone CR, some cut a character in two.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator


class EventDecoder:
    """Turn chunks of bytes into the data of events."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._rest = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The events that are complete with this chunk."""
        self._rest += self._decode(chunk)
        while (line := self._line()) is not None:
            yield from self._take(line)

    def close(self) -> Iterator[str]:
        """What is left when the stream ends without an empty line."""
        self._rest += self._decode(b"", True)
        yield from self._take(self._rest.removesuffix("\r"))
        self._rest = ""
        yield from self._take("")

    def _line(self) -> str | None:
        """The next whole line. Only CR and LF end a line: JSON may hold other separators of Unicode."""
        ends = [i for i in (self._rest.find("\n"), self._rest.find("\r")) if i >= 0]
        if not ends:
            return None
        end = min(ends)
        if self._rest[end] == "\r" and end + 1 == len(self._rest):
            return None  # the LF of a CRLF may be in the next chunk
        width = 2 if self._rest.startswith("\r\n", end) else 1
        line, self._rest = self._rest[:end], self._rest[end + width :]
        return line

    def _take(self, line: str) -> Iterator[str]:
        line = line.removeprefix("\ufeff")
        if line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
            if _complete("\n".join(self._data)):
                line = ""
        if not line and self._data:
            data, self._data = "\n".join(self._data), []
            if data.strip():
                yield data


def _complete(data: str) -> bool:
    """True for data that needs no further line, so that a missing empty line loses nothing."""
    if data.strip() == "[DONE]":
        return True
    if not data.lstrip().startswith("{"):
        return False
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
