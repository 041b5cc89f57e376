"""The live display of one answer: steps go in as they happen, one output cell area follows them.

In a front end the card is one display that is updated in place (HTML, with a text form beside it); in a terminal the same
is printed as text. Everything that comes from a model, a frame or a traceback is escaped.
"""

from __future__ import annotations

import base64
import html
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from jupyter_viscode.errors import printable
from jupyter_viscode.types import Attempt, Completion, Outcome, Progress, Prompt, Request, Result

UPDATE_SECONDS = 0.12
"""Least time between two updates of the card: each renders the whole of it again."""

_MUTED = "color:var(--jp-ui-font-color2,#666)"
_PRE = (
    "margin:4px 0;padding:6px;overflow:auto;white-space:pre;"
    "background:var(--jp-cell-editor-background,#f7f7f7);color:var(--jp-content-font-color1,#222)"
)
_TOKEN_COLORS = {
    "Keyword": "var(--jp-mirror-editor-keyword-color,#008000)",
    "Comment": "var(--jp-mirror-editor-comment-color,#408080)",
    "Literal.String": "var(--jp-mirror-editor-string-color,#ba2121)",
    "Literal.Number": "var(--jp-mirror-editor-number-color,#080)",
    "Name.Function": "var(--jp-mirror-editor-def-color,#00f)",
    "Operator.Word": "var(--jp-mirror-editor-keyword-color,#008000)",
}
_LINE_END = re.compile("\r\n?")
_MARKS = {
    "ok": "✓",
    "not-executed": "✓",
    "pending": "?",
    "rejected": "–",
    "cancelled": "■",
    "failed": "✗",
    "declined": "✗",
}


class Card:
    """Shows one answer while it comes about.

    Parameters
    ----------
    rich
        True in a front end that shows HTML; False prints text.
    verbose
        False prints and displays nothing (the state is still kept).
    """

    def __init__(self, rich: bool, verbose: bool = True) -> None:
        self.rich, self.verbose = rich, verbose
        self.start = time.perf_counter()
        self.header = ""
        self.status = ""
        self.text = ""
        self.attempts: list[Attempt] = []
        self.reading = ""
        self.result: Result | None = None
        self.picture: str | None = None
        self.given: str | None = None
        """The picture that came with the question, small."""
        self._handle: Any = None
        self._shown = 0.0
        self._ticker: threading.Thread | None = None
        self._quiet = threading.Event()
        self._waited_for = ""

    # -- what a door calls ---------------------------------------------------------------------------------------------

    def on_step(self, event: Request | Progress | Prompt | Completion | Attempt | Outcome) -> None:
        """Take in one step of the loop."""
        match event:
            case Request():
                self.header = _describe(event)
                self.given = _preview(event) if self.rich else None
                self.status = "starting"
                self._say(self.header)
            case Progress():
                self.status = f"{event}"
                self._say_once(event.text)
            case Prompt():
                self.status = f"asking for repair {event.attempt}" if event.attempt else "thinking"
                self._tick()
            case Completion():
                self._stop_ticking()
                self.reading = event.reading or self.reading
                self.text, self.status = event.text, "trying the code on your data, in a copy"
                self._say(event.reading)
            case Attempt():
                self.attempts.append(event)
                self.picture = _png(event.outcome)
                good = event.outcome.good
                self.status = "running it in your session" if good else f"{_failure(event)} → repairing"
                self.text = ""
                if not good:
                    self._say(f"✗ {_failure(event)}")
            case Outcome():
                pass
        self.show(force=True)

    def on_token(self, text: str) -> None:
        """Take in a piece of the answer."""
        self.text += text
        self.status = "writing"
        self.show()

    def finish(self, result: Result, drawn: bool) -> None:
        """The last form of the card; carries the record as output metadata.

        Parameters
        ----------
        drawn
            True when the session itself shows the chart below; else the trial's picture stays.
        """
        self._stop_ticking()
        self.result = result
        self.status, self.text = "", ""
        best = result.best
        beside = self.given is not None and result.likeness is not None
        self.picture = None if (drawn and not beside) or best is None else _png(best.outcome)
        self.show(force=True)
        if not self.rich:
            self._say(self.to_text())

    @contextmanager
    def watching(self) -> Iterator[Card]:
        """Stop the clock whatever happens, and never leave a card that seems to be at work."""
        try:
            yield self
        except BaseException as error:
            self.status = f"✗ stopped: {type(error).__name__}"
            self._stop_ticking()
            self.show(force=True)
            raise
        finally:
            self._stop_ticking()

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self, force: bool = False) -> None:
        """Bring the display up to date, at most every UPDATE_SECONDS unless forced."""
        now = time.perf_counter()
        if not self.rich or not self.verbose or (not force and now - self._shown < UPDATE_SECONDS):
            return
        self._shown = now
        from IPython.display import DisplayHandle

        bundle = {"text/html": self.to_html(), "text/plain": self.to_text()}
        metadata = {"viscode": self.result.record} if self.result is not None and self.result.record else {}
        if self._handle is None:
            self._handle = DisplayHandle()
            self._handle.display(bundle, raw=True, metadata=metadata)
        else:
            self._handle.update(bundle, raw=True, metadata=metadata)

    def _say(self, line: str) -> None:
        if line and not self.rich and self.verbose:
            print(printable(line), flush=True)

    def _say_once(self, line: str) -> None:
        """Print what is waited for when it changes, not each second."""
        if line != self._waited_for:
            self._waited_for = line
            self._say(f"{line} …")

    def _tick(self) -> None:
        """Let the elapsed time move while nothing else does; never during a trial, which must not fork beside a thread."""
        if not self.rich or not self.verbose or self._ticker is not None:
            return
        self._quiet.clear()
        self._ticker = threading.Thread(target=self._ticking, name="viscode-clock", daemon=True)
        self._ticker.start()

    def _ticking(self) -> None:
        while not self._quiet.wait(1.0):
            self.show()

    def _stop_ticking(self) -> None:
        if self._ticker is not None:
            self._quiet.set()
            self._ticker.join()
            self._ticker = None

    # -- forms ---------------------------------------------------------------------------------------------------------

    def to_text(self) -> str:
        """The card as plain text, without what a terminal would obey."""
        return printable(_LINE_END.sub("\n", self._text()))

    def _text(self) -> str:
        if self.result is None:
            return f"viscode: {self.header} · {self.status} · {self._elapsed()}"
        result = self.result
        lines = [f"{_MARKS[result.status]} {self._summary(result)}"]
        if result.message:
            lines.append(result.message)
        if result.best is not None:
            lines += result.best.notes
        if result.code is not None:
            lines += ["", result.code.source.rstrip(), ""]
        if len(result.attempts) > 1:
            lines += [f"  {a.index + 1}. {_origin(a)}: {_outcome_line(a)}" for a in result.attempts]
        return "\n".join(lines)

    def to_html(self) -> str:
        """The card as HTML; holds no script, link or markup of anybody else's."""
        parts = [f'<div class="viscode-card" style="max-width:100%;{_FONT}">', self._head_html()]
        if self.result is not None:
            parts.append(self._result_html(self.result))
        elif self.text:
            parts.append(_code_html(_visible_code(self.text)))
        parts.append(self._pictures_html())
        return "".join([*parts, "</div>"])

    def _pictures_html(self) -> str:
        """The picture of the trial; with a picture that was given, both side by side."""
        width = 49 if self.given else 100
        shown = [("picture that was given", self.given), ("picture of the trial", self.picture)]
        images = [
            f'<img alt="{said}" style="max-width:{width}%;vertical-align:top" src="data:image/png;base64,{_e(data)}">'
            for said, data in shown
            if data is not None
        ]
        return "".join(images)

    def _head_html(self) -> str:
        if self.result is None:
            return f'<div style="{_MUTED}">{_e(self.header)} · {_e(self.status)} · {self._elapsed()}</div>'
        mark = _MARKS[self.result.status]
        return f'<div style="{_MUTED}"><b>{mark}</b> {_e(self._summary(self.result))}</div>'

    def _result_html(self, result: Result) -> str:
        parts = []
        if result.message:
            parts.append(f'<div role="status" style="margin:4px 0">{_e(result.message)}</div>')
        if result.best is not None and result.best.notes:
            parts.append(f'<div style="{_MUTED}">{_e(" ".join(result.best.notes))}</div>')
        if result.code is not None and result.code.source:
            parts.append(f"<details open><summary>code</summary>{_code_html(result.code.source)}</details>")
        if len(result.attempts) > 1 or (result.attempts and not result.attempts[-1].outcome.good):
            parts.append(_attempts_html(result.attempts))
        if result.alternatives:
            others = "; ".join(result.alternatives)
            parts.append(f'<div style="{_MUTED}">Other readings (%viscode alternatives): {_e(others)}</div>')
        return "".join(parts)

    def _summary(self, result: Result) -> str:
        # The hash of a model's file is for the record.
        parts = [result.engine.partition(" sha256:")[0], self.header, result.reading]
        if result.likeness is not None:
            parts.append(f"{result.likeness:.0%} alike")
        if len(result.attempts) > 1:
            parts.append(f"{len(result.attempts)} attempts")
        return " · ".join([p for p in parts if p] + [self._elapsed()])

    def _elapsed(self) -> str:
        seconds = self.result.seconds if self.result is not None else time.perf_counter() - self.start
        return f"{seconds:.1f} s"


_FONT = "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:var(--jp-ui-font-size1,13px)"


def _e(text: str) -> str:
    return html.escape(printable(_LINE_END.sub("\n", text)), quote=True)


def _describe(request: Request) -> str:
    """What was read: frame, rows, columns; and why this frame."""
    frame = request.context.frame(request.context.active)
    if frame is None:
        return "no frame"
    rows = f"{frame.rows:,} rows" if frame.rows is not None else "rows not counted"
    text = f"{frame.name} ({rows} × {len(frame.columns)} columns"
    return f"{text}, {request.context.reason})" if request.context.reason else f"{text})"


def _failure(attempt: Attempt) -> str:
    outcome = attempt.outcome
    if outcome.error is not None:
        return f"{outcome.error.name}: {outcome.error.message}".split("\n", 1)[0][:160]
    if outcome.findings:
        return outcome.findings[0].message
    return {"no-plot": "nothing was drawn", "blocked": "waits for consent"}.get(outcome.status, outcome.status)


def _origin(attempt: Attempt) -> str:
    """Whose program it is; of several answers which."""
    return f"{attempt.origin} of candidate {attempt.candidate}" if attempt.candidate else attempt.origin


def _outcome_line(attempt: Attempt) -> str:
    said = "drew the chart" if attempt.outcome.good else _failure(attempt)
    return f"{said} ({'; '.join(attempt.notes)})" if attempt.notes else said


def _png(outcome: Outcome) -> str | None:
    return next((str(o["image/png"]) for o in outcome.outputs if "image/png" in o), None)


def _preview(request: Request) -> str | None:
    if not request.images:
        return None
    from jupyter_viscode.vision.intake import preview

    small = preview(request.images[0].data)
    return None if small is None else base64.b64encode(small).decode()


def _visible_code(text: str) -> str:
    """The part of a half-written answer that is code: what follows the fence, if one has begun."""
    _, fence, rest = text.partition("```")
    return rest.partition("\n")[2].partition("```")[0] if fence else text


def _code_html(source: str) -> str:
    colored = "".join(_highlight(source))
    return f'<pre style="{_PRE}"><code style="background:none;padding:0;white-space:pre">{colored}</code></pre>'


def _highlight(source: str) -> Iterable[str]:
    """Coloured spans in the front end's own colours, so that dark themes stay readable."""
    from pygments.lexers.python import PythonLexer

    for kind, text in PythonLexer(stripnl=False).get_tokens(source.rstrip("\n")):
        name = str(kind).removeprefix("Token.")
        color = next((c for prefix, c in _TOKEN_COLORS.items() if name.startswith(prefix)), None)
        yield f'<span style="color:{color}">{_e(text)}</span>' if color else _e(text)


def _attempts_html(attempts: tuple[Attempt, ...]) -> str:
    rows = []
    for attempt in attempts:
        error, printed = attempt.outcome.error, attempt.outcome.stdout
        detail = f'<pre style="overflow:auto">{_e(error.traceback[-4000:])}</pre>' if error and error.traceback else ""
        # What a failed trial printed tells how far it came; what a good one prints is printed by the commit.
        if printed and not attempt.outcome.good:
            detail += f'<div>It printed:</div><pre style="overflow:auto">{_e(printed[-2000:])}</pre>'
        body = f"{_code_html(attempt.code.source)}{detail}"
        title = f"{attempt.index + 1}. {_origin(attempt)}: {_outcome_line(attempt)}"
        rows.append(f'<details style="margin-left:12px"><summary>{_e(title)}</summary>{body}</details>')
    kind: Literal["attempt", "attempts"] = "attempt" if len(rows) == 1 else "attempts"
    return f"<details><summary>{len(rows)} {kind}</summary>{''.join(rows)}</details>"


def pictures(outputs: Iterable[Any]) -> list[Any]:
    """Those of a commit's outputs (IPython's ``RichOutput``) that show more than the text of a return value."""
    return [o for o in outputs if o.data and set(o.data) != {"text/plain"}]


def show_outputs(outputs: Iterable[Any], record: dict[str, Any]) -> None:
    """Display what a commit drew, with the code's hash beside each picture."""
    from IPython.display import publish_display_data

    for output in outputs:
        publish_display_data(
            _with_program(output.data, str(record.get("code", ""))),
            {**(output.metadata or {}), "viscode": {"code_hash": record.get("code_hash", "")}},
        )


def _with_program(data: Mapping[str, Any], program: str) -> dict[str, Any]:
    """A picture that remembers its program, so that it can be given back with ``--image``."""
    from jupyter_viscode.records import with_program

    picture = data.get("image/png")
    if isinstance(picture, bytes):
        return {**data, "image/png": with_program(picture, program)}
    if isinstance(picture, str):
        raw = with_program(base64.b64decode(picture), program)
        return {**data, "image/png": base64.b64encode(raw).decode() + ("\n" if picture.endswith("\n") else "")}
    return dict(data)
