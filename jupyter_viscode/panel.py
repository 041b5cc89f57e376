"""The sidebar's door: questions come in over a comm, steps of the loop and answers go out as plain data.

The front end is a view: it words and draws what arrives here, and it inserts and runs accepted code as a cell. Messages are
handled off the main thread where the front end opens its comm on a subshell, so that they are answered while a cell runs;
each question is worked on in a thread of its own, and user objects are only read.
"""

from __future__ import annotations

import ast
import contextvars
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

from jupyter_viscode.errors import ViscodeError

if TYPE_CHECKING:
    from jupyter_viscode.magics import VisCodeMagics
    from jupyter_viscode.settings import Settings
    from jupyter_viscode.spec import Chart
    from jupyter_viscode.types import Attempt, Completion, Outcome, Progress, Prompt, Request, Result

TARGET = "jupyter_viscode"
PROTOCOL = 1
"""Raised when a front end of before could no longer talk to this module."""

TEXT_SECONDS = 0.1
"""Least time between two pieces of a streamed answer: each makes the front end draw again."""
KEPT_ANSWERS = 50
MOST_FRAMES = 50
MOST_COLUMNS = 300
LARGEST_PICTURE = 8_000_000
"""Characters of a chart that still goes into one message."""
LONGEST_TRACEBACK = 6_000

Send = Callable[[dict[str, Any]], None]

_log = logging.getLogger(__name__)


def register() -> int:
    """Make this kernel answer to the sidebar; harmless when it does already. Returns the protocol's number."""
    from comm import get_comm_manager
    from IPython import get_ipython

    from jupyter_viscode import magics

    shell = get_ipython()
    door = magics.of(shell)
    get_comm_manager().register_target(TARGET, lambda comm, message: _open(comm, door))
    if shell is not None and _tell_all not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _tell_all)
    return PROTOCOL


_panels: dict[str, Panel] = {}
"""The open ones by the ids of their comms."""


def _open(comm: Any, magics: VisCodeMagics) -> None:
    # A kernel takes what comes next over a comm to where it was last sent from. All is sent as from here, the front end's
    # subshell, or questions would wait for the main thread's cell as soon as another thread has spoken.
    here = contextvars.copy_context()
    panel = Panel(lambda message: here.copy().run(comm.send, message), magics)
    _panels[comm.comm_id] = panel

    def close(message: Any) -> None:
        _panels.pop(comm.comm_id, None)
        panel.close()

    # In place of `on_msg`, whose caller fires `post_execute`: from this thread the inline backend would then close the
    # figures of the cell that is running.
    comm.handle_msg = lambda message: panel.receive(message["content"]["data"])
    comm.on_close(close)
    panel.send(panel.greeting())


def _tell_all(execution: Any = None) -> None:
    """Hook on ``post_run_cell``: the frames may have changed, perhaps by accepted code."""
    source = str(getattr(getattr(execution, "info", None), "raw_cell", None) or "")
    for panel in list(_panels.values()):
        panel.ran(source)
        panel.send({"type": "changed"})


class Panel:
    """One sidebar at work.

    Parameters
    ----------
    send
        Takes a message to the front end, from any thread.
    """

    def __init__(self, send: Send, magics: VisCodeMagics) -> None:
        self._send, self._magics = send, magics
        self._cancels: dict[str, threading.Event] = {}
        self._answers: dict[str, Result] = {}
        self._users: dict[str, frozenset[str]] = {}
        """The user's own names when each answer was given."""

    def send(self, message: dict[str, Any]) -> None:
        """Tell the front end; one that has gone is told nothing."""
        try:
            self._send(message)
        except Exception:  # a closed channel is no reason to fail a user's cell
            _log.debug("the sidebar could not be told", exc_info=True)

    def receive(self, message: Mapping[str, Any]) -> None:
        """Handle one message of the front end; never raises."""
        kind, turn = str(message.get("type", "")), str(message.get("id", ""))
        actions: dict[str, Callable[[], None]] = {
            "frames": lambda: self.send({"type": "frames", "frames": self.frames()}),
            "engines": lambda: self._work("", lambda cancel: self.send({"type": "engines", "engines": self.engines()})),
            "warm": lambda: self._work("", lambda cancel: _warm()),
            "ask": lambda: self._work(turn, lambda cancel: self._ask(turn, message, cancel)),
            "fix": lambda: self._work(turn, lambda cancel: self._fix(turn, message, cancel)),
            "stop": lambda: self._stop(turn),
            "accepted": lambda: self._accepted(turn),
        }
        try:
            if kind in actions:
                actions[kind]()
        except Exception as error:
            self._fail(turn, error)

    def ran(self, source: str) -> None:
        """A cell has run: what accepted code bound there is ours, and no frame to ask about."""
        for turn, result in self._answers.items():
            if result.code is not None and result.code.source.strip() == source.strip():
                users = self._users[turn]
                self._magics.session.adopt(name for name in _bound_names(source) if name not in users)

    def close(self) -> None:
        """The front end has gone: what it asked for is not worked on any longer."""
        for cancel in list(self._cancels.values()):
            cancel.set()

    # -- what the front end shows of the kernel ------------------------------------------------------------------------

    def greeting(self) -> dict[str, Any]:
        """What can be chosen here, and the defaults of this kernel's configuration."""
        from jupyter_viscode import __version__, registry
        from jupyter_viscode.types import Library

        settings = self._magics.settings({})
        return {
            "type": "ready",
            "version": __version__,
            "protocol": PROTOCOL,
            "model": settings.model_name,
            "library": settings.library or "",
            "level": settings.level,
            "consent": settings.consent,
            "libraries": [name for name in get_args(Library) if find_spec(name) is not None],
            "languages": registry.names("runtimes"),
        }

    def engines(self) -> list[str]:
        """The embedded engine, the configured model and the models that are on this machine."""
        from jupyter_viscode.host import listing

        here = [row.name for row in listing.listing().rows if row.here]
        return list(dict.fromkeys(["builtin", self._magics.settings({}).model_name, *here]))

    def frames(self) -> list[dict[str, Any]]:
        """The user's frames, the newest first, with their columns."""
        from jupyter_viscode import context

        space, own = self._magics.session.namespace(), self._magics.session.own()
        found = {name: frame for name, frame in context.find(space).items() if name not in own}
        newest = list(reversed(found.items()))[:MOST_FRAMES]
        return [_frame(context.summarise(frame, name, "schema")) for name, frame in newest]

    # -- questions -----------------------------------------------------------------------------------------------------

    def _ask(self, turn: str, message: Mapping[str, Any], cancel: threading.Event) -> None:
        from jupyter_viscode import assistant

        settings = self._settings(message)
        instruction, named = self._named(str(message.get("text", "")))
        base = message.get("base") or {}
        before = self._answers.get(str(base.get("id", "")))
        door = self._door(turn, cancel)
        result = None
        if base.get("code"):
            frames = [str(before.record["frame"])] if before is not None and before.record.get("frame") else []
            frames = named or [name for name in frames if name in self._magics.session.namespace()]
            chart = before.chart if before is not None else self._drawn_by(str(base["code"]), settings, cancel)
            result = assistant.ask(instruction, named=frames, code=str(base["code"]), chart=chart, settings=settings, door=door)
            if result.status == "declined" and base.get("free"):
                result = None  # no change of that chart can be read in it: perhaps it is a chart of its own
                self.send({"type": "anew", "id": turn})
        if result is None:
            result = assistant.ask(instruction, named=named, settings=settings, door=door)
        self._answer(turn, result, settings)

    def _drawn_by(self, code: str, settings: Settings, cancel: threading.Event) -> Chart | None:
        """What a program of the user's draws, seen in a trial: what the embedded engine needs to change it."""
        from jupyter_viscode import assistant

        door = assistant.Door(self._magics.session, cancel=cancel)
        return assistant.replay({"instruction": "", "code": code, "language": settings.language}, settings, door).chart

    def _fix(self, turn: str, message: Mapping[str, Any], cancel: threading.Event) -> None:
        from jupyter_viscode import assistant
        from jupyter_viscode.types import ErrorInfo

        error = message.get("error") or {}
        name, said, trace = (_plain(str(error.get(key, ""))) for key in ("name", "message", "traceback"))
        happened = ErrorInfo(name, said, trace)
        settings, door = self._settings(message), self._door(turn, cancel)
        result = assistant.fix(
            str(message.get("code", "")), happened, instruction=str(message.get("text", "")), settings=settings, door=door
        )
        self._answer(turn, result, settings)

    def _settings(self, message: Mapping[str, Any]) -> Settings:
        """What the front end chose, else the kernel's configuration; code is run as a cell, by the user's click."""
        options = {key: message.get(key) or None for key in ("model", "context")}
        options |= {"lib": message.get("library") or None, "no_execute": True, "regenerate": True}
        options |= {"lang": message["language"]} if message.get("language") else {}
        return self._magics.settings(options, variant=int(message.get("variant") or 0))

    def _named(self, text: str) -> tuple[str, list[str]]:
        """The instruction without the ``@`` of ``@frame``, and the frames that were named so."""
        from jupyter_viscode import context

        frames = context.find(self._magics.session.namespace())
        named = [name for name in re.findall(r"(?<!\w)@([^\W\d]\w*)", text) if name in frames]
        for name in named:
            text = re.sub(rf"(?<!\w)@{re.escape(name)}\b", name, text)
        return text, list(dict.fromkeys(named))

    def _door(self, turn: str, cancel: threading.Event) -> Any:
        from jupyter_viscode.assistant import Door

        steps = Steps(turn, self.send)
        return Door(self._magics.session, self._magics.history, steps.on_step, steps.on_token, cancel)

    def _answer(self, turn: str, result: Result, settings: Settings) -> None:
        from jupyter_viscode.consent import consent_question

        session = self._magics.session
        self._users[turn] = frozenset(session.namespace()) - session.own()
        self._answers = dict([*self._answers.items(), (turn, result)][-KEPT_ANSWERS:])
        best = result.best
        pictures, too_large = _pictures(best) if best is not None else ([], False)
        self.send(
            {
                "type": "answer",
                "id": turn,
                "status": result.status,
                "tried": best.outcome.status if best is not None else "",
                "reading": result.reading,
                "message": result.message,
                "notes": list(best.outcome.notes) if best is not None else [],
                "code": result.code.source if result.code is not None else "",
                "language": result.code.language if result.code is not None else "",
                "question": consent_question(result, settings.consent) or "" if result.code is not None else "",
                "alternatives": list(result.alternatives),
                "engine": result.engine,
                "seconds": result.seconds,
                "pictures": pictures,
                "too_large": too_large,
                "record": result.record,
            }
        )

    def _accepted(self, turn: str) -> None:
        """The user has taken the code into the notebook."""
        result = self._answers.get(turn)
        number = result.record.get("history") if result is not None else None
        if number is not None:
            self._magics.history.accept(number)

    # -- threads -------------------------------------------------------------------------------------------------------

    def _work(self, turn: str, job: Callable[[threading.Event], None]) -> None:
        cancel = threading.Event()
        if turn:
            self._cancels[turn] = cancel

        def run() -> None:
            try:
                job(cancel)
            except Exception as error:
                self._fail(turn, error)
            finally:
                self._cancels.pop(turn, None)

        threading.Thread(target=run, name="viscode-panel", daemon=True).start()

    def _stop(self, turn: str) -> None:
        """Stop one question; a cell of the user's that runs meanwhile is not touched."""
        cancel = self._cancels.get(turn)
        if cancel is not None:
            cancel.set()

    def _fail(self, turn: str, error: Exception) -> None:
        if isinstance(error, ViscodeError):
            self.send({"type": "error", "id": turn, "message": error.message, "hint": error.hint})
            return
        _log.error("a question of the sidebar failed", exc_info=error)
        self.send({"type": "error", "id": turn, "message": f"{type(error).__name__}: {error}", "hint": ""})


class Steps:
    """Steps of the loop to messages; text is sent in pieces of TEXT_SECONDS."""

    def __init__(self, turn: str, send: Send) -> None:
        self._turn, self._send = turn, send
        self._text = ""
        self._sent = 0.0

    def on_step(self, event: Request | Progress | Prompt | Completion | Attempt | Outcome) -> None:
        """Take in one step."""
        from jupyter_viscode.types import Attempt, Completion, Progress, Prompt, Request

        self._flush()
        match event:
            case Request():
                self._tell("frame", frame=_about(event))
            case Progress():
                self._tell("status", status="preparing", text=str(event))
            case Prompt():
                self._tell("status", status="repairing" if event.attempt else "thinking", text="")
            case Completion():
                self._tell("completion", reading=event.reading, code=_code(event.text))
            case Attempt():
                self._tell("attempt", **_attempt(event))

    def on_token(self, text: str) -> None:
        """Take in a piece of a model's answer."""
        self._text += text
        if time.monotonic() - self._sent >= TEXT_SECONDS:
            self._flush()

    def _flush(self) -> None:
        if self._text:
            text, self._text = self._text, ""
            self._sent = time.monotonic()
            self._tell("text", text=text)

    def _tell(self, kind: str, **what: Any) -> None:
        self._send({"type": kind, "id": self._turn, **what})


# -- data to JSON ------------------------------------------------------------------------------------------------------


def _frame(summary: Any) -> dict[str, Any]:
    columns = [{"name": c.name, "dtype": c.dtype, "kind": c.kind} for c in summary.columns[:MOST_COLUMNS]]
    return {
        "name": summary.name,
        "library": summary.library,
        "rows": summary.rows,
        "width": len(summary.columns),
        "columns": columns,
    }


def _about(request: Request) -> dict[str, Any] | None:
    """Which frame the question was taken to be about, and why."""
    frame = request.context.frame(request.context.active)
    if frame is None:
        return None
    return {"name": frame.name, "rows": frame.rows, "width": len(frame.columns), "reason": request.context.reason}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    outcome = attempt.outcome
    error = outcome.error
    return {
        "index": attempt.index,
        "origin": attempt.origin,
        "candidate": attempt.candidate,
        "good": outcome.good,
        "status": outcome.status,
        "code": attempt.code.source,
        "notes": list(attempt.notes),
        "findings": [finding.message for finding in outcome.findings],
        "blocked": list(outcome.blocked),
        "error": {
            "name": error.name,
            "message": error.message,
            "line": error.line,
            "traceback": _plain(error.traceback)[-LONGEST_TRACEBACK:],
        }
        if error is not None
        else None,
    }


def _pictures(attempt: Attempt) -> tuple[list[dict[str, Any]], bool]:
    """What a trial drew, in the forms that run nothing when they are shown; and whether something was too large to send."""
    from jupyter_viscode.types import PASSIVE

    shown, too_large = [], False
    for output in attempt.outcome.outputs:
        kept = {kind: data for kind, data in output.items() if kind.startswith(PASSIVE)}
        size = sum(len(str(data)) for data in kept.values())
        too_large = too_large or size > LARGEST_PICTURE
        if kept and size <= LARGEST_PICTURE:
            shown.append(kept)
    return shown, too_large


def _code(text: str) -> str:
    from jupyter_viscode import prompts

    code = prompts.extract(text, "python")
    return code.source if code is not None else text


def _bound_names(source: str) -> set[str]:
    """The names that a program binds at its top level, near enough: those of functions in it do no harm."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _plain(text: str) -> str:
    """Without the escapes that colour a traceback."""
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)


def _warm() -> None:
    """Load what a first question needs, while the user types it: by letting the engine answer one."""
    from jupyter_viscode import (
        assistant,  # noqa: F401
        context,
        models,
    )
    from jupyter_viscode.runtimes import clean
    from jupyter_viscode.types import Prompt, Request

    clean.warm()
    frames = {"data": {"part": ["a", "b"], "value": [1, 2]}}
    request = Request("mean value by part", frames, context=context.build(frames))
    models.resolve("builtin").generate(Prompt((), request), request.config)
