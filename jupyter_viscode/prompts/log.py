"""Log text made fit for a prompt: raw output enters, a short excerpt of its relevant end leaves."""

from __future__ import annotations

import re

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_BYTES = re.compile(r"""\bb(?:'(?:[^'\\\n]|\\.){40,}'?|"(?:[^"\\\n]|\\.){40,}"?)""")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{120,}={0,2}")
_TOKEN = re.compile(r"<(?=\|)|(?<=<)(?=/?s>)|<(?=(?:start|end)_of_)|\[(?=/?INST\])")
"""Where a control token of a chat template would begin; servers read them wherever they stand in a message."""
_LINE = 300


def clean(text: str, limit: int) -> str:
    """At most `limit` characters of the end of `text`.

    Without ANSI escapes, control characters and chat templates' control tokens; long bytes literals and base64
    shortened; a line, or a group of up to three, that repeats itself is shown once with the number of times.
    """
    text = _ANSI.sub("", text[-50 * limit :].replace("\r\n", "\n"))
    text = "\n".join(line.rpartition("\r")[2] for line in text.split("\n"))  # a progress bar leaves its last state
    text = "".join(c for c in text if c in "\n\t" or c.isprintable())
    text = _BASE64.sub("…", _BYTES.sub("b'…'", text))
    text = _TOKEN.sub(lambda match: f"{match[0]} ", text)
    lines = [line if len(line) <= _LINE else line[: _LINE // 2] + " … " + line[-_LINE // 2 :] for line in text.split("\n")]
    return _tail("\n".join(_collapsed([line.rstrip() for line in lines])).strip("\n"), limit)


def _collapsed(lines: list[str]) -> list[str]:
    kept: list[str] = []
    position = 0
    while position < len(lines):
        size, times = _repetition(lines, position)
        kept += lines[position : position + size]
        if times > 1 and any(line.strip() for line in lines[position : position + size]):
            kept.append(f"[repeated {times} times]")
        position += size * times
    return kept


def _repetition(lines: list[str], start: int) -> tuple[int, int]:
    """Size of the group at `start` that repeats itself, and how often; (1, 1) when none does."""
    for size in (1, 2, 3):
        group = lines[start : start + size]
        times = 1
        while len(group) == size and lines[start + size * times : start + size * (times + 1)] == group:
            times += 1
        if times > 2 or (times == 2 and size == 1):
            return size, times
    return 1, 1


def _tail(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = text[len(text) - limit + 2 :]
    return "…\n" + (end.partition("\n")[2] or end)
