"""Reports on pictures: records go in; means with their intervals, as a dict, as lines and as a page of pairs, come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from jupyter_viscode.bench.report import bootstrap

Row = Mapping[str, Any]
Rows = Sequence[Row]


def summary(records: Rows, kind: str, columns: Sequence[str], main: str) -> dict[str, Any]:
    """All figures of a run.

    Parameters
    ----------
    columns
        Scores of a record that are averaged.
    main
        The one with the interval.
    """
    parts: list[tuple[str, Callable[[Row], bool]]] = [
        ("all", lambda r: True),
        ("tuned pictures", lambda r: not r["held_out"]),
        ("held-out pictures", lambda r: bool(r["held_out"])),
        ("one panel: bar, line, scatter, pie, histogram", lambda r: bool(r["simple"])),
        *((task, lambda r, task=task: r["task"] == task) for task in sorted({str(r["task"]) for r in records})),
        *((f"type {name}", lambda r, name=name: r["family"] == name) for name in sorted({str(r["family"]) for r in records})),
    ]
    lines = []
    for what, keep in parts:
        kept = [r for r in records if keep(r)]
        if kept and (what == "all" or len(kept) < len(records)):
            lines.append(_line(what, kept, columns, main))
    times = sorted(r["seconds"] for r in records) or [0.0]
    ocr = sorted(r["ocr_seconds"] for r in records if r["ocr_seconds"]) or [0.0]
    return {
        "benchmark": kind,
        "columns": list(columns),
        "main": main,
        "pictures": len(records),
        "lines": lines,
        "gap": _gap(records, main),
        "p50_s": round(times[len(times) // 2], 2),
        "p95_s": round(times[int(0.95 * (len(times) - 1))], 2),
        "ocr_p50_s": round(ocr[len(ocr) // 2], 2),
    }


MEDIANS = ("error",)
"""Columns of which the median counts: one value that was missed altogether says nothing of the others."""


def typical(records: Rows, column: str) -> float | None:
    """Mean (or median) of what has a value; None where nothing has."""
    values = sorted(r["scores"][column] for r in records if r["scores"].get(column) is not None)
    if not values:
        return None
    return float(values[len(values) // 2] if column in MEDIANS else sum(values) / len(values))


def _line(what: str, records: Rows, columns: Sequence[str], main: str) -> dict[str, Any]:
    low, high = bootstrap(_by_name(records, main))
    return {
        "what": what,
        "pictures": len(records),
        "scores": {c: None if (value := typical(records, c)) is None else round(value, 1) for c in columns},
        "interval": [round(low, 1), round(high, 1)],
        "refused": sum(r["status"] == "refused" for r in records),
        "failed": sum(r["status"] == "failed" for r in records),
    }


def _by_name(records: Rows, main: str) -> list[list[float]]:
    """Scores of the pictures, those of a pair together: they are drawn together."""
    groups: dict[str, list[float]] = defaultdict(list)
    for record in records:
        groups[str(record["name"])].append(float(record["scores"].get(main) or 0.0))
    return list(groups.values())


def _gap(records: Rows, main: str) -> dict[str, Any] | None:
    """Tuned less held-out, with the interval when both are drawn anew."""
    sides = [_by_name([r for r in records if bool(r["held_out"]) == side], main) for side in (False, True)]
    if not all(sides):
        return None
    low, high = bootstrap(sides[0], minus=sides[1])
    tuned, held = (sum(map(sum, side)) / sum(map(len, side)) for side in sides)
    return {"points": round(tuned - held, 1), "interval": [round(low, 1), round(high, 1)]}


def text(report: Mapping[str, Any]) -> str:
    """The table, for a terminal."""
    columns = report["columns"]
    out = [f"{report['benchmark']}: {report['pictures']} pictures", " " * 48 + "".join(f"{c:>9}" for c in columns)]
    for line in report["lines"]:
        cells = "".join(f"{'–' if line['scores'][c] is None else format(line['scores'][c], '.1f'):>9}" for c in columns)
        low, high = line["interval"]
        tail = f"  {report['main']} [{low:.1f}, {high:.1f}]  {line['pictures']} pictures"
        lost = ", ".join(f"{line[k]} {k}" for k in ("refused", "failed") if line[k])
        out.append(f"  {line['what']:<46}{cells}{tail}{'; ' + lost if lost else ''}")
    if report["gap"]:
        low, high = report["gap"]["interval"]
        out.append(f"  tuned less held-out: {report['gap']['points']} points of {report['main']} [{low}, {high}]")
    ocr = f", text recognition alone {report['ocr_p50_s']} s" if report["ocr_p50_s"] else ""
    out.append(f"  picture to code: median {report['p50_s']} s, 95th percentile {report['p95_s']} s{ocr}")
    if report.get("memory_mb"):
        out.append(f"  most memory: {report['memory_mb']} MB")
    return "\n".join(out) + "\n"


def write_html(report: Mapping[str, Any], records: Rows, path: Path) -> None:
    """One page: the table, then the pairs of those pictures that may be looked at, worst first."""
    main = str(report["main"])
    shown = sorted((r for r in records if not r["held_out"]), key=lambda r: r["scores"].get(main) or 0.0)
    page = (
        f"<!doctype html><meta charset='utf-8'><title>{escape(str(report['benchmark']))}</title><style>{_STYLE}</style>"
        f"<h1>{escape(str(report['benchmark']))}: picture to code</h1><pre>{escape(text(report))}</pre>"
        f"<h2>Pairs, worst first</h2>{''.join(map(_pair, shown))}<p>Held-out pictures are counted above and not shown.</p>"
    )
    path.write_text(page, encoding="utf-8")


_STYLE = (
    "body{font:15px system-ui;margin:2em}pre{background:#f4f4f4;padding:.6em;overflow:auto}"
    "figure{display:inline-block;margin:.3em;vertical-align:top}img{max-width:440px;border:1px solid #ddd}"
)


def _pair(record: Row) -> str:
    scored = ", ".join(f"{k} {v:.0f}" for k, v in record["scores"].items() if v is not None)
    pictures = "".join(
        f"<figure><img loading='lazy' src='data:image/webp;base64,{record[key]}'><figcaption>{said}</figcaption></figure>"
        for key, said in (("given", "given"), ("redrawn", "redrawn"))
        if record.get(key)
    )
    why = f"<p>{escape(str(record['why']))}</p>" if record["why"] else ""
    code = f"<details><summary>code</summary><pre>{escape(record['code'])}</pre></details>" if record["code"] else ""
    return f"<h3>{escape(str(record['key']))}</h3><p>{escape(scored)}</p>{pictures}{why}{code}"
