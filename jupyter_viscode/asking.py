"""One question to a model and the trial of its answer, as it comes: a Prompt enters, Completions and Attempts leave.

Statements are tried while the model still writes, where the runtime can do that; of several answers asked for at once each
is tried as soon as it is there.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jupyter_viscode import fixes, prompts
from jupyter_viscode.errors import BackendError, EmptyAnswerError
from jupyter_viscode.sight import Sight
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import (
    Attempt,
    Backend,
    Cancel,
    Code,
    Completion,
    ErrorInfo,
    GenerationConfig,
    OnToken,
    Outcome,
    Prompt,
    RepairProtocol,
    Request,
    Runtime,
    Stream,
    StreamingRuntime,
)

EARLY = 100
"""Characters of a program up to which a failure stops the model although a patch would do.

Beginning anew costs what is written by the time the failure is seen, a patch about 65 tokens: measured at 100 tokens a second,
stopping gains 30 tokens on a failure in the first 50 characters, nothing at 90, and loses 50 at 140. What a model writes that
has seen only a beginning is worse besides.
"""
SPREAD = 0.6
"""Least temperature of the second and later of several answers: they are to differ."""
_TICK = 0.05

Events = Generator[Completion | Attempt, None, None]


@dataclass(frozen=True)
class Round:
    """What all that is asked and tried in one round has in common."""

    request: Request
    backend: Backend
    runtime: Runtime
    protocol: RepairProtocol
    base: Attempt | None = None
    """The attempt that an answer may be a patch of."""
    patch: bool = False
    """A patch is what the prompt asks for."""
    expected: Chart | None = None
    """The chart that a right answer draws, when it is known."""
    sight: Sight | None = None
    """The picture that the question is about."""
    final: bool = False
    """No repair follows."""
    early: int = EARLY
    """Characters of a program up to which a failure stops the model although a patch would do."""
    live: bool = True
    """Try statements while the model writes."""
    on_token: OnToken | None = None
    cancel: Cancel | None = None

    def ask(self, prompt: Prompt, config: GenerationConfig, index: int) -> Events:
        """The answer, then its trial."""
        trial = LiveTrial(self, begin=self.live and not self.patch)
        try:
            completion = self.generate(prompt, config, trial.on_token, trial.stop)
            if trial.stop.by_itself and completion.stop_reason == "cancelled":
                completion = replace(completion, stop_reason="failed")
            yield completion
            if completion.stop_reason not in ("declined", "cancelled"):
                yield self.attempt(completion, prompt, index, trial)
        finally:
            trial.close()

    def ask_several(self, prompt: Prompt, config: GenerationConfig, index: int, count: int) -> Events:
        """Answers asked for at the same time, each with its trial, in the order in which they come.

        Closing the iterator stops those that are still being written. Raises the backend's error when no answer came at all.
        """
        with _Several(self, prompt, [_spread(config, n) for n in range(count)]) as answers:
            for number, completion in answers:
                yield completion
                if completion.stop_reason == "cancelled":
                    return
                if completion.stop_reason != "declined":
                    yield replace(self.attempt(completion, prompt, index), candidate=number + 1)
                    index += 1

    def generate(self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None, cancel: Cancel) -> Completion:
        """The backend's answer; none at all is an answer without a program, which has its round like any other."""
        try:
            return self.backend.generate(prompt, config, on_token, cancel)
        except EmptyAnswerError as error:
            thought = ": it only thought" if "only thought" in error.message else ""
            return Completion("", model=self.backend.name, message=f"the answer is empty{thought}")
        except BackendError:
            if not prompts.has_drawn(prompt):
                raise
            # There are servers that take one picture and no more.
            return self.generate(prompts.without_drawn(prompt), config, on_token, cancel)

    def attempt(self, completion: Completion, prompt: Prompt, index: int, trial: LiveTrial | None = None) -> Attempt:
        """What became of an answer."""
        origin: Literal["answer", "repair"] = "repair" if prompt.attempt else "answer"
        early = trial.ended if trial is not None and completion.stop_reason == "failed" else None
        if trial is not None and early is not None:
            code: Code | None = Code(trial.statements.source)
        else:
            try:
                code = self._code(completion)
            except prompts.PatchError as error:
                outcome = Outcome("error", error=ErrorInfo("PatchError", f"the edits cannot be applied: {error}"))
                return Attempt(index, Code("", self.request.language), outcome, origin, completion)
        if code is None or not code.source.strip():
            return Attempt(index, Code("", self.request.language), _no_code(completion), origin, completion)
        outcome = early or (trial.finish(code) if trial is not None else None) or self.trial(code, completion)
        return Attempt(index, code, outcome, origin, completion, risks=self.runtime.risks(code, self.request))

    def judged(self, attempt: Attempt) -> Attempt:
        """An attempt, held against the picture that it should redraw."""
        return attempt if self.sight is None else self.sight.judged(attempt, self.cancel)

    def trial(self, code: Code, completion: Completion | None) -> Outcome:
        """Try a whole program."""
        expected = (completion.chart if completion is not None else None) or self.expected
        return self.runtime.trial(code, self.request, expected=expected, cancel=self.cancel)

    def _code(self, completion: Completion) -> Code | None:
        if self.protocol != "patch" or self.base is None:
            return prompts.extract(completion.text, self.request.language)
        error = self.base.outcome.error
        return prompts.revised(completion.text, self.base.code, error.line if error is not None else None)


def _no_code(completion: Completion) -> Outcome:
    reason = "the answer was cut off before the code was complete" if completion.stop_reason == "length" else ""
    message = completion.message or f"the answer holds no program{': ' + reason if reason else ''}"
    return Outcome("error", error=ErrorInfo("NoCodeError", message))


# -- while the model writes --------------------------------------------------------------------------------------------


class Stop(threading.Event):
    """Stops a backend: set by the user's own event, or here."""

    def __init__(self, users: Cancel | None) -> None:
        super().__init__()
        self._users = users

    @property
    def by_itself(self) -> bool:
        """True when it was set here and not by the user."""
        return super().is_set() and not (self._users is not None and self._users.is_set())

    def is_set(self) -> bool:
        """True when either is set."""
        return super().is_set() or (self._users is not None and self._users.is_set())

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for either."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self.is_set():
            left = _TICK if end is None else min(_TICK, end - time.monotonic())
            if left <= 0:
                return False
            super().wait(left)
        return True


class LiveTrial:
    """The trial of an answer that is still being written; takes its text, and stops the model when there is no use in more.

    Its child is made with the first statement: nothing comes before the question, and no answer without a program needs one.

    Parameters
    ----------
    begin
        False makes it only pass on the text.
    """

    def __init__(self, asked: Round, begin: bool) -> None:
        self._round = asked
        self.stop = Stop(asked.cancel)
        self.statements = prompts.Statements(asked.request.language)
        self._runtime = asked.runtime if begin and isinstance(asked.runtime, StreamingRuntime) else None
        self._stream: Stream | None = None
        self._judged = False

    def on_token(self, text: str) -> None:
        """Take the next piece of the answer."""
        if self._round.on_token is not None:
            self._round.on_token(text)
        if self._runtime is None:
            return
        if part := self.statements.add(text):
            self._feed(part)
        if self._stream is not None and not self._judged and (outcome := self._stream.ended) is not None:
            self._judged = True
            if self._is_hopeless(outcome):
                self.stop.set()

    def _feed(self, part: str) -> None:
        if self._stream is None and self._runtime is not None:
            self._stream = self._runtime.stream(self._round.request, expected=self._round.expected)
            self._runtime = self._runtime if self._stream is not None else None
        if self._stream is not None:
            self._stream.feed(part)

    @property
    def ended(self) -> Outcome | None:
        """The outcome, when the trial ended before the answer did."""
        return self._stream.ended if self._stream is not None else None

    def finish(self, code: Code) -> Outcome | None:
        """The outcome of the whole program; None when it must be tried anew."""
        return self._stream.finish(code, self._round.cancel) if self._stream is not None else None

    def close(self) -> None:
        """End the trial."""
        if self._stream is not None:
            self._stream.close()

    def _is_hopeless(self, outcome: Outcome) -> bool:
        """True when the model had better begin anew than go on after a failure.

        A deterministic fix needs the whole program, and so does the last answer. A patch costs less than what is written
        already, unless this is next to nothing; whole programs are asked for again in any case.
        """
        if outcome.status != "error" or outcome.error is None or self._round.final:
            return False
        if self._round.protocol == "patch" and len(self.statements.source) > self._round.early:
            return False
        return fixes.mend(Code(self.statements.source), outcome.error, self._round.request) is None


# -- several answers ---------------------------------------------------------------------------------------------------


def _spread(config: GenerationConfig, number: int) -> GenerationConfig:
    """How the n-th of several answers is asked for: the first as ever, the others apart from it."""
    if number == 0:
        return config
    return replace(config, seed=config.seed + number, temperature=max(config.temperature, SPREAD))


class _Several:
    """Answers asked for in threads, given out as they come; leaving the ``with`` block stops the rest.

    The others are asked for once the first begins to be written: by then the model is loaded and the prompt evaluated, and a
    server that keeps prefixes need not do it again for each.
    """

    def __init__(self, asked: Round, prompt: Prompt, configs: Sequence[GenerationConfig]) -> None:
        self._round, self._prompt = asked, prompt
        self._stop, self._begun = Stop(asked.cancel), threading.Event()
        self._answers: queue.SimpleQueue[tuple[int, str | Completion | BaseException]] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._ask, args=(number, config), name=f"viscode-answer-{number + 1}", daemon=True)
            for number, config in enumerate(configs)
        ]

    def __enter__(self) -> _Several:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._begun.set()
        for thread in self._threads:
            thread.join(1.0)

    def __iter__(self) -> Iterator[tuple[int, Completion]]:
        error: BackendError | None = None
        came = False
        for _ in self._threads:
            number, answer = self._next()
            if isinstance(answer, BackendError):
                error = error or answer
            elif isinstance(answer, BaseException):
                raise answer
            else:
                came = True
                yield number, answer
        if error is not None and not came:
            raise error

    def _next(self) -> tuple[int, Completion | BaseException]:
        while True:  # in steps, so that an interrupt of the main thread comes through
            try:
                number, answer = self._answers.get(timeout=_TICK)
            except queue.Empty:
                continue
            if not isinstance(answer, str):
                return number, answer
            if self._round.on_token is not None:
                self._round.on_token(answer)

    def _ask(self, number: int, config: GenerationConfig) -> None:
        if number:
            self._begun.wait()
        try:
            take = self._take if number == 0 else None
            answer: Completion | BaseException = self._round.generate(self._prompt, config, take, self._stop)
        except BaseException as error:
            answer = error
        self._begun.set()
        self._answers.put((number, answer))

    def _take(self, text: str) -> None:
        """A piece of the first answer, which is the one that is shown, by the main thread."""
        self._begun.set()
        self._answers.put((0, text))
