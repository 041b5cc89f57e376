"""Fitting the agreement: benchmarks go in; the weights by which a chart is told from its neighbours come out.

Run as ``python -m jupyter_viscode.bench.agreement DIR [DIR ...]``; each folder holds ``viseval/tasks.jsonl`` or
``nvbench/tasks.jsonl``. Databases that are held out are never read. A reading that the engine is sure of is taken for right,
and each of its neighbours for wrong; orders are left out where none was asked for. What is printed is how often the right chart
stands first among its neighbours, by weights that were fitted without its database.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

RIDGE = 1.0
SURE = 0.7
"""The confidence from which on a reading is taken for right."""
SEEN, DATABASES = 8, 5
"""How often a figure must be there, and in how many databases, to get a weight."""
LEAST = 0.02
"""Weights below are dropped."""
FOLDS = 5
MOST = 80
"""Questions of one database."""


@dataclass(frozen=True)
class Case:
    """A right chart and its neighbours, by their figures."""

    database: str
    kinds: Sequence[str]
    """Of the neighbours."""
    figures: Sequence[Mapping[str, float]]
    """Of the right chart, then of the neighbours."""


def main(argv: Sequence[str]) -> int:
    """Gather the cases, print how well they are told, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m jupyter_viscode.bench.agreement", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="databases that are held out are left out")
    parser.add_argument(
        "--new", nargs="*", type=Path, default=[], metavar="DIR", help="folders of which all databases are used"
    )
    parser.add_argument("--cases", type=Path, default=Path("viscode-agreement.jsonl"), help="cases, kept between runs")
    parser.add_argument("--write", action="store_true", help="replace the weights that the engine uses")
    options = parser.parse_args(list(argv))
    if not options.cases.is_file():
        with options.cases.open("w", encoding="utf-8") as file:
            for folder in (*options.folders, *options.new):
                for case in gathered(folder, whole=folder in options.new):
                    file.write(json.dumps(asdict(case)) + "\n")
    cases = [Case(**json.loads(line)) for line in options.cases.read_text(encoding="utf-8").splitlines()]
    names = common(cases)
    sys.stdout.write(f"{len(cases)} charts, {len(names)} figures\n{_told(cases, names)}\n")
    if options.write:
        from jupyter_viscode.intent import judging

        weights = {n: round(w, 2) for n, w in fit(cases, names).items() if abs(w) >= LEAST}
        path = Path(judging.__file__).with_name("agreement.json")
        path.write_text(json.dumps(weights, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def gathered(folder: Path, *, whole: bool) -> Iterator[Case]:
    """The sure readings of a folder's questions, with their neighbours."""
    from jupyter_viscode.bench.viseval import a_few_of_each
    from jupyter_viscode.context.build import build
    from jupyter_viscode.intent import readings
    from jupyter_viscode.intent.judging.agreement import figures
    from jupyter_viscode.intent.judging.hearing import Hearing
    from jupyter_viscode.intent.judging.neighbours import neighbours
    from jupyter_viscode.intent.schema.catalogue import catalogue_of

    for _, sample, frames in a_few_of_each(folder, MOST, whole=whole):
        context = build(frames, sample.question)
        found = readings(sample.question, context, frames)
        if not found or found[0].confidence < SURE:
            continue
        hearing = Hearing(sample.question, catalogue_of(context, frames))
        others = neighbours(found[0].chart, hearing)
        if sample.gold.sort_channel is None:
            others = [(kind, chart) for kind, chart in others if kind != "order"]
        if others:
            rows = [figures(found[0].chart, hearing), *(figures(chart, hearing) for _, chart in others)]
            yield Case(sample.database, [kind for kind, _ in others], rows)


def common(cases: Sequence[Case]) -> list[str]:
    """The figures that are there often enough to be weighed, whatever the data are about."""
    seen: Counter[str] = Counter()
    where: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        for row in case.figures:
            for name in row:
                seen[name] += 1
                where[name].add(case.database)
    return sorted(n for n, count in seen.items() if count >= SEEN and len(where[n]) >= DATABASES)


def fit(cases: Sequence[Case], names: Sequence[str]) -> dict[str, float]:
    """Weights of a conditional log-linear model with a ridge."""
    import numpy as np

    minimize: Any = import_module("scipy.optimize").minimize
    table, first = _table(cases, names)
    group = np.repeat(np.arange(len(first)), np.diff([*first, table.shape[0]]))

    def loss(weights: Any) -> Any:
        total = table @ weights
        top = np.maximum.reduceat(total, first)
        share = np.exp(total - top[group])
        whole = np.add.reduceat(share, first)
        missed = (np.log(whole) + top - total[first]).sum()
        share /= whole[group]
        share[first] -= 1.0
        return missed + 0.5 * RIDGE * (weights @ weights), table.T @ share + RIDGE * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return dict(zip(names, map(float, found), strict=True))


def _table(cases: Sequence[Case], names: Sequence[str]) -> tuple[Any, Any]:
    """A sparse table with a row for each chart, and the rows of the right ones."""
    import numpy as np

    sparse: Any = import_module("scipy.sparse")
    places = {name: place for place, name in enumerate(names)}
    rows = [row for case in cases for row in case.figures]
    cells = [(i, places[n], v) for i, row in enumerate(rows) for n, v in row.items() if n in places and v]
    i, j, values = zip(*cells, strict=True)
    first = np.cumsum([0, *(len(c.figures) for c in cases)])[:-1]
    return sparse.csr_matrix((values, (i, j)), shape=(len(rows), len(names))), first


def _told(cases: Sequence[Case], names: Sequence[str]) -> str:
    """How often the right chart stands first, and which neighbours stood before it."""
    wrong: Counter[str] = Counter()
    databases = sorted({c.database for c in cases}, key=lambda d: sha256(d.encode()).digest())
    for fold in range(FOLDS):
        left = set(databases[fold::FOLDS])
        weights = fit([c for c in cases if c.database not in left], names)
        for case in (c for c in cases if c.database in left):
            totals = [sum(weights.get(n, 0.0) * v for n, v in row.items()) for row in case.figures]
            best = max(range(len(totals)), key=totals.__getitem__)
            if best:
                wrong[case.kinds[best - 1]] += 1
    share = 1 - wrong.total() / len(cases)
    return f"right first {share:.1%}; before it stood " + ", ".join(f"{k} {n}" for k, n in wrong.most_common())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
