"""Everything about a request that is not the instruction, the data or the program: one checked value for every door."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal, get_args

from jupyter_viscode.errors import ConfigError
from jupyter_viscode.types import Level, Library, RepairProtocol

Consent = Literal["always-confirm", "confirm-if-risky", "auto-run"]
MOST_CANDIDATES = 16


@dataclass(frozen=True)
class Settings:
    """Everything about a request that is not the instruction, the data or the program."""

    model: str | None = None
    """``builtin``, ``http(s)://host:port/v1#name``, a path, or a catalogue name; None reads ``VISCODE_MODEL``."""
    library: str | None = None
    language: str = "python"
    level: Level = "schema"
    consent: Consent = "confirm-if-risky"
    execute: bool = True
    max_repairs: int = 3
    repair_protocol: RepairProtocol = "patch"
    candidates: int = 1
    """First answers asked for at the same time; the first that passes is taken."""
    seed: int = 0
    variant: int = 0
    timeout: float = 30.0
    memory: float = 4.0
    """GiB that a trial may use above what the process uses already."""
    max_tokens: int = 2048
    animate: bool = False
    reuse: bool = True
    """Take the code that was accepted for the same cell, prompt and data before; False asks anew."""

    @property
    def model_name(self) -> str:
        """The model that is named here, else in the environment, else the embedded engine."""
        return (self.model or os.environ.get("VISCODE_MODEL") or "builtin").strip()

    def __post_init__(self) -> None:
        _require("context level", self.level, get_args(Level))
        _require("consent policy", self.consent, get_args(Consent))
        _require("repair protocol", self.repair_protocol, get_args(RepairProtocol))
        if self.library is not None:
            _require("library", self.library, get_args(Library))
        if self.max_repairs < 0:
            raise ConfigError(f"max_repairs is {self.max_repairs}.", hint="Use 0 for none, or up to 3.")
        if not 1 <= self.candidates <= MOST_CANDIDATES:
            raise ConfigError(f"{self.candidates} candidates were asked for.", hint=f"Use 1 to {MOST_CANDIDATES}.")
        if self.variant < 0:
            raise ConfigError(f"There is no alternative {self.variant}.", hint="They are numbered from 1.")
        if not self.memory > 0:
            raise ConfigError(f"The memory limit is {self.memory:g} GiB.", hint="Give a number of GiB above 0.")
        if not self.timeout > 0:  # neither does a NaN end anything
            raise ConfigError(f"The time limit is {self.timeout:g} s.", hint="Give a number of seconds above 0.")


def _require(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ConfigError(f"There is no {what} {value!r}.", hint=f"Choose one of: {', '.join(known)}.")
