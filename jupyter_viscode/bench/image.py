"""``viscode bench image``: chart pictures of a benchmark go in; how alike they are redrawn comes out.

The embedded engine turns each picture into code; the code runs in a confined child, where its figure is read and compared
with what the picture's own program drew. Answers are kept as they come, so that a stopped run goes on.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_viscode.bench import generated, image_report, image_rules, resuming
from jupyter_viscode.bench.drawn import Drawn, record
from jupyter_viscode.bench.image_samples import KINDS, Picture, load
from jupyter_viscode.errors import InputError, MissingDependencyError, ViscodeError

COLUMNS: dict[str, tuple[tuple[str, ...], str]] = {
    "chartmimic": (("text", "layout", "type", "colour", "low", "series", "alike"), "low"),
    "vegalite": (("type", "text", "alike"), "type"),
    "generated": (("type", "text", "error", "recall", "alike"), "type"),
    "not-charts": (("refused",), "refused"),
}
"""Scores of a kind of picture, and the one that counts most."""
_THUMB = 440
"""Pixels of the longer side of a picture in the report."""


@dataclass(frozen=True)
class Record:
    """What became of one picture. Of a held-out one only the scores are kept."""

    key: str
    name: str
    task: str
    family: str
    held_out: bool
    simple: bool
    status: str
    """``drawn``, ``refused`` or ``failed``."""
    scores: dict[str, float | None] = field(default_factory=dict)
    why: str = ""
    seconds: float = 0.0
    """From the picture's bytes to the code."""
    ocr_seconds: float = 0.0
    """Text recognition of this picture by itself, when it was asked for."""
    code: str = ""
    given: str = ""
    """WebP as base64."""
    redrawn: str = ""


@dataclass(frozen=True)
class Answer:
    """Code for a picture, or why there is none."""

    code: str = ""
    refusal: str = ""


def run(argv: Sequence[str]) -> int:
    """Run the benchmark and print its table; 0 when it went through."""
    options = _options(argv)
    try:
        return _run(options)
    except ViscodeError as error:
        _say(f"{error}\n", error=True)
        return 2


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="viscode bench image", description="Score the embedded engine on chart pictures.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with <kind>/tasks.jsonl and its pictures")
    parser.add_argument("--kind", default="chartmimic", choices=KINDS, help="benchmark, or pictures made here (%(default)s)")
    resuming.add_options(parser, "pictures")
    parser.add_argument("--family", default="", metavar="TYPES", help="only these chart types, with commas between them")
    parser.add_argument("-n", type=int, default=0, metavar="N", help="only N pictures, spread evenly (0: all)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the pictures made here (default: %(default)s)")
    parser.add_argument("--clock", action="store_true", help="time the text recognition of each picture by itself, too")
    parser.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds for drawing one chart")
    return parser.parse_args(list(argv))


def _run(options: argparse.Namespace) -> int:
    for name in ("rapidocr", "cv2", "skimage"):
        _require(name)
    pictures = chosen(load(options.kind, options.data, options.seed), options.fold, options.family, options.n)
    if not pictures:
        raise InputError("No picture is left after these options.", hint="Try --fold all.")
    out = options.out or Path(f"viscode-image-{options.kind}")
    out.mkdir(parents=True, exist_ok=True)
    asked = partial(answer, timeout=options.timeout, clock=options.clock)
    records: list[Record] = []
    for kept in resuming.answered(out / "results.jsonl", pictures, asked, Record, fresh=options.fresh):
        records.append(kept)
        _progress(len(records), len(pictures), records, COLUMNS[options.kind][1])
    rows = [asdict(r) for r in records]
    report = image_report.summary(rows, options.kind, *COLUMNS[options.kind])
    report["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)
    (out / "report.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    image_report.write_html(report, rows, out / "report.html")
    _say(image_report.text(report) + f"  report: {out / 'report.html'}\n")
    return 0


def _require(name: str) -> None:
    from importlib.util import find_spec

    if find_spec(name) is None:
        raise MissingDependencyError(name, 'pip install "jupyter_viscode[image]"')


def chosen(pictures: Iterable[Picture], fold: str, families: str = "", most: int = 0) -> list[Picture]:
    """The pictures of a fold; a part of them is spread evenly over the whole, so that every family is in it."""
    wanted = {name.strip() for name in families.split(",") if name.strip()}
    kept = [p for p in pictures if fold == "all" or p.held_out == (fold == "held-out")]
    kept = [p for p in kept if not wanted or p.family in wanted]
    return [kept[i * len(kept) // most] for i in range(most)] if 0 < most < len(kept) else kept


# -- one picture -------------------------------------------------------------------------------------------------------


def answer(picture: Picture, *, timeout: float = 60.0, clock: bool = False) -> Record:
    """Read the picture, run the code in a child, compare what was drawn."""
    started = time.perf_counter()
    given = generate(picture.data, picture.inches)
    seconds = time.perf_counter() - started
    result: dict[str, Any] = {"why": given.refusal}
    if picture.kind == "not-charts":
        result |= {} if given.refusal and not given.refusal.startswith("failed") else {"scores": {"refused": 0.0}}
    elif given.code:
        result = score(given.code, picture, timeout)
    zero = _nothing(picture)
    hidden = picture.held_out
    return Record(
        picture.key, picture.name, picture.task, picture.family, hidden, picture.simple,
        "drawn" if "scores" in result else "failed" if given.code or given.refusal.startswith("failed") else "refused",
        zero | result.get("scores", {}), "" if hidden else result.get("why", ""), round(seconds, 3),
        round(_recognition(picture.data), 3) if clock else 0.0, "" if hidden else given.code,
        "" if hidden else _thumb(picture.data), "" if hidden else result.get("redrawn", ""),
    )  # fmt: skip


def generate(data: bytes, inches: tuple[float, float] | None) -> Answer:
    """The engine's code for a picture."""
    from jupyter_viscode.vision import read
    from jupyter_viscode.vision.intake import decode

    try:
        reading = read(decode(data).pixels, inches)
        return Answer(refusal=reading.refusal) if reading.refusal else Answer(reading.code())
    except ViscodeError as error:
        return Answer(refusal=str(error))
    except Exception as error:  # a fault of the reader counts as a failed picture, not as the end of the run
        return Answer(refusal=f"failed: {type(error).__name__}: {error}")


def _recognition(data: bytes) -> float:
    """Seconds that reading the texts alone takes."""
    from jupyter_viscode.vision.intake import decode
    from jupyter_viscode.vision.ocr import read_texts

    pixels = decode(data).pixels
    started = time.perf_counter()
    read_texts(pixels)
    return time.perf_counter() - started


def _nothing(picture: Picture) -> dict[str, float | None]:
    """What a picture without an answer gets; where there was nothing to find, that is no zero."""
    if picture.kind == "not-charts":
        return {"refused": 100.0}
    scores: dict[str, float | None] = dict.fromkeys(COLUMNS[picture.kind][0], 0.0)
    if picture.facts is not None and (picture.varies or not image_rules.expected(picture.facts).numbers):
        scores["series"] = None
    if picture.truth is not None:
        points, binned = picture.truth.family == "scatter", picture.truth.family == "hist"
        scores |= {"error": None if points or binned else 100.0, "recall": 0.0 if points else None}
    return scores


def score(code: str, picture: Picture, timeout: float) -> dict[str, Any]:
    """Run the code confined; its scores, or why there are none."""
    result = confined(lambda: _drawn(code), timeout)
    if "drawn" not in result:
        return {"why": result.get("why", "")}
    drawn = Drawn.from_json(result["drawn"])
    found: dict[str, float | None]
    if picture.facts is not None:
        found = image_rules.scores(drawn, picture.facts)
        if picture.varies:
            found["series"] = None
    elif picture.truth is not None:
        found = generated.scores(drawn, picture.truth)
    else:
        from jupyter_viscode.bench import vega_rules

        found = dict(vega_rules.scores(drawn, picture.spec or {}))
    redrawn = base64.b64decode(result.get("png", ""))
    found["alike"] = _alike(picture.data, redrawn)
    return {"scores": found, "redrawn": _thumb(redrawn) if redrawn else ""}


def _drawn(code: str) -> dict[str, Any]:
    """In the child: what the program draws, and its picture."""
    import warnings

    from matplotlib.figure import Figure

    warnings.simplefilter("ignore")
    save = Figure.savefig
    drawn = record(code)
    import matplotlib.pyplot as plt

    png = io.BytesIO()
    with contextlib.suppress(Exception):  # it was drawn once already; a picture for the report is not worth a failure
        save(plt.gcf(), png, format="png", dpi=100)
    return {"drawn": asdict(drawn), "png": base64.b64encode(png.getvalue()).decode()}


def confined(work: Any, timeout: float) -> dict[str, Any]:
    """The dict that `work` returns, computed in a child that may write only in a folder of its own."""
    import os

    import matplotlib as mpl

    from jupyter_viscode.process import Confinement, fork, read_pipe, watch

    mpl.use("agg")

    def told() -> bytes:
        os.chdir(folder)
        try:
            return json.dumps(work()).encode()
        except BaseException as error:  # whatever a program does is an answer
            return json.dumps({"why": f"{type(error).__name__}: {error}"[:300]}).encode()

    with tempfile.TemporaryDirectory() as folder:
        pid, reading = fork(told, Confinement(folder, memory=4 * 2**30, seconds=timeout))
        try:
            ending = watch(pid, read_pipe(reading), seconds=timeout, memory=4 * 2**30)
        finally:
            os.close(reading)
    try:
        result: dict[str, Any] = json.loads(ending.data)
    except ValueError:
        return {"why": f"the drawing ended with: {ending.cause}"}
    return result


def _alike(given: bytes, redrawn: bytes) -> float | None:
    """How alike two pictures are, 0 to 100."""
    if not redrawn:
        return 0.0
    import numpy as np
    from PIL import Image

    from jupyter_viscode.vision.compare import similarity
    from jupyter_viscode.vision.intake import decode

    drawn = np.asarray(Image.open(io.BytesIO(redrawn)).convert("RGB"))  # of any size, unlike what users give
    return round(100 * similarity(decode(given).pixels, drawn), 2)


def _thumb(data: bytes) -> str:
    """A small copy for the report."""
    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.thumbnail((_THUMB, _THUMB))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=60)
    return base64.b64encode(out.getvalue()).decode()


# -- what is shown -----------------------------------------------------------------------------------------------------


def _say(text: str, *, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    stream.write(text)
    stream.flush()


def _progress(number: int, total: int, records: Sequence[Record], main: str) -> None:
    if sys.stderr.isatty() and (number % 5 == 0 or number == total):
        so_far = sum(r.scores.get(main) or 0.0 for r in records) / number
        _say(f"\r{number}/{total}  {main} {so_far:.1f}{chr(10) if number == total else ''}", error=True)
