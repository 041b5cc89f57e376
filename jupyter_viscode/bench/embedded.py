"""``viscode bench engine``: a machine enters, what an answer without a model costs leaves; with a folder, how right it is.

The costs are those that `jupyter_viscode.bench.overhead` measures, the scores those of `jupyter_viscode.bench.viseval`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from jupyter_viscode.bench import overhead, viseval
from jupyter_viscode.errors import InputError

_SCORED = ("viseval", "nvbench")


def run(argv: Sequence[str]) -> int:
    """Measure the embedded engine and print a table; with a folder, score it on each benchmark there; 0 when all is well.

    Parameters
    ----------
    argv
        Arguments of ``viscode bench engine``; those that it does not know go to the benchmarks.

    Raises
    ------
    InputError
        When the folder holds no benchmark.
    """
    parser = argparse.ArgumentParser(
        prog="viscode bench engine", description="What the embedded engine costs; with --data, how right it is."
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder with viseval/ or nvbench/: score all its questions, too"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the reports go, a folder for each benchmark")
    parser.add_argument("--quick", action="store_true", help="100,000 rows instead of a million")
    options, scoring = parser.parse_known_args(list(argv))
    if options.data is None and scoring:
        parser.error(f"{scoring[0]} needs --data DIR")
    names = [n for n in _SCORED if options.data is not None and (options.data / n / "tasks.jsonl").is_file()]
    if options.data is not None and not names:
        raise InputError(
            f"{options.data} holds no viseval/tasks.jsonl and no nvbench/tasks.jsonl.", hint="Name their folder with --data."
        )
    rows = list(overhead.engine(options.quick))
    print(overhead.table(rows), flush=True)  # noqa: T201
    places = {name: ["--out", str(options.out / name)] if options.out is not None else [] for name in names}
    scored = [viseval.run([name, "--data", str(options.data), *places[name], *scoring]) for name in names]
    return max(scored, default=int(any(row.measured is None for row in rows)))
