"""Names to classes: backends, engines, runtimes, emitters. A value is ``"module:attribute"`` and is imported on use.

Third parties add their own through entry points of the same group, e.g. ``jupyter_viscode.backends``.
"""

from __future__ import annotations

import difflib
import importlib
from typing import Any

from jupyter_viscode.errors import ConfigError

_BUILTIN: dict[str, dict[str, str]] = {
    "backends": {
        "builtin": "jupyter_viscode.backends.builtin:BuiltinBackend",
        "openai": "jupyter_viscode.backends.openai:OpenAIBackend",
        "scripted": "jupyter_viscode.backends.scripted:ScriptedBackend",
    },
    "runtimes": {
        "python": "jupyter_viscode.runtimes.python:PythonRuntime",
    },
    "emitters": {
        "matplotlib": "jupyter_viscode.chart.write.matplotlib:write",
        "seaborn": "jupyter_viscode.chart.write.seaborn:write",
        "plotly": "jupyter_viscode.chart.write.plotly:write",
        "altair": "jupyter_viscode.chart.write.altair:write",
        "vega-lite": "jupyter_viscode.chart.write.vega_lite:write",
    },
    "engines": {
        "llama-cpp-python": "jupyter_viscode.host.engines.llama_cpp:LlamaCpp",
        "transformers": "jupyter_viscode.host.engines.transformers:Transformers",
        "vllm": "jupyter_viscode.host.engines.vllm:Vllm",
        "xllamacpp": "jupyter_viscode.host.engines.xllamacpp:XLlamaCpp",
    },
}


def names(group: str) -> list[str]:
    """All names of a group, entry points included."""
    from importlib.metadata import entry_points

    found = {entry.name for entry in entry_points(group=f"jupyter_viscode.{group}")}
    return sorted(found | set(_BUILTIN[group]))


def load(group: str, name: str) -> Any:
    """The object registered as `name`; raises ConfigError that names the nearest known one."""
    target = _BUILTIN[group].get(name) or _from_entry_points(group, name)
    if target is None:
        known = names(group)
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
        raise ConfigError(f"There is no {group.removesuffix('s')} called {name!r}.", hint=hint)
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _from_entry_points(group: str, name: str) -> str | None:
    from importlib.metadata import entry_points

    found = entry_points(group=f"jupyter_viscode.{group}", name=name)
    return next((entry.value for entry in found), None)
