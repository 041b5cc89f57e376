"""Picture samples: a folder of benchmark files goes in; pictures with what they should become come out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

from jupyter_viscode.bench.made_data import Chart, Truth
from jupyter_viscode.errors import InputError

Kind = Literal["chartmimic", "vegalite", "generated", "not-charts"]
KINDS: tuple[Kind, ...] = ("chartmimic", "vegalite", "generated", "not-charts")
"""The first two are benchmarks in a folder; the others are made here."""
MADE = 200
"""Pictures of a kind that is made here."""
SIMPLE = ("bar", "line", "scatters", "pie", "hist")
"""Families of charts that are counted by themselves where a picture has one panel."""


@dataclass(frozen=True)
class Picture:
    """One picture of a benchmark."""

    key: str
    kind: Kind
    name: str
    """The key without its task: the two pictures of a pair share it."""
    task: str
    family: str
    image: Path | bytes = field(repr=False)
    """The picture's file, or its bytes."""
    inches: tuple[float, float] | None = None
    facts: Mapping[str, Any] | None = None
    """What a reference program draws (ChartMimic)."""
    spec: Mapping[str, Any] | None = field(default=None, repr=False)
    """The Vega-Lite specification, its data inlined."""
    truth: Truth | None = field(default=None, repr=False)
    """The data of a generated chart."""
    varies: bool = False
    """The reference draws other numbers each time: its series are not scored."""

    @property
    def data(self) -> bytes:
        """The picture's bytes."""
        return self.image if isinstance(self.image, bytes) else self.image.read_bytes()

    @property
    def held_out(self) -> bool:
        """Whether the picture belongs to the third that nobody looks at while tuning."""
        return held_out(self.name)

    @property
    def simple(self) -> bool:
        """One panel of a common kind."""
        return self.facts is not None and self.facts["figure"]["n_axes"] == 1 and self.family in SIMPLE


def held_out(name: str) -> bool:
    """One name in three, by its hash."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 3 == 0


def load(kind: Kind, folder: Path | None, seed: int = 0) -> list[Picture]:
    """All pictures that can be scored; those that are made here need no folder, and are others with another seed.

    Raises
    ------
    InputError
        The folder does not hold the benchmark.
    """
    if kind == "generated":
        return list(_generated(seed))
    if kind == "not-charts":
        return list(_not_charts(seed))
    if folder is None:
        raise InputError("No folder of pictures was given.", hint="Give it with --data DIR.")
    path = folder / kind / "tasks.jsonl"
    if not path.is_file():
        raise InputError(f"There is no {path}.", hint=f"Give the folder that holds {kind}/tasks.jsonl: --data DIR.")
    with path.open(encoding="utf-8") as lines:
        tasks = [json.loads(line) for line in lines]
    return list((_mimic if kind == "chartmimic" else _vega)(tasks, folder))


def _generated(seed: int) -> Iterator[Picture]:
    with get_context("spawn").Pool(1) as pool:  # what drawing takes is no memory that reading needs
        made = pool.apply(_charts, (seed,))
    for chart in made:
        key = _seeded(chart.key, seed)
        yield Picture(key, "generated", key, chart.library, chart.truth.family, chart.png, truth=chart.truth)


def _charts(seed: int) -> list[Chart]:
    from jupyter_viscode.bench.generated import charts

    return list(charts(MADE, seed))


def _seeded(key: str, seed: int) -> str:
    """The name of a picture, another for each seed but the usual one: a run that goes on must not take one for another."""
    return f"{key}@{seed}" if seed else key


def _not_charts(seed: int) -> Iterator[Picture]:
    from io import BytesIO

    from PIL import Image

    from jupyter_viscode.bench.not_charts import pictures

    for number, (kind, pixels) in enumerate(pictures(MADE, seed)):
        out = BytesIO()
        Image.fromarray(pixels).save(out, "PNG")
        key = _seeded(f"{kind}-{number}", seed)
        yield Picture(key, "not-charts", key, kind, kind, out.getvalue())


def _mimic(tasks: list[dict[str, Any]], folder: Path) -> Iterator[Picture]:
    for task in tasks:
        if task["facts"]:
            yield Picture(
                task["id"], "chartmimic", task["id"].partition("/")[2], task["task"], task["chart_type"],
                folder / task["image"], tuple(task["figsize_in"]), task["facts"], varies=bool(task.get("data_varies")),
            )  # fmt: skip


def _vega(tasks: list[dict[str, Any]], folder: Path) -> Iterator[Picture]:
    from jupyter_viscode.bench.vega_rules import family

    for task in tasks:
        if task.get("usable", True):
            spec = _inlined(task["spec"], folder / "vegalite")
            yield Picture(task["id"], "vegalite", task["id"], "vegalite", family(spec), folder / task["image"], spec=spec)


def _inlined(part: Any, folder: Path) -> Any:
    """The specification with the text of its data files in place of their addresses."""
    if isinstance(part, list):
        return [_inlined(p, folder) for p in part]
    if not isinstance(part, dict):
        return part
    out = {key: _inlined(value, folder) for key, value in part.items()}
    url = out.get("url")
    path = folder / url if isinstance(url, str) and url.startswith("data/") else None
    if path is not None and path.is_file() and path.suffix in (".csv", ".tsv", ".json"):
        del out["url"]
        text = path.read_text(encoding="utf-8")
        shape = {"type": path.suffix[1:], **(out.get("format") or {})}
        out["values"] = json.loads(text) if path.suffix == ".json" else text
        out["format"] = shape
    return out
