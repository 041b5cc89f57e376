"""The errors that reach a user: each message is a sentence with a cause and a next command.

    ViscodeError
    ├── InputError              what was asked cannot be asked so (option, frame, file)
    ├── ConfigError             a setting names something that does not exist
    ├── MissingDependencyError  an optional package or program is absent; carries its install line
    ├── ModelError              the weights or the engine to load them cannot be used
    ├── DownloadError           weights could not be brought here
    ├── BackendError            a model server failed; says whether trying again can help
    │   └── EmptyAnswerError    it answered, with nothing
    └── SessionError            the kernel or terminal cannot do this here

Wrong code from a model is never an exception: it is an `Outcome`.
"""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without what a terminal obeys: a file's name or a server's log may hold anything."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


class ViscodeError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    message
        One sentence that names the cause.
    hint
        The next command to type, or what to change.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message, self.hint = printable(message), printable(hint)
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(ViscodeError):
    """The instruction, an option, a frame or a file cannot be used."""


class ConfigError(ViscodeError):
    """A setting has a value that names nothing."""


class MissingDependencyError(ViscodeError):
    """An optional package or program is not installed.

    Parameters
    ----------
    what
        The missing package or program.
    install
        The exact line that installs it.
    """

    def __init__(self, what: str, install: str) -> None:
        super().__init__(f"{what} is not installed.", hint=f"Install it with: {install}")
        self.what = what
        self.install = install


class ModelError(ViscodeError):
    """Weights on this machine cannot be used: missing, truncated, corrupt, of an unknown kind, or too large."""


class DownloadError(ViscodeError):
    """Weights could not be brought here: no such repository, no permission, no connection, no space, a wrong checksum."""


class BackendError(ViscodeError):
    """A model server could not answer.

    Parameters
    ----------
    retryable
        True when the same request may succeed a moment later (429, 503, a connection reset before the first token).
    """

    def __init__(self, message: str, *, hint: str = "", retryable: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.retryable = retryable


class EmptyAnswerError(BackendError):
    """A model server answered without a word."""


class SessionError(ViscodeError):
    """This kernel, terminal or front end cannot do what was asked."""
