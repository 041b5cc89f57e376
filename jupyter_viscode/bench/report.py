"""Reports: records of answered questions go in; rates with their intervals, as a dict and as an HTML page, come out."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

RESAMPLES = 1000
Rows = Sequence[Mapping[str, Any]]


def summary(records: Rows, benchmark: str, library: str, *, others: bool = False) -> dict[str, Any]:
    """All figures of a run."""
    failures = Counter(str(r["fail"]) for r in records if r["fail"])
    hedged = sum(bool(r["fail"]) and bool(r.get("hedged")) and r["fail"] != "declined" for r in records)
    wrong = sum(failures.values()) - failures.get("declined", 0) - hedged
    times = sorted(1e3 * float(r["seconds"]) for r in records) or [0.0]
    lines = [_line("all", records)]
    parts: list[tuple[str, Callable[[Mapping[str, Any]], bool]]] = [
        ("one table", lambda r: not r["several"]),
        ("several tables", lambda r: bool(r["several"])),
        ("tuned databases", lambda r: not r["held_out"]),
        ("tuned databases, one table", lambda r: not r["held_out"] and not r["several"]),
        ("tuned databases, several tables", lambda r: not r["held_out"] and bool(r["several"])),
        ("held-out databases", lambda r: bool(r["held_out"])),
        ("held-out databases, one table", lambda r: bool(r["held_out"]) and not r["several"]),
        ("held-out databases, several tables", lambda r: bool(r["held_out"]) and bool(r["several"])),
    ]
    for what, keep in parts:
        kept = [r for r in records if keep(r)]
        if kept and len(kept) < len(records):
            lines.append(_line(what, kept))
    for family in sorted({str(r["family"]) for r in records}):
        lines.append(_line(family, [r for r in records if r["family"] == family]))
    return {
        "benchmark": benchmark,
        "library": library,
        "other_tables_given": others,
        "questions": len(records),
        "charts": len({r["id"] for r in records}),
        "pass": pass_rate(records),
        "lines": lines,
        "failures": dict(failures.most_common()),
        "hedged": hedged,
        "confident_share": wrong / max(1, sum(failures.values())),
        "p50_ms": round(times[len(times) // 2], 1),
        "p99_ms": round(times[min(len(times) - 1, int(len(times) * 0.99))], 1),
    }


def pass_rate(records: Rows) -> float:
    """Percent: the mean over a chart's questions, then over charts, as the benchmark has it."""
    charts: dict[str, list[bool]] = defaultdict(list)
    for record in records:
        charts[str(record["id"])].append(record["fail"] is None)
    return 100.0 * sum(sum(v) / len(v) for v in charts.values()) / max(1, len(charts))


def interval(records: Rows, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the pass rate when the databases are drawn anew (percentile bootstrap over databases)."""
    databases: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        databases[str(record["database"])][str(record["id"])].append(record["fail"] is None)
    rates = [[100.0 * sum(v) / len(v) for v in charts.values()] for charts in databases.values()]
    return bootstrap(rates, seed)


def bootstrap(
    groups: Sequence[Sequence[float]], seed: int = 0, *, minus: Sequence[Sequence[float]] = ()
) -> tuple[float, float]:
    """95 % interval of the mean when the groups are drawn anew (percentile bootstrap).

    Parameters
    ----------
    groups
        Values that belong together, and are drawn together.
    minus
        Other groups: the interval is that of the difference of the two means.
    """
    if not groups:
        return (0.0, 0.0)
    generator = random.Random(seed)

    def drawn(some: Sequence[Sequence[float]]) -> float:
        values = [v for _ in some for v in some[generator.randrange(len(some))]]
        return sum(values) / len(values) if values else 0.0

    means = sorted(drawn(groups) - drawn(minus) for _ in range(RESAMPLES))
    return (means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1])


def _line(what: str, records: Rows) -> dict[str, Any]:
    low, high = interval(records)
    return {
        "what": what,
        "pass": round(pass_rate(records), 1),
        "interval": [round(low, 1), round(high, 1)],
        "charts": len({r["id"] for r in records}),
        "questions": len(records),
        "declined": sum(r["fail"] == "declined" for r in records),
        "wrong": sum(r["fail"] not in (None, "declined") for r in records),
    }


def write_html(report: Mapping[str, Any], records: Rows, path: Path, most: int = 300) -> None:
    """One page: the table, and the failures of the databases that may be looked at."""
    rows = "".join(
        f"<tr><td>{escape(str(line['what']))}</td><td>{line['pass']:.1f} %</td><td>{line['interval'][0]:.1f} – {line['interval'][1]:.1f}</td>"  # noqa: E501
        f"<td>{line['charts']}</td><td>{line['questions']}</td><td>{line['declined']}</td><td>{line['wrong']}</td></tr>"
        for line in report["lines"]
    )
    failed = [r for r in records if r["fail"] and not r["held_out"]][:most]
    page = (
        f"<!doctype html><meta charset='utf-8'><title>{escape(str(report['benchmark']))}</title><style>{_STYLE}</style>"
        f"<h1>{escape(str(report['benchmark']))} through {escape(str(report['library']))}</h1>"
        f"<p>{report['questions']} questions on {report['charts']} charts; instruction to code: median {report['p50_ms']} ms, "
        f"99th percentile {report['p99_ms']} ms; {report['confident_share']:.0%} of the failures drew a chart "
        f"without naming a word that was not understood ({report['hedged']} named one).</p>"
        "<table><tr><th></th><th>right</th><th>95 % interval over databases</th><th>charts</th><th>questions</th><th>declined</th>"  # noqa: E501
        f"<th>wrong</th></tr>{rows}</table><h2>Failures</h2>{''.join(_failure(r) for r in failed)}"
        "<p>Failures on held-out databases are counted above and not shown.</p>"
    )
    path.write_text(page, encoding="utf-8")


_STYLE = "body{font:15px system-ui;margin:2em;max-width:70em}td,th{padding:.2em .8em;text-align:left}pre{background:#f4f4f4;padding:.6em}"  # noqa: E501


def _failure(record: Mapping[str, Any]) -> str:
    picture = f"<img src='data:image/png;base64,{record['picture']}'>" if record.get("picture") else ""
    return (
        f"<details><summary><b>{escape(str(record['fail']))}</b> {escape(str(record['question']))}</summary>"
        f"<p>{escape(str(record['reading'] or record['why']))}</p>{picture}<pre>{escape(str(record['code']))}</pre></details>"
    )
