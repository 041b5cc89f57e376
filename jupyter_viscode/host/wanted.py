"""What a client asks the host for: weights, an engine and its options, as a value that crosses the wire as JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import InputError
from jupyter_viscode.host.engine import EngineOptions, ModelSource


@dataclass(frozen=True)
class Wanted:
    """A model as it is to be loaded."""

    source: ModelSource
    engine: str
    options: EngineOptions = field(default_factory=EngineOptions)
    state: str = ""
    """Size and time of the file: weights that were replaced on the disk are another model."""

    @property
    def id(self) -> str:
        """The same for the same weights, engine and options; fits into a URL."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:20]

    @property
    def title(self) -> str:
        """The model's and the engine's name, for messages."""
        return f"{self.source.name} ({self.engine})"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        source = {k: str(v) if isinstance(v, Path) else v for k, v in vars(self.source).items()}
        return {"source": source, "engine": self.engine, "options": asdict(self.options), "state": self.state}

    @classmethod
    def from_json(cls, value: Any) -> Wanted:
        """The value of `to_json`; raises InputError for anything else."""
        try:
            source = dict(value["source"])
            source["path"] = Path(source["path"])
            source["projector"] = Path(source["projector"]) if source.get("projector") else None
            options = EngineOptions(**value["options"])
            return cls(ModelSource(**source), str(value["engine"]), options, str(value["state"]))
        except (KeyError, TypeError, ValueError):
            raise InputError("The host was asked in a form that it does not know.", hint="Run: viscode host stop") from None


def wanted(source: ModelSource, engine: str, options: EngineOptions | None = None) -> Wanted:
    """A model with the state that its file has now."""
    try:
        state = source.path.stat()
        mark = f"{state.st_size}:{state.st_mtime_ns}"
    except OSError:
        mark = ""  # the engine says what is wrong with a file that is missing
    return Wanted(source, engine, options or EngineOptions(), mark)


def parse_options(text: str) -> EngineOptions:
    """Options as in a URL's query: ``context=8192&gpu_layers=-1&lookup=no``."""
    known = {f.name: f for f in fields(EngineOptions)}
    given: dict[str, Any] = {}
    for part in filter(None, text.split("&")):
        name, _, value = part.partition("=")
        if name not in known:
            raise InputError(f"A model has no option {name!r}.", hint=f"Options: {', '.join(known)}.")
        given[name] = _truth(name, value) if name == "lookup" else _number(name, value)
    return EngineOptions(**given)


def _number(name: str, value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        number = -2
    if number < (-1 if name == "gpu_layers" else 1):
        raise InputError(f"The model's option {name} is {value!r}.", hint="Give a whole number, as in context=8192.")
    return number


def _truth(name: str, value: str) -> bool:
    if value.lower() not in ("yes", "no", "true", "false", "1", "0"):
        raise InputError(f"The model's option {name} is {value!r}.", hint="Give yes or no.")
    return value.lower() in ("yes", "true", "1")
