"""From what a user types to what the host loads: ``[ENGINE:]NAME-OR-PATH[?OPTIONS]`` enters, a Wanted leaves.

Nothing is started or downloaded here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jupyter_viscode import registry
from jupyter_viscode.errors import ConfigError, MissingDependencyError, ModelError
from jupyter_viscode.host.engine import Engine, EngineOptions, ModelSource
from jupyter_viscode.host.wanted import Wanted, parse_options, wanted

PREFERRED = ("xllamacpp", "llama-cpp-python", "transformers", "vllm")
"""Of several installed engines that read a model the first is taken; others that third parties add come last."""


def select(name: str) -> Wanted:
    """The model and the engine for a name.

    Raises
    ------
    ConfigError
        The name is unknown, or the engine is.
    ModelError
        There is no whole model at that path, or it is not on this machine yet.
    MissingDependencyError
        No engine that reads the model is installed.
    """
    engine, model, options = split(name)
    source = find_source(model)
    # The host works in another folder than whoever asks.
    projector = source.projector.absolute() if source.projector is not None else None
    source = replace(source, path=source.path.absolute(), projector=projector)
    return wanted(source, choose_engine(source, engine).name, options)


def split(name: str) -> tuple[str | None, str, EngineOptions]:
    """The engine, the name or path, and the options."""
    engine, colon, rest = name.strip().partition(":")
    # One letter is a drive of Windows; a catalogue's name may hold a colon as well.
    named = engine if colon and len(engine) > 1 and engine in registry.names("engines") else None
    model, _, options = (rest if named else name).partition("?")
    return named, model.strip(), parse_options(options.strip())


def find_source(model: str) -> ModelSource:
    """The weights that a name or a path means; raises ModelError when they are not here."""
    from jupyter_viscode.host.library import local

    try:
        found = local.find(model)
    except OSError as error:
        raise ModelError(f"{model[:80]!r} cannot be looked at: {error.strerror}.", hint="Check the path.") from None
    if found is None:
        raise ModelError(f"The model {model!r} is not on this machine yet.", hint=f"Fetch it with: viscode pull {model}")
    return found.source


def choose_engine(source: ModelSource, name: str | None = None) -> Engine:
    """The engine of that name, else the best that is installed and reads the model."""
    if name is not None:
        return _named(source, name)
    fitting = [engine for engine in engines() if engine.accepts(source)]
    found = next((engine for engine in fitting if engine.installed()), None)
    if found is not None:
        return found
    if not fitting:
        raise ConfigError(f"No engine reads {source.path}.", hint="Give a .gguf file, or the folder of a Hugging Face model.")
    raise MissingDependencyError(
        f"An engine for {source.path.name}", " or ".join(f'pip install "jupyter_viscode[{e.extra}]"' for e in fitting[:2])
    )


def engines() -> Iterator[Engine]:
    """All engines that are known, best first."""
    known = registry.names("engines")
    for name in [*(n for n in PREFERRED if n in known), *(n for n in known if n not in PREFERRED)]:
        engine: Engine = registry.load("engines", name)()
        yield engine


def _named(source: ModelSource, name: str) -> Engine:
    engine: Engine = registry.load("engines", name)()
    if not engine.accepts(source):
        raise ConfigError(f"The engine {name} does not read {source.path.name}.", hint="Leave the engine's name out.")
    if not engine.installed():
        raise MissingDependencyError(f"The engine {name}", f'pip install "jupyter_viscode[{engine.extra}]"')
    return engine
