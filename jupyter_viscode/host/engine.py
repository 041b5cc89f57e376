"""What the host asks of an engine: a command to start a model server, its address, and what the server can do.

A model source and options enter, a launch leaves. Engines hold no inference code: each names an existing server that
speaks OpenAI's chat completions, or a library behind this package's own small one. The host starts it, waits for it,
guards it with a token and stops it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Format = Literal["gguf", "transformers"]
"""How weights lie on the disk: one llama.cpp file, or a folder as Hugging Face's libraries save it."""


@dataclass(frozen=True)
class ModelSource:
    """Weights on this machine."""

    name: str
    """The name to show and to send: the catalogue's, or the file's without its ending."""
    path: Path
    """The GGUF file (the first of several parts), or the folder."""
    format: Format
    projector: Path | None = None
    """The GGUF file that turns pictures into tokens (mmproj), where there is one."""


@dataclass(frozen=True)
class EngineOptions:
    """How a model is to be loaded; None leaves the choice to the engine."""

    context: int | None = None
    """Tokens of prompt and answer together."""
    gpu_layers: int | None = None
    """Layers on the GPU; -1 for all."""
    threads: int | None = None
    slots: int = 1
    """Answers written at the same time.

    One, because several would each have to read the prompt: on a CPU three answers to one prompt take 1.1 s one after the
    other, where the second and third know the prompt already, and 3.4 to 7.5 s side by side.
    """
    lookup: bool = True
    """Prompt-lookup (n-gram) speculation where the engine has it."""


@dataclass(frozen=True)
class Address:
    """Where the server is to listen: a Unix socket in a private folder where the engine can, else a loopback port."""

    port: int | None = None
    socket: Path | None = None


@dataclass(frozen=True)
class Launch:
    """How to start the server."""

    argv: tuple[str, ...]
    address: Address
    key: str | None = None
    """The bearer token that the server itself asks for, where it can."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables to set besides the inherited ones."""
    health: str = "/v1/models"
    """Path that answers 200 once the model is loaded."""
    model: str | None = None
    """The name to send in a request's ``model`` field, where the server insists on its own."""


@dataclass(frozen=True)
class Abilities:
    """What a server can do with a model."""

    vision: bool = False
    grammar: bool = False
    """Takes a GBNF ``grammar`` field."""
    lookup: bool = False
    prefix: bool = False
    """Keeps the evaluated tokens of the last prompt, so that a repair turn evaluates only what is new."""
    batch: bool = False
    """Writes several answers at once."""
    slots: int = 1
    """How many at least, whatever the options say."""
    context: int | None = None


class Engine(Protocol):
    """One kind of model server."""

    name: str
    """``llama-cpp-python``, ``xllamacpp``, ``transformers``, ``vllm``."""
    extra: str
    """The optional dependency that installs it: ``llama``, ``llama-prebuilt``, ``transformers``, ``vllm``."""

    def installed(self) -> bool:
        """True when the server's package can be imported; imports nothing."""
        ...

    def accepts(self, source: ModelSource) -> bool:
        """True when the engine reads this format."""
        ...

    def abilities(self, source: ModelSource) -> Abilities:
        """What the server will be able to do with this model."""
        ...

    def launch(self, source: ModelSource, options: EngineOptions, folder: Path) -> Launch:
        """The command; `folder` is private to this user (0700) and may hold the socket.

        Raises
        ------
        ModelError
            The weights are missing, truncated, corrupt, or miss a part (a chat template, a projector).
        """
        ...
