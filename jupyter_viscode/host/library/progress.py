"""How far a pull has come, on one line: progress goes in, text is written to a stream."""

from __future__ import annotations

import time
from typing import TextIO

from jupyter_viscode.host.library.machine import gib
from jupyter_viscode.host.library.pull import Progress

_WIDTH = 24
_STEP = 0.1
"""Share after which a stream that cannot go back gets a new line."""


class Line:
    """Writes the same line again where the stream can, and a line for each tenth where it cannot.

    Parameters
    ----------
    stream
        A terminal, a notebook's output or a file.
    moving
        True when the stream can go back to the line's start; None finds out.
    """

    def __init__(self, stream: TextIO, moving: bool | None = None) -> None:
        self.stream = stream
        self.moving = stream.isatty() if moving is None else moving
        self._began: tuple[float, int] | None = None
        self._told = -_STEP
        self._length = 0

    def __call__(self, progress: Progress) -> None:
        """Show one report."""
        if self._began is None:
            self._began = (time.monotonic(), progress.done)
        text = self._text(progress)
        if self.moving:
            self.stream.write("\r" + text.ljust(self._length))
            self._length = len(text)
        elif progress.done >= progress.total or progress.done / progress.total >= self._told + _STEP:
            if self._told >= 1:
                return
            self._told = progress.done / progress.total
            self.stream.write(text + "\n")
        self.stream.flush()

    def end(self) -> None:
        """Leave the line, so that what follows begins anew."""
        if self.moving and self._length:
            self.stream.write("\n")
            self.stream.flush()
        self._length = 0

    def _text(self, progress: Progress) -> str:
        share = progress.done / progress.total if progress.total else 1.0
        bar = "█" * int(share * _WIDTH)
        what = "checking" if progress.checking else self._speed(progress)
        return f"{bar:░<{_WIDTH}} {share:4.0%}  {gib(progress.done)} of {gib(progress.total)}  {what}  {progress.file}"

    def _speed(self, progress: Progress) -> str:
        assert self._began is not None
        seconds = time.monotonic() - self._began[0]
        come = progress.done - self._began[1]
        if seconds < 1 or come <= 0:
            return ""
        left = (progress.total - progress.done) / (come / seconds)
        said = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        return f"{come / seconds / 1e6:.0f} MB/s, {said} left"
