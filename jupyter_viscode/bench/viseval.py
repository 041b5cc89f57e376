"""``viscode bench viseval|nvbench``: the questions of a benchmark go in; how many charts are right, and where not, comes out.

The embedded engine answers each question with code; the code runs in a forked child, its figure is read back, and what
was drawn is compared with the published chart. Answers are kept in a file as they come, so that a stopped run goes on.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_viscode.bench import resuming
from jupyter_viscode.bench.report import summary, write_html
from jupyter_viscode.bench.samples import Sample, load
from jupyter_viscode.bench.viseval_rules import broken
from jupyter_viscode.errors import InputError, MissingDependencyError, ViscodeError

_EXTRA = {"seaborn": "seaborn", "plotly": "plotly", "altair": "altair"}


@dataclass(frozen=True)
class Record:
    """What became of one question."""

    key: str
    id: str
    database: str
    family: str
    several: bool
    held_out: bool
    question: str
    fail: str | None
    """None when right; ``declined``, ``error``, ``nothing``, ``type``, ``data``, ``order``, ``timeout``."""
    why: str = ""
    hedged: bool = False
    """The answer named words that it had not understood, or said that it was not sure."""
    reading: str = ""
    seconds: float = 0.0
    """From the instruction to the code."""
    code: str = ""
    picture: str = ""
    """PNG as base64, when pictures were asked for."""


def run(argv: Sequence[str]) -> int:
    """Run a benchmark and print its table; 0 when it went through.

    Parameters
    ----------
    argv
        The benchmark's name, then options; see ``--help``.
    """
    options = _options(argv)
    try:
        return _run(options)
    except ViscodeError as error:
        _say(f"{error}\n", error=True)
        return 2


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="viscode bench viseval|nvbench", description="Score the embedded engine on a benchmark."
    )
    parser.add_argument("name", choices=("viseval", "nvbench"))
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with <name>/tasks.jsonl and the tables")
    parser.add_argument("--lib", default="matplotlib", choices=("matplotlib", "seaborn", "plotly", "altair"))
    resuming.add_options(parser, "databases")
    parser.add_argument("--others", action="store_true", help="give the tables that a question does not need, too")
    parser.add_argument("--guess", action="store_true", help="draw the best reading also where the engine would ask back")
    parser.add_argument("--queries", type=int, default=0, metavar="N", help="at most N questions for each chart (0: all)")
    parser.add_argument("-n", type=int, default=0, metavar="N", help="only the first N questions (0: all)")
    parser.add_argument("--pictures", action="store_true", help="keep the pictures of wrong charts for the report")
    parser.add_argument("--timeout", type=float, default=30.0, metavar="S", help="seconds for one chart")
    return parser.parse_args(list(argv))


def _run(options: argparse.Namespace) -> int:
    if find_spec(options.lib) is None:
        raise MissingDependencyError(options.lib, f'pip install "jupyter_viscode[{_EXTRA.get(options.lib, "charts")}]"')
    samples = _chosen(load(options.name, options.data), options)
    if not samples:
        raise InputError("No question is left after these options.", hint="Try --fold all.")
    out = options.out or Path(f"viscode-{options.name}-{options.lib}")
    out.mkdir(parents=True, exist_ok=True)
    how = {"others": options.others, "timeout": options.timeout, "picture": options.pictures, "guess": options.guess}
    asked = partial(answer, library=options.lib, **how)
    records: list[Record] = []
    for record in resuming.answered(out / "results.jsonl", samples, asked, Record, fresh=options.fresh):
        records.append(record)
        _progress(len(records), len(samples), records)
    report = summary([asdict(r) for r in records], options.name, options.lib, others=options.others)
    (out / "report.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    write_html(report, [asdict(r) for r in records], out / "report.html")
    _print(report, out)
    return 0


def a_few_of_each(folder: Path, most: int, *, whole: bool) -> Iterator[tuple[str, Sample, dict[str, Any]]]:
    """Up to ``most`` questions of each database, drawn by hash, with the frames of all its tables.

    Parameters
    ----------
    folder
        Where the benchmarks ``viseval`` and ``nvbench`` lie; one that is not there is passed over.
    whole
        Also the databases that are held out.

    Yields
    ------
    The benchmark's name, the question, and its frames by name.
    """
    for name in ("viseval", "nvbench"):
        if not (folder / name / "tasks.jsonl").is_file():
            continue
        taken: Counter[str] = Counter()
        samples = [s for s in load(name, folder) if whole or not s.held_out]
        for sample in sorted(samples, key=lambda s: sha256(f"{s.key} {s.question}".encode()).digest()):
            taken[sample.database] += 1
            if taken[sample.database] <= most:
                yield name, sample, {Path(p).stem: _frame(p) for p in sorted((*sample.tables, *sample.others))}


def _chosen(samples: Iterable[Sample], options: argparse.Namespace) -> list[Sample]:
    kept = [s for s in samples if options.fold == "all" or s.held_out == (options.fold == "held-out")]
    if options.queries:
        kept = [s for s in kept if s.number < options.queries]
    return kept[: options.n] if options.n else kept


# -- one question ------------------------------------------------------------------------------------------------------

_tables: dict[str, Any] = {}


def _frame(path: str) -> Any:
    if path not in _tables:
        import pandas as pd

        _tables[path] = pd.read_csv(path)
    return _tables[path]


def answer(
    sample: Sample, library: str, *, others: bool = False, timeout: float = 30.0, picture: bool = False, guess: bool = False
) -> Record:
    """Ask the engine, run its code in a child, compare what was drawn."""
    from jupyter_viscode.backends.builtin import BuiltinBackend
    from jupyter_viscode.context.build import build
    from jupyter_viscode.types import GenerationConfig, Prompt, Request

    paths = [*sample.tables, *(sample.others if others else ())]
    frames = {Path(p).stem: _frame(p) for p in sorted(paths)}
    context = build(frames, sample.question)
    request = Request(sample.question, frames=frames, context=context, library=library)
    started = time.perf_counter()
    completion = BuiltinBackend(guess=guess).generate(Prompt((), request), GenerationConfig())
    seconds = time.perf_counter() - started

    def record(fail: str | None, why: str = "", image: str = "") -> Record:
        return Record(sample.key, sample.id, sample.database, sample.gold.family, sample.several, sample.held_out, sample.question,  # noqa: E501
                      fail, why, "(not " in completion.reading, completion.reading, round(seconds, 5), code, image)  # fmt: skip

    code = completion.text.removeprefix("```python\n").removesuffix("\n```")
    if completion.stop_reason == "declined":
        return record("declined", completion.message)
    _warm(library)
    result = in_child(lambda: _score(code, frames, sample, library, picture), timeout)
    return record(result.get("fail", "error"), result.get("why", ""), result.get("picture", ""))


def _score(code: str, frames: Mapping[str, Any], sample: Sample, library: str, picture: bool) -> dict[str, Any]:
    """Run the code and say which rule its figure breaks."""
    from jupyter_viscode.chart.read import read

    namespace: dict[str, Any] = {"__name__": "__main__", **frames}
    try:
        exec(compile(code, "<answer>", "exec"), namespace)
    except Exception as error:
        return {"fail": "error", "why": f"{type(error).__name__}: {error}"}
    figure = _figure(namespace, library)
    if figure is None:
        return {"fail": "nothing"}
    fail = broken(read(figure), sample.gold)
    return {"fail": fail, "picture": _png(figure) if picture and fail else ""}


def _figure(namespace: Mapping[str, Any], library: str) -> Any:
    if library in ("matplotlib", "seaborn"):
        import matplotlib.pyplot as plt

        return plt.gcf() if plt.get_fignums() else None
    for value in reversed(list(namespace.values())):
        module = type(value).__module__
        if module.startswith(library) and (hasattr(value, "to_dict") or hasattr(value, "to_plotly_json")):
            return value
    return None


def _png(figure: Any) -> str:
    if not hasattr(figure, "savefig"):
        return ""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=60)
    return base64.b64encode(buffer.getvalue()).decode()


def in_child(work: Any, timeout: float) -> dict[str, Any]:
    """The dict that `work` returns, computed in a forked child; a child that is late is ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, reading, writing)
    os.close(writing)
    found, end = b"", time.monotonic() + timeout
    late = False
    while True:
        ready = select.select([reading], [], [], max(0.0, end - time.monotonic()))[0]
        if not ready:
            late = True
            os.kill(pid, signal.SIGKILL)
            break
        piece = os.read(reading, 1 << 16)
        if not piece:
            break
        found += piece
    os.close(reading)
    os.waitpid(pid, 0)
    if late:
        return {"fail": "timeout"}
    try:
        result: dict[str, Any] = json.loads(found)
    except ValueError:
        return {"fail": "error", "why": "the child died"}
    return result


def _child(work: Any, reading: int, writing: int) -> None:
    os.close(reading)
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        result = work()
    except BaseException as error:
        result = {"fail": "error", "why": f"{type(error).__name__}: {error}"}
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(result, default=str).encode())
    finally:
        os._exit(0)


def _warm(library: str) -> None:
    """Load in the parent what every child needs."""
    import matplotlib

    matplotlib.use("Agg")
    for name in ("matplotlib.pyplot", "pandas", {"plotly": "plotly.express"}.get(library, library)):
        import_module(name)


# -- what is shown -----------------------------------------------------------------------------------------------------


def _say(text: str, *, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    stream.write(text)
    stream.flush()


def _progress(number: int, total: int, records: Sequence[Record]) -> None:
    if sys.stderr.isatty() and (number % 10 == 0 or number == total):
        right = sum(r.fail is None for r in records)
        width = 30 * number // total
        end = "\n" if number == total else ""
        bar = f"[{'█' * width}{' ' * (30 - width)}]"
        _say(f"\r{bar} {number}/{total}  {100 * right / number:.1f} % right{end}", error=True)


def _print(report: Mapping[str, Any], out: Path) -> None:
    """The table, for a terminal."""
    lines = [f"{report['benchmark']} through {report['library']}: {report['questions']} questions, {report['charts']} charts"]
    for line in report["lines"]:
        low, high = line["interval"]
        lines.append(f"  {line['what']:<34} {line['pass']:5.1f} %  [{low:.1f}, {high:.1f}]  {line['charts']} charts")
    failures = ", ".join(f"{k} {v}" for k, v in report["failures"].items()) or "none"
    lines += [
        f"  failures: {failures}; {report['confident_share']:.0%} of them wrong though confident, {report['hedged']} wrong with words named",  # noqa: E501
        f"  instruction to code: p50 {report['p50_ms']} ms, p99 {report['p99_ms']} ms",
        f"  report: {out / 'report.html'}",
    ]
    _say("\n".join(lines) + "\n")
