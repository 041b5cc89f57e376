"""One sidebar at work: its messages go in, frames, steps and answers come out.

Each question is worked on in a thread of its own and user objects are only read: a cell may be running meanwhile.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.panel import messages, pictures
from jupyter_viscode.runtimes.names import bound_names

if TYPE_CHECKING:
    from jupyter_viscode.context import Size
    from jupyter_viscode.kernel import KernelSession
    from jupyter_viscode.magics import VisCodeMagics
    from jupyter_viscode.settings import Settings
    from jupyter_viscode.spec import Chart
    from jupyter_viscode.types import FrameSummary, Image, Result

PROTOCOL = 2
"""Raised when a front end of before could no longer talk to this room."""
KEPT_ANSWERS = 50
MOST_FRAMES = 50

_log = logging.getLogger(__name__)


class Panel:
    """One sidebar at work.

    Parameters
    ----------
    send
        Takes a message to the front end, from any thread.
    """

    def __init__(self, send: messages.Send, magics: VisCodeMagics) -> None:
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

    def receive(self, message: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Handle one message of the front end, with what it carries as bytes; never raises."""
        kind, turn = str(message.get("type", "")), str(message.get("id", ""))
        actions: dict[str, Callable[[], None]] = {
            "frames": lambda: self.send({"type": "frames", "frames": self.frames()}),
            "columns": lambda: self._work("", lambda cancel: self._columns(str(message.get("name", "")))),
            "engines": lambda: self._work("", lambda cancel: self.send({"type": "engines", "engines": self.engines()})),
            "warm": lambda: self._work("", lambda cancel: _warm()),
            "ask": lambda: self._work(turn, lambda cancel: self._ask(turn, message, cancel, pictures.given(message, buffers))),
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
                self._magics.session.adopt(name for name in bound_names(source) if name not in users)

    def answer(self, turn: str) -> Result | None:
        """What a question was answered with; None when that is not known (any longer)."""
        return self._answers.get(turn)

    @property
    def session(self) -> KernelSession:
        """Where accepted code runs."""
        return self._magics.session

    @property
    def history(self) -> Any:
        """Where answers are kept."""
        return self._magics.history

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
            "locked": sorted(self._magics.config_traits.fixed),
            "libraries": [name for name in get_args(Library) if find_spec(name) is not None],
            "languages": registry.names("runtimes"),
        }

    def engines(self) -> list[str]:
        """The embedded engine, the configured model and the models that are on this machine."""
        from jupyter_viscode.host.library import listing

        here = [row.name for row in listing.listing().rows if row.here]
        return list(dict.fromkeys(["builtin", self._magics.settings({}).model_name, *here]))

    def frames(self) -> list[dict[str, Any]]:
        """The user's frames, the newest first: what is known of each without looking at its columns."""
        from jupyter_viscode import context

        space, own = self._magics.session.namespace(), self._magics.session.own()
        found = {name: frame for name, frame in context.find(space).items() if name not in own}
        newest = list(reversed(found.items()))[:MOST_FRAMES]
        return [messages.frame(_size(name, frame), name) for name, frame in newest]

    def _columns(self, name: str) -> None:
        """A frame's columns, when somebody looks: reading thousands takes longer than a cell may be kept waiting."""
        from jupyter_viscode import context

        frame = context.find(self._magics.session.namespace()).get(name)
        found = messages.columns(_summary(name, frame)) if frame is not None else []
        self.send({"type": "columns", "name": name, "columns": found})

    # -- questions -----------------------------------------------------------------------------------------------------

    def _ask(self, turn: str, message: Mapping[str, Any], cancel: threading.Event, image: Image | None) -> None:
        from jupyter_viscode import assistant

        settings = self._settings(message)
        instruction, named = self._named(str(message.get("text", "")), message.get("frames") or ())
        base = (message.get("base") or {}) if image is None else {}
        page = pictures.page_of(image) if image is not None else None
        if page is not None:
            self.send({"type": "page", "id": turn, "png": page})
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
            result = assistant.ask(instruction, named=named, image=image, settings=settings, door=door)
        self._answer(turn, result, settings, image)

    def _drawn_by(self, code: str, settings: Settings, cancel: threading.Event) -> Chart | None:
        """What a program of the user's draws, seen in a trial: what the embedded engine needs to change it."""
        from jupyter_viscode import assistant

        door = assistant.Door(self._magics.session, cancel=cancel)
        return assistant.replay({"instruction": "", "code": code, "language": settings.language}, settings, door).chart

    def _fix(self, turn: str, message: Mapping[str, Any], cancel: threading.Event) -> None:
        from jupyter_viscode import assistant
        from jupyter_viscode.types import ErrorInfo

        error = message.get("error") or {}
        name, said, trace = (messages.plain(str(error.get(key, ""))) for key in ("name", "message", "traceback"))
        happened = ErrorInfo(name, said, trace)
        settings, door = self._settings(message), self._door(turn, cancel)
        result = assistant.fix(
            str(message.get("code", "")), happened, instruction=str(message.get("text", "")), settings=settings, door=door
        )
        self._answer(turn, result, settings)

    def _settings(self, message: Mapping[str, Any]) -> Settings:
        """What the front end chose, else the kernel's configuration; code is run as a cell, by the user's click."""
        locked = self._magics.config_traits.fixed
        given = {key: message.get(key) or None for key in ("model", "library", "context", "consent") if key not in locked}
        options = {**given, "lib": given.get("library"), "no_execute": True, "regenerate": True}
        options |= {"lang": message["language"]} if message.get("language") else {}
        return self._magics.settings(options, variant=int(message.get("variant") or 0))

    def _named(self, text: str, chosen: Sequence[Any] = ()) -> tuple[str, list[str]]:
        """The instruction without the ``@`` of ``@frame``, and the frames that were named so or chosen."""
        from jupyter_viscode import context

        frames = context.find(self._magics.session.namespace())
        named = [name for name in re.findall(r"(?<!\w)@([^\W\d]\w*)", text) if name in frames]
        for name in named:
            text = re.sub(rf"(?<!\w)@{re.escape(name)}\b", name, text)
        return text, list(dict.fromkeys([*named, *(str(name) for name in chosen if name in frames)]))

    def _door(self, turn: str, cancel: threading.Event) -> Any:
        from jupyter_viscode.assistant import Door

        steps = messages.Steps(turn, self.send)
        return Door(self._magics.session, self._magics.history, steps.on_step, steps.on_token, cancel)

    def _answer(self, turn: str, result: Result, settings: Settings, image: Image | None = None) -> None:
        from jupyter_viscode.consent import consent_question

        session = self._magics.session
        self._users[turn] = frozenset(session.namespace()) - session.own()
        self._answers = dict([*self._answers.items(), (turn, result)][-KEPT_ANSWERS:])
        best = result.best
        drawn, too_large = messages.pictures(best) if best is not None else ([], False)
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
                "policy": settings.consent,
                "risks": messages.risks(best) if best is not None else [],
                "alternatives": list(result.alternatives),
                "engine": result.engine,
                "seconds": result.seconds,
                "pictures": drawn,
                "too_large": too_large,
                "record": result.record,
                **pictures.compared(result, image),
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
            install = str(getattr(error, "install", ""))
            hint = "" if install else error.hint
            self.send({"type": "error", "id": turn, "message": error.message, "hint": hint, "install": install})
            return
        _log.error("a question of the sidebar failed", exc_info=error)
        self.send({"type": "error", "id": turn, "message": f"{type(error).__name__}: {error}", "hint": "", "install": ""})


def _size(name: str, frame: Any) -> Size:
    """What is known of a frame's size; of one that cannot be read nothing."""
    from jupyter_viscode import context

    try:
        return context.size(frame, name)
    except Exception:  # whatever a frame's library raises, the others are listed
        _log.debug("the frame %s cannot be read", name, exc_info=True)
        return context.Size(context.is_frame(frame) or "", None, 0)


def _summary(name: str, frame: Any) -> FrameSummary:
    """What is known of a frame; of one that cannot be read its name."""
    from jupyter_viscode import context
    from jupyter_viscode.types import FrameSummary

    try:
        return context.summarise(frame, name, "schema")
    except Exception:  # whatever a frame's library raises, the others are listed
        _log.debug("the frame %s cannot be read", name, exc_info=True)
        return FrameSummary(name, context.is_frame(frame) or "", ())


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
