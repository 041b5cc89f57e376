"""Fitting the confidence: benchmarks go in; the weights by which the embedded engine knows what it has not understood come out.

Run as ``python -m jupyter_viscode.bench.confidence DIR [DIR ...]``; each folder holds ``viseval/tasks.jsonl`` or
``nvbench/tasks.jsonl``. Databases that are held out are never read. The table that is printed tells, with each database
left out of the fit in turn, how many right answers are lost for how many wrong ones that are not drawn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

RIDGE = 10.0
"""How strongly weights are drawn to 0."""
FORM_RIDGE = 25.0
"""How much more strongly those of `FORM` are."""
_FORM = """averaged,clauses,colour,conditions,contexts,counted,denial,either,extreme,having,implied count,joins,labels,length,
limit,many figures,many tables,mark not said,membership,nested,one join,plain,possessives,scatter,summed,superlative,unit,
window,years"""
FORM = frozenset(name.strip() for name in _FORM.split(","))
"""Figures that say what sort of request it is, and are no doubts by their meaning."""
MOST_DOUBT = 3.0
"""What one doubt may weigh at most: one alone is not to decide against everything else."""
NEW = 1.5
"""How much more a question counts whose database the engine was not tuned on: its mistakes are those to come."""
MOST = 60
"""Questions of one database: more of them teach little that is new."""
EQUAL = 40
"""From so many questions on, databases weigh the same."""
SHARES = (0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)


@dataclass(frozen=True)
class Case:
    """One question that was answered."""

    source: str
    database: str
    right: bool
    new: bool
    figures: Mapping[str, float]


def main(argv: Sequence[str]) -> int:
    """Answer the questions, fit, print the table, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m jupyter_viscode.bench.confidence", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="databases that are held out are left out")
    parser.add_argument(
        "--new", nargs="*", type=Path, default=[], metavar="DIR", help="folders of which all databases are used"
    )
    parser.add_argument(
        "--plain", type=Path, default=None, metavar="DIR", help="the tests of the embedded engine: requests read right"
    )
    parser.add_argument("--cases", type=Path, default=Path("viscode-confidence.jsonl"), help="answers, kept between runs")
    parser.add_argument("--least", type=float, default=0.5, help="the confidence below which nothing is drawn")
    parser.add_argument("--certain", type=float, default=0.75, help="the confidence below which doubts are said with the chart")
    parser.add_argument("--write", action="store_true", help="replace the weights that the engine uses")
    options = parser.parse_args(list(argv))
    if not options.cases.is_file():
        with options.cases.open("w", encoding="utf-8") as file:
            for folder in (*options.folders, *options.new):
                found = answered(folder, whole=folder in options.new)
                file.writelines(json.dumps(asdict(case)) + "\n" for case in found)
            if options.plain is not None:
                file.writelines(json.dumps(asdict(case)) + "\n" for case in plain(options.plain))
    cases = [Case(**json.loads(line)) for line in options.cases.read_text(encoding="utf-8").splitlines()]
    names = sorted({name for case in cases for name in case.figures})
    rated = list(zip(cases, left_out(cases, names), strict=True))
    for source in sorted({c.source for c in cases}):
        _print(source, [(c, p) for c, p in rated if c.source == source])
    _print("databases that the engine was not tuned on", [(c, p) for c, p in rated if c.new and c.source != "plain"])
    constant, weights = fit(cases, names)
    kept = {name: round(weight, 3) for name, weight in weights.items() if abs(weight) >= 0.001}
    fitted = {"least": options.least, "certain": options.certain, "constant": round(constant, 3), "weights": kept}
    if options.write:
        from jupyter_viscode.intent import judging

        Path(judging.__file__).with_name("confidence.json").write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    return 0


def answered(folder: Path, *, whole: bool) -> Iterator[Case]:
    """The questions of a folder, with the evidence for the answer and whether it was right."""
    from jupyter_viscode.bench.viseval import a_few_of_each, answer
    from jupyter_viscode.context.build import build
    from jupyter_viscode.intent import readings

    for name, sample, frames in a_few_of_each(folder, MOST, whole=whole):
        found = readings(sample.question, build(frames, sample.question), frames)
        if found:
            record = answer(sample, "matplotlib", others=True, guess=True)
            yield Case(f"{folder.name} {name}", sample.database, record.fail is None, whole, found[0].evidence)


def plain(folder: Path) -> Iterator[Case]:
    """The plain requests of the tests that are read as the tests have it: those are to be drawn."""
    from jupyter_viscode.context.build import build
    from jupyter_viscode.intent import readings

    sys.path.insert(0, str(folder))
    frames, cases, everyday = map(import_module, ("intent_frames", "intent_cases", "test_intent_everyday"))
    several = (
        ("shop", frames.shop(), cases.SHOP),
        ("firm", frames.firm(), cases.FIRM),
        ("everyday", everyday.session(), [(question, sentence) for question, _, sentence in everyday.CASES]),
    )
    for name, tables, asked in several:
        for question, sentence in asked:
            found = readings(question, build(tables, question), tables)
            if found and found[0].sentence == sentence:
                yield Case("plain", name, True, True, found[0].evidence)


def fit(cases: Sequence[Case], names: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Logistic regression with a ridge; what is a doubt by its meaning never speaks for a reading."""
    import numpy as np

    minimize: Any = import_module("scipy.optimize").minimize
    table: Any = np.array([[1.0, *(c.figures.get(n, 0.0) for n in names)] for c in cases])
    right: Any = np.array([float(c.right) for c in cases])
    many = Counter(c.database for c in cases)
    worth: Any = np.array([min(1.0, EQUAL / many[c.database]) * (NEW if c.new else 1.0) for c in cases])
    pull: Any = np.array([RIDGE * (FORM_RIDGE if n in FORM else 1.0) for n in names])
    ridge: Any = np.concatenate([[0.0], pull * (table[:, 1:].std(axis=0) ** 2 + 0.01)])

    def loss(found: Any) -> Any:
        total = table @ found
        missed = np.logaddexp(0.0, -total) * right + np.logaddexp(0.0, total) * (1.0 - right)
        slope = table.T @ (worth * (1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))) - right)) + ridge * found
        return (worth * missed).sum() + 0.5 * (ridge * found * found).sum(), slope

    bounds = [(None, None), *((None, None) if n in FORM else (-MOST_DOUBT, 0.0) for n in names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    return float(found[0]), dict(zip(names, map(float, found[1:]), strict=True))


def left_out(cases: Sequence[Case], names: Sequence[str]) -> list[float]:
    """Each case's chance by a fit that has not seen its database."""
    import math

    found = [0.0] * len(cases)
    for database in {c.database for c in cases}:
        constant, weights = fit([c for c in cases if c.database != database], names)
        for place, case in enumerate(cases):
            if case.database == database:
                total = constant + sum(w * case.figures.get(n, 0.0) for n, w in weights.items())
                found[place] = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return found


def _print(source: str, rated: Sequence[tuple[Case, float]]) -> None:
    """What each threshold would lose and avoid."""
    ordered = sorted(rated, key=lambda r: r[1])
    wrong = sum(not c.right for c, _ in rated)
    lines = [f"{source}: {len(rated)} questions, {wrong} wrong"]
    for share in SHARES:
        cut = ordered[: int(share * len(ordered))]
        avoided = sum(not c.right for c, _ in cut)
        lost = len(cut) - avoided
        confident = (wrong - avoided) / max(1, wrong + lost)
        threshold = cut[-1][1] if cut else 0.0
        lines.append(
            f"  below {threshold:.3f}: {avoided} wrong not drawn, {lost} right lost; drawn wrong {confident:.0%} of failures"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
