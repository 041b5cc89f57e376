"""A model on this machine as a backend: a Prompt enters, the host loads the model if it must, a Completion leaves.

What is asked and how the answer is read is the business of the OpenAI backend; here is who answers it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from jupyter_viscode.backends.loopback import LoopbackExchange
from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.errors import BackendError, ModelError
from jupyter_viscode.host import client
from jupyter_viscode.host.engine import Abilities
from jupyter_viscode.host.running import Running
from jupyter_viscode.host.wanted import Wanted
from jupyter_viscode.types import Cancel, Completion, GenerationConfig, OnProgress, OnToken, Progress, Prompt

QUEUE_SECONDS = 3600.0
"""How long the host may be silent, because others are answered first. An engine that is stuck is the host's to notice."""


class HostBackend:
    """Answers with a model that the host keeps for all kernels of this user.

    Parameters
    ----------
    wanted
        The model, its engine and options.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.name = f"host:{wanted.title}"
        self.on_progress: OnProgress | None = None
        """Told what is being waited for before the answer begins."""
        self.abilities = Abilities()
        """What the server can do; known once the model is loaded."""
        self._model = wanted.source.name
        self._hash: str | None = None
        self._shown: Progress | None = None

    def generate(
        self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None = None, cancel: Cancel | None = None
    ) -> Completion:
        """Answer `prompt`, loading the model first when it is not.

        Raises
        ------
        ModelError
            The model cannot be loaded.
        BackendError
            The engine or the host failed in the middle.
        """
        started = time.monotonic()
        cancel = cancel or threading.Event()
        try:
            completion = self._ask(prompt, config, on_token, cancel)
        except client.Cancelled:
            completion = Completion("", stop_reason="cancelled")
        return replace(completion, model=self._label(), seconds=time.monotonic() - started)

    def load(self, cancel: Cancel | None = None) -> Running:
        """Have the model loaded; the host that has it."""
        host, said = client.ensure(self.wanted, self._tell, cancel)
        self.abilities = Abilities(**said["abilities"])
        self._model, self._hash = str(said["model"]), said["hash"]
        if said["ahead"]:
            self._say(f"waiting for {said['ahead']} other answer{'s' if said['ahead'] > 1 else ''}")
        elif self._shown is not None:
            self._say("reading the prompt")
        return host

    def _ask(self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None, cancel: Cancel) -> Completion:
        """Once more when the host ended between the load and the question, of which the user need not know."""
        begun = False

        def receive(text: str) -> None:
            nonlocal begun
            begun = True
            if on_token is not None:
                on_token(text)

        for attempt in range(2):
            host = self.load(cancel)
            self._require_eyes(prompt)
            base = f"http://127.0.0.1:{host.port}/as/{client.client_name()}/{self.wanted.id}/v1"
            server = OpenAIBackend(base, self._model, host.token, total=QUEUE_SECONDS, retries=0, exchange=LoopbackExchange)
            waiting = replace(config, timeout=max(config.timeout, QUEUE_SECONDS))
            try:
                return server.generate(prompt, waiting, receive, cancel)
            except BackendError as error:
                # Only a connection that broke is worth another try: when the host was told to stop, it says so itself.
                if not error.retryable or not client.has_ended(host):
                    raise self._named(error, host) from error.__cause__
                if begun or attempt:
                    raise self._ended(error) from error
        raise AssertionError("the last attempt returns or raises")

    def _require_eyes(self, prompt: Prompt) -> None:
        if self.abilities.vision or not any(message.images for message in prompt.messages):
            return
        source = self.wanted.source
        part = " without its projector (mmproj)" if source.format == "gguf" and source.projector is None else ""
        raise ModelError(
            f"{self.wanted.title} reads no pictures: it was loaded{part} as a text model.",
            hint="Leave the picture out, or choose a model with vision: viscode models",
        )

    def _named(self, error: BackendError, host: Running) -> BackendError:
        """The same with the model in the place of an address that means nothing to the user."""
        message = error.message.replace(f"The server at 127.0.0.1:{host.port}", self.wanted.title)
        return type(error)(message, hint=error.hint, retryable=error.retryable)

    def _ended(self, error: BackendError) -> BackendError:
        return BackendError(
            f"The model host ended in the middle of the answer of {self.wanted.title}.",
            hint="Ask again: it is then started anew.",
            retryable=error.retryable,
        )

    def _label(self) -> str:
        """The model's name with the hash of its files, once the host knows it."""
        if self._hash is None:
            with suppress(BackendError):
                self._hash = client.file_hash(self.wanted)
        return f"{self.wanted.title} sha256:{self._hash[:16]}" if self._hash else self.wanted.title

    # -- progress ------------------------------------------------------------------------------------------------------

    def _tell(self, line: Mapping[str, Any]) -> None:
        """Put the host's own report into words."""
        seconds = int(line.get("seconds", 0))
        match line.get("state"):
            case "starting":
                self._say("starting the model host")
            case "loading":
                self._say(f"loading {self.wanted.title}", seconds)
            case "waiting" if line.get("other"):
                self._say(f"waiting while {line['other']} is loaded", seconds)
            case "waiting":
                self._say(f"waiting for other answers before {self.wanted.title} is loaded", seconds)

    def _say(self, text: str, seconds: int | None = None) -> None:
        progress = Progress(text, seconds)
        if self.on_progress is not None and progress != self._shown:
            self._shown = progress
            self.on_progress(progress)
