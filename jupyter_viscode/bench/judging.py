"""Fits the trees by which pictures that are no charts are told from charts: ``python -m jupyter_viscode.bench.judging``.

Folders of chart pictures go in beside charts and other pictures that are made here; ``vision/judge.json`` comes out. It
needs scikit-learn. Pictures of the held-out third are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from jupyter_viscode.bench.image_samples import Picture, load

TREES, DEPTH, RATE = 90, 3, 0.1
_OUT = Path(__file__).parent.parent / "vision" / "judge.json"


def main(argv: Sequence[str]) -> int:
    """Fit, tell how it does on parts that were left out, and write the trees."""
    parser = argparse.ArgumentParser(prog="python -m jupyter_viscode.bench.judging", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the picture benchmarks")
    parser.add_argument("-o", "--out", type=Path, default=_OUT, help="where the trees go (default: %(default)s)")
    options = parser.parse_args(list(argv))
    rows, charts = _samples(options.data)
    report, trees = fit(rows, charts)
    options.out.write_text(json.dumps(trees, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{report}\nwrote {options.out}\n")
    return 0


def _samples(folder: Path) -> tuple[list[tuple[float, ...]], list[bool]]:
    from jupyter_viscode.vision.intake import decode
    from jupyter_viscode.vision.judge import signs
    from jupyter_viscode.vision.ocr import read_texts

    rows, charts = [], []
    for picture in _pictures(folder):
        pixels = decode(picture.data).pixels
        rows.append(astuple(signs(pixels, read_texts(pixels))))
        charts.append(picture.kind != "not-charts")
    return rows, charts


def _pictures(folder: Path) -> Iterator[Picture]:
    for kind in ("chartmimic", "vegalite", "not-charts"):
        yield from (p for p in load(kind, folder) if not p.held_out)


def fit(rows: Sequence[Sequence[float]], charts: Sequence[bool]) -> tuple[str, dict[str, Any]]:
    """A sentence on what was refused in parts left out, and the trees as JSON."""
    import numpy as np
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import cross_val_predict

    from jupyter_viscode.vision.judge import LEAST

    x, y = np.array(rows, float), np.array(charts)
    model = GradientBoostingClassifier(n_estimators=TREES, max_depth=DEPTH, learning_rate=RATE, random_state=0)
    chance = cross_val_predict(model, x, y, cv=8, method="predict_proba")[:, 1]
    others, own = (chance[side] < LEAST for side in (~y, y))
    report = f"refused: {others.mean():.1%} of {len(others)} others, {own.mean():.1%} of {len(own)} charts"
    model.fit(x, y)
    start = float(np.log(y.mean() / (1 - y.mean())))
    trees = [_tree(stage[0].tree_, 0) for stage in model.estimators_]
    return report, {"start": round(start, 5), "rate": RATE, "trees": trees}


def _tree(tree: Any, node: int) -> Any:
    """A leaf is its value, a fork ``[sign, bound, at most, above]``."""
    if tree.children_left[node] < 0:
        return round(float(tree.value[node][0][0]), 4)
    left, right = (_tree(tree, int(side[node])) for side in (tree.children_left, tree.children_right))
    return [int(tree.feature[node]), round(float(tree.threshold[node]), 5), left, right]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
