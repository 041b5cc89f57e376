"""A backend that answers from a list: for tests, for the documentation, and for trying the loop without a model.

Answers enter the constructor; each `generate` takes the next one and leaves a Completion, streamed in small pieces.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from jupyter_viscode.errors import BackendError
from jupyter_viscode.types import Cancel, Completion, GenerationConfig, OnToken, Prompt

Answer = str | Completion | BaseException
Script = Answer | Callable[[Prompt], Answer]


class ScriptedBackend:
    """Give the answers of a script, in their order.

    Parameters
    ----------
    answers
        A text, a Completion, an exception to raise, or a function of the prompt that gives one of these.
    delay
        Seconds before each piece of a streamed answer.
    size
        Characters in a piece.
    """

    def __init__(self, answers: Sequence[Script] = (), *, delay: float = 0.0, size: int = 8) -> None:
        self.name = "scripted"
        self.answers = list(answers)
        self.delay = delay
        self.size = size
        self.prompts: list[Prompt] = []
        """Every prompt received, in order."""
        self.configs: list[GenerationConfig] = []
        """The configuration that came with each prompt."""

    def generate(
        self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None = None, cancel: Cancel | None = None
    ) -> Completion:
        """Give the next answer; a BackendError when the script is at its end."""
        started = time.monotonic()
        position = len(self.prompts)
        self.prompts.append(prompt)
        self.configs.append(config)
        if position >= len(self.answers):
            raise BackendError(
                f"The script has {len(self.answers)} answers and was asked once more.", hint="Add an answer to it."
            )
        completion = _completion(self.answers[position], prompt)
        sent = self._stream(completion.text, on_token, cancel)
        if sent < len(completion.text) or (cancel is not None and cancel.is_set()):
            completion = replace(completion, text=completion.text[:sent], stop_reason="cancelled")
        return replace(completion, model=completion.model or self.name, seconds=time.monotonic() - started)

    def _stream(self, text: str, on_token: OnToken | None, cancel: Cancel | None) -> int:
        """Send `text` piece by piece; the number of characters sent before `cancel`."""
        for start in range(0, len(text), self.size):
            if _waited(self.delay, cancel):
                return start
            if on_token is not None:
                on_token(text[start : start + self.size])
        return len(text)


def _waited(seconds: float, cancel: Cancel | None) -> bool:
    """Wait; True when cancelled."""
    if cancel is not None:
        return cancel.wait(seconds) if seconds else cancel.is_set()
    if seconds:
        time.sleep(seconds)
    return False


def _completion(answer: Script, prompt: Prompt) -> Completion:
    if isinstance(answer, BaseException):
        raise answer
    if isinstance(answer, Completion):
        return answer
    if isinstance(answer, str):
        return Completion(text=answer)
    return _completion(answer(prompt), prompt)
