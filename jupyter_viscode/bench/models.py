"""``viscode bench models MODEL``: a model's name enters, one table of what its answers and repairs cost leaves.

MODEL is what ``%viscode model`` takes: an address, a path, a catalogue's name. ``scripted`` measures only what needs no
model, against a server that replays answers at a given speed; ``--shape 7b`` a model of chance weights. A ratio of 1 or less
meets its target.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyter_viscode.bench import shapes
from jupyter_viscode.bench.overhead import Row, table
from jupyter_viscode.bench.repairs import FRAME, REPAIRS, Repair, tokens
from jupyter_viscode.bench.replay import Replay, Script, replaying
from jupyter_viscode.bench.replies import Bare, Cost, Timing, attempts_in, bare, cost, fresh, timed
from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.types import Attempt, Backend, Code, ErrorInfo, GenerationConfig, Message, Outcome, Prompt, Request

RATES = (20, 50, 100, 200)
"""Tokens a second at which answers are replayed: a laptop's CPU, a laptop's GPU, a workstation, a server."""
STOPPING = 200.0
"""Tokens a second of answers that fail."""
_SHARES = (0.1, 0.5, 0.9)
_WORK = 0.25
"""Seconds that a statement of the replayed program works."""


def run(argv: Sequence[str] = ()) -> int:
    """Measure, print the table; 1 when a target was missed or could not be measured.

    Parameters
    ----------
    argv
        Arguments of ``viscode bench models``.
    """
    parser = argparse.ArgumentParser(prog="viscode bench models", description="What a model's answers and repairs cost.")
    parser.add_argument("model", nargs="?", help="an address, a path or a name; 'scripted' for what needs no model")
    parser.add_argument("--shape", metavar="NAME", help="instead: weights of this shape made at random (7b, 1.5b, tiny)")
    parser.add_argument("--engine", metavar="NAME", help="the engine for --shape (default: one that is here)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and speeds")
    parser.add_argument("--tokens", type=int, default=128, metavar="N", help="longest answer (default: %(default)s)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there, too")
    arguments = parser.parse_args(list(argv))
    if (arguments.model is None) == (arguments.shape is None):
        parser.error("give a MODEL, or a --shape")
    parts: list[tuple[str, Callable[[], Iterator[Row]]]] = [
        ("patches", _patches),
        ("trial while writing", lambda: _streaming(arguments.quick)),
        ("stopping early", lambda: _stopping(arguments.quick)),
        ("overhead", lambda: _overhead(arguments.quick)),
    ]
    if arguments.shape is not None:
        parts = [(arguments.shape, lambda: shapes.rows(arguments.shape, arguments.engine, arguments.tokens))]
    elif arguments.model != "scripted":
        parts.insert(0, (arguments.model, lambda: _model(arguments.model, arguments.tokens, arguments.quick)))
    rows: list[Row] = []
    for number, (what, part) in enumerate(parts, 1):
        for row in part():
            rows.append(row)
            print(f"[{number}/{len(parts)}] {what}: {row.what}", file=sys.stderr, flush=True)  # noqa: T201
    print(table(rows))  # noqa: T201
    if arguments.json is not None:
        figures = [{**asdict(row), "ratio": row.ratio, "verdict": row.verdict} for row in rows]
        arguments.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(row.verdict == "over" or (row.measured is None and row.target is not None) for row in rows) else 0


def request_of(repair: Repair) -> Request:
    """The request whose answer fails."""
    from jupyter_viscode import context

    namespace: dict[str, Any] = {}
    exec(FRAME, namespace)  # this module's own text
    frames = {"sales": namespace["sales"]}
    return Request(repair.asked, frames, context=context.build(frames, repair.asked))


# -- a model -----------------------------------------------------------------------------------------------------------


def _model(name: str, most: int, quick: bool) -> Iterator[Row]:
    """Speed, and what a repair turn costs, of a model that is asked in earnest."""
    from jupyter_viscode import models, prompts

    backend = models.resolve(name)
    config = GenerationConfig(max_tokens=most)
    repair = REPAIRS[0]
    first = prompts.render(request_of(repair))
    started = time.perf_counter()
    timed(backend, fresh(first, "load"), replace(config, max_tokens=8))
    yield Row("load and first answer", time.perf_counter() - started, "s")
    cold = [timed(backend, fresh(first, f"cold {n}"), config) for n in range(2 if quick else 5)]
    yield Row("time to first token, a first question", 1000 * _median(cold, "first"), "ms", note=_said(cold[-1]))
    rates = [rate for one in cold if (rate := one.prefill) is not None]
    yield Row("prefill", statistics.median(rates) if rates else None, "tokens/s", note="" if rates else "not told")
    yield Row("decode", _median(cold, "rate"), "tokens/s")
    turns = _repair_turn(first, repair)
    # Whatever the model itself would have written: a server knows what it has read as it knows what it wrote.
    seen = replace(turns, messages=(*turns.messages[:-1], Message("user", "Go on.")))
    timed(backend, seen, replace(config, max_tokens=1))
    again = timed(backend, turns, config)
    anew = timed(backend, fresh(turns, "anew"), config)
    share = again.evaluated
    note = "" if share is not None else "the server does not tell how much it knew"
    target = 0.25 if share is not None else None
    yield Row("share of a repair's prompt that is evaluated", share, "", target, note=note)
    yield Row("repair turn to first token, prefix known", 1000 * again.first, "ms", note=_said(again))
    yield Row("the same, nothing known", 1000 * anew.first, "ms", note=_said(anew))
    yield from _lookup(name, backend, config)
    saved = statistics.mean(len(tokens(one.whole)) - len(tokens(one.patch)) for one in REPAIRS)
    rate = _median(cold, "rate")
    yield Row("a patch saves at this speed", saved / rate if rate else None, "s", note=f"{saved:.0f} tokens of an answer")
    yield from _host(name, config)


def _repair_turn(first: Prompt, repair: Repair) -> Prompt:
    """The prompt that asks for a patch of a program of usual length, after a usual error."""
    from jupyter_viscode import prompts

    error = ErrorInfo("TypeError", "float() argument must be a string or a real number, not 'Period'", line=13)
    return prompts.repair(first, [Attempt(0, Code(repair.source), Outcome("error", error=error))], "patch")


def _lookup(name: str, backend: Backend, config: GenerationConfig) -> Iterator[Row]:
    """How much faster an answer that repeats its prompt is written where drafts are looked up in the prompt."""
    from jupyter_viscode import models

    text = f"Repeat this program word by word in one ```python block:\n\n{REPAIRS[1].whole}"
    asked = Prompt((Message("user", text),), Request("repeat"))
    copied = timed(backend, asked, config)
    yield _copied("decode of an answer that repeats the prompt", copied)
    if name.startswith(("http://", "https://")) or "lookup=" in name:
        return
    try:
        plain = timed(models.resolve(f"{name}{'&' if '?' in name else '?'}lookup=no"), asked, config)
    except ViscodeError as error:
        yield Row("the same without lookup", None, "tokens/s", note=str(error))
        return
    yield _copied("the same without lookup", plain)


def _copied(what: str, timing: Timing) -> Row:
    return Row(what, timing.rate or None, "tokens/s", note="" if timing.rate else "the answer was too short")


def _host(name: str, config: GenerationConfig) -> Iterator[Row]:
    """What the kernel's side and the host add to the engine's own server."""
    if name.startswith(("http://", "https://")):
        return
    from jupyter_viscode.bench import engines

    yield from engines.overhead(name, replace(config, max_tokens=max(256, config.max_tokens)))


def _median(timings: Sequence[Timing], name: str) -> float:
    return float(statistics.median(getattr(one, name) for one in timings))


def _said(timing: Timing) -> str:
    count = timing.completion.prompt_tokens
    return f"prompt of {count} tokens" if count else ""


# -- patches -----------------------------------------------------------------------------------------------------------


def _patches() -> Iterator[Row]:
    """What a repair writes, as a patch and as a whole program, and how many of the patches come to the same program."""
    from jupyter_viscode import prompts

    whole = [len(tokens(repair.whole)) for repair in REPAIRS]
    patch = [len(tokens(repair.patch)) for repair in REPAIRS]
    asked = [_asked(repair, "patch") - _asked(repair, "deduplicated") for repair in REPAIRS]
    right = sum(_revised(prompts, repair) == repair.mended for repair in REPAIRS)
    yield Row("a repair as a whole program", statistics.mean(whole), "tokens", note=f"{min(whole)} to {max(whole)}")
    yield Row("a repair as a patch", statistics.mean(patch), "tokens", note=f"{min(patch)} to {max(patch)}")
    yield Row("a patch over a whole program", sum(patch) / sum(whole), "", note=f"{right} of {len(REPAIRS)} come to the same")
    yield Row("asking for a patch, more to read", statistics.mean(asked), "tokens")


def _asked(repair: Repair, protocol: Any) -> int:
    """Tokens of the turn that asks for a repair."""
    from jupyter_viscode import prompts
    from jupyter_viscode.types import Completion

    request = request_of(repair)
    line = next(i for i, text in enumerate(repair.source.split("\n"), 1) if text in repair.edits[0][0].split("\n"))
    error = ErrorInfo("TypeError", "it is wrong", line=line)
    completion = Completion(f"```python\n{repair.source}```")
    failed = Attempt(0, Code(repair.source), Outcome("error", error=error), completion=completion)
    return len(tokens(prompts.repair(prompts.render(request), [failed], protocol).messages[-1].content))


def _revised(prompts: Any, repair: Repair) -> str:
    code = prompts.revised(repair.patch, Code(repair.source))
    return str(code.source) if code is not None else ""


# -- a trial while the model writes ------------------------------------------------------------------------------------


def working_program(statements: int) -> str:
    """A program whose statements each work for a while, wherever it runs, and that ends in a chart."""
    head = "import time\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(5, 3))\n"
    work = "".join(
        f"time.sleep({_WORK})  # stands for a computation that takes this long\n"
        f"ax.plot([{n}, {n + 1}], [{n}, {n % 3}], color='#0072B2', linewidth={1 + n % 2})\n"
        for n in range(statements)
    )
    return f"{head}{work}ax.set(title='Work', xlabel='x', ylabel='y')\nplt.show()\n"


def _streaming(quick: bool) -> Iterator[Row]:
    """From the question to the tried chart, against the longer of writing and running."""
    answer = f"```python\n{working_program(8)}```\n"
    count = len(tokens(answer))
    with replaying({f"at-{rate}": Script((answer,), rate=rate) for rate in RATES}) as server:
        running = _running(working_program(8))
        for rate in RATES[1::2] if quick else RATES:
            writing = count / rate
            with_trial = min(_end_to_end(server, f"at-{rate}", live=True) for _ in range(1 if quick else 3))
            without = _end_to_end(server, f"at-{rate}", live=False)
            ideal = max(writing, running)
            yield Row(
                f"question to chart at {rate} tokens/s, over the longer part",
                with_trial / ideal,
                "×",
                1.1,
                note=f"{with_trial:.2f} s, one after the other {without:.2f} s; writes {writing:.2f} s, runs {running:.2f} s",
            )


def _running(source: str) -> float:
    """Seconds of a whole trial."""
    runtime, request = _runtime(), request_of(REPAIRS[0])
    runtime.trial(Code("x = 1\n"), request)
    start = time.perf_counter()
    runtime.trial(Code(source), request)
    return time.perf_counter() - start


def _end_to_end(server: Replay, model: str, **options: Any) -> float:
    """Seconds from the question to the last attempt."""
    from jupyter_viscode import loop
    from jupyter_viscode.backends.openai import OpenAIBackend

    backend, request = OpenAIBackend(f"{server.url}#{model}"), request_of(REPAIRS[0])
    start = time.perf_counter()
    tried = attempts_in(loop.solve(request, backend, _runtime(), **options))
    assert tried and tried[-1].outcome.status == "ok", tried
    return time.perf_counter() - start


def _runtime() -> Any:
    from jupyter_viscode import models

    return models.runtime("python")


# -- stopping early ----------------------------------------------------------------------------------------------------


def _stopping(quick: bool) -> Iterator[Row]:
    """A failure near the beginning, in the middle and near the end: going on to write against stopping at once."""
    rate = STOPPING
    scripts = {f"{share}": _failing(share, rate) for share in _SHARES}
    with replaying(scripts) as server:
        for protocol in ("patch", "deduplicated"):
            for share in _SHARES[:1] if quick else _SHARES:
                spent = {}
                for name, early in (("stops", 10**9), ("goes on", -1), ("chosen", None)):
                    options: dict[str, Any] = {"protocol": protocol, "live": not (name == "goes on" and protocol != "patch")}
                    options |= {"early": early} if early is not None else {}
                    spent[name] = rate * _end_to_end(server, f"{share}", **options)
                others = f"stops at once {spent['stops']:.0f}, goes on {spent['goes on']:.0f}"
                what = f"failure after {share:.0%}, then {'a patch' if protocol == 'patch' else 'a whole program'}"
                yield Row(what, spent["chosen"], "token times", note=others)


def _failing(share: float, rate: float) -> Script:
    """A program of about 300 tokens that fails at a share of its lines, the same without the failure, and a patch."""
    lines = [f"ax.plot([{n}, {n + 1}], [{n}, {n % 3}], color='#0072B2', linewidth={1 + n % 2})\n" for n in range(12)]
    head = ["import matplotlib.pyplot as plt\n", "fig, ax = plt.subplots(figsize=(5, 3))\n"]
    tail = ["ax.set(title='Lines', xlabel='x', ylabel='y')\n", "plt.show()\n"]
    good = [*head, *lines, *tail]
    place = max(2, int(share * len(good)))
    bad = [*good[:place], "ax.set_xlim(int('left'), 5)\n", *good[place:]]
    mended = [*good[:place], "ax.set_xlim(0, 5)\n", *good[place:]]
    patch = "<<<<<<< SEARCH\nax.set_xlim(int('left'), 5)\n=======\nax.set_xlim(0, 5)\n>>>>>>> REPLACE\n"
    return Script([f"```python\n{''.join(text)}```\n" for text in (bad, mended)], patch, rate)


# -- overhead ----------------------------------------------------------------------------------------------------------


def _overhead(quick: bool) -> Iterator[Row]:
    """What the package adds on the kernel's side to the plainest client of the same server."""
    answer = f"```python\n{REPAIRS[0].mended}```\n{'It draws what was asked for. ' * 40}"
    scripts = {"whole": Script((answer,), rate=400), "words": Script(("I would rather not.",))}
    with replaying(scripts) as server:
        # Of an answer without a program nothing is tried, so one question follows right after the other.
        alone, ours = (_costs(server, "words", plain, 5 if quick else 25) for plain in (True, False))
        # The quickest of each: whatever else the machine does only adds.
        first = 1000 * (min(one.first for one in ours) - min(one.first for one in alone))
        note = f"{1000 * min(one.first for one in alone):.1f} ms without"
        yield Row("kernel's side to first token", first, "ms", 10, note=note)
        alone, ours = (_costs(server, "whole", plain, 2 if quick else 5) for plain in (True, False))
        spent = min(one.cpu for one in ours) - min(one.cpu for one in alone)
        note = f"{ours[0].pieces} tokens; the trial's own process is not counted"
        yield Row("kernel's side, CPU of a token", 1000 * spent / ours[0].pieces, "ms", 0.3, note=note)


def _costs(server: Replay, model: str, plain: bool, runs: int) -> list[Cost]:
    """What the plainest client or the package spends on an answer, once it is warm."""
    from jupyter_viscode import loop, models, prompts
    from jupyter_viscode.backends.openai import OpenAIBackend, body

    request, parts = request_of(REPAIRS[0]), urlsplit(server.url)
    alone = Bare(None, (parts.hostname or "", parts.port or 0))
    content = body(prompts.render(request), GenerationConfig(), model)
    backend, engine = OpenAIBackend(f"{server.url}#{model}"), models.resolve("builtin")

    def asks_plainly(take: Callable[[str], None]) -> None:
        for text in bare(alone, content):
            take(text)

    def asks(take: Callable[[str], None]) -> None:
        events = loop.solve(request, backend, _runtime(), engine=engine, on_token=_Shown(take).take)
        next(event for event in events if isinstance(event, Attempt))

    ask = asks_plainly if plain else asks
    ask(lambda _: None)
    return [cost(ask) for _ in range(runs)]


class _Shown:
    """Takes tokens as a cell's card does, which renders itself again every so often."""

    def __init__(self, take: Callable[[str], None]) -> None:
        from jupyter_viscode.display import UPDATE_SECONDS, Card

        self._take, self._pause, self._card, self._at = take, UPDATE_SECONDS, Card(rich=False, verbose=False), 0.0

    def take(self, text: str) -> None:
        self._take(text)
        self._card.on_token(text)
        if time.perf_counter() - self._at > self._pause:
            self._at = time.perf_counter()
            self._card.to_html()
