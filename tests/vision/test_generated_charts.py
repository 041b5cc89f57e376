"""A guard against regressions: generated charts with known data, from picture to code to figure, and their values compared.

Pictures whose values were once read well stay well read; add to the list as reading gets better. What holds on many more is
measured by ``viscode bench image --kind generated``.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("vl_convert", reason='pip install "jupyter_viscode[altair]"')

from jupyter_viscode.bench import image
from jupyter_viscode.bench.generated import charts
from jupyter_viscode.bench.image_samples import Picture

COUNT, SEED = 10, 5
CHOSEN = ("matplotlib-0", "vega-1", "matplotlib-2", "drawn-3", "matplotlib-4", "drawn-7", "vega-9")
"""Each family but histograms and all libraries; more would cost more time than they tell."""
WELL_READ = ("matplotlib-0", "vega-1", "matplotlib-2", "drawn-3", "matplotlib-4", "drawn-7")
"""Right type, values within 2 %, 90 % of the points."""
RIGHT_TYPES = 70.0


@pytest.fixture(scope="module")
def scored() -> dict[str, dict[str, Any]]:
    """Scores by picture."""
    found: dict[str, dict[str, Any]] = {}
    for chart in (c for c in charts(COUNT, SEED) if c.key in CHOSEN):
        picture = Picture(chart.key, "generated", chart.key, chart.library, chart.truth.family, chart.png, truth=chart.truth)
        record = image.answer(picture)
        found[chart.key] = {**record.scores, "status": record.status, "why": record.why}
    return found


def test_nothing_fails_and_few_are_refused(scored: dict[str, dict[str, Any]]) -> None:
    assert {key: s["why"] for key, s in scored.items() if s["status"] == "failed"} == {}
    assert sum(s["status"] == "refused" for s in scored.values()) <= 1


def test_most_types_are_right(scored: dict[str, dict[str, Any]]) -> None:
    assert sum(s["type"] for s in scored.values()) / len(scored) >= RIGHT_TYPES


def test_what_was_read_well_still_is(scored: dict[str, dict[str, Any]]) -> None:
    def well(s: dict[str, Any]) -> bool:
        near = s["error"] is None or s["error"] <= 2
        return bool(s["type"] == 100 and near and (s["recall"] is None or s["recall"] >= 90))

    assert [key for key in WELL_READ if not well(scored[key])] == []
