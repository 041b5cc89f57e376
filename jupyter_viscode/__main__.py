"""The ``viscode`` command: arguments go in, files, tables and an exit status come out."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_viscode import __version__
from jupyter_viscode.datafiles import READERS, read_frame
from jupyter_viscode.errors import InputError, ViscodeError, printable

if TYPE_CHECKING:
    from jupyter_viscode.assistant import Step
    from jupyter_viscode.types import Result

BENCHES = {
    "models": "jupyter_viscode.bench.models",
    "overhead": "jupyter_viscode.bench.overhead",
    "engine": "jupyter_viscode.bench.embedded",
    "image": "jupyter_viscode.bench.image",
    "viseval": "jupyter_viscode.bench.viseval",
    "nvbench": "jupyter_viscode.bench.viseval",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when it did what was asked, 1 when it could not, 2 for a wrong call."""
    _speak_any_encoding()
    arguments = _arguments(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # who reads has seen enough; Python would write what is left on its way out, and fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # a folder that is not there, a full disk, no permission
        _say(f"viscode: {error.filename or 'A file'}: {error.strerror or error}.")
        return 1
    except ViscodeError as error:
        print(f"viscode: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("viscode: stopped.", file=sys.stderr)
        return 130


def _speak_any_encoding() -> None:
    """A terminal or pipe that cannot show a sign gets its escape: no answer is lost over a ✓."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The call, with the instruction where it stands behind an option: ``ask FILE --image PATH INSTRUCTION``.

    argparse gives all free words of a subcommand to its arguments when it meets the first of them.
    """
    parser = _parser()
    arguments, rest = parser.parse_known_args(argv)
    if len(rest) == 1 and not rest[0].startswith("-") and getattr(arguments, "instruction", "") is None:
        arguments.instruction, rest = rest[0], []
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="viscode", description="Charts from plain words, tried before they are shown.")
    parser.add_argument("--version", action="version", version=f"viscode {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="run the quickstart notebook in a real kernel and write a report")
    demo.add_argument("-o", "--out", type=Path, default=Path("viscode-report.html"), help="the report (default: %(default)s)")
    demo.set_defaults(run=_demo)

    ask = commands.add_parser("ask", help="draw a chart of a data file")
    ask.add_argument("file", nargs="?", metavar="FILE", help=f"data: {', '.join(READERS)}; may be left out with --image")
    ask.add_argument("instruction", nargs="?", default=None, help="what to draw, in plain words; may be left out with --image")
    ask.add_argument(
        "-i", "--image", type=str, default=None, metavar="PATH", help="picture of a chart to redraw, or to follow with FILE"
    )
    ask.add_argument(
        "-o", "--out", type=Path, action="append", default=[], help="chart.png, chart.html or chart.py; repeatable"
    )
    ask.add_argument("--lib", default=None, help="matplotlib, seaborn, plotly or altair")
    ask.add_argument(
        "--alternative", type=int, default=0, metavar="N", help="the N-th of the other readings, as they are numbered"
    )
    _model_options(ask)
    ask.set_defaults(run=_ask)

    fix = commands.add_parser("fix", help="repair a program that fails")
    fix.add_argument("file", type=Path, metavar="FILE.py")
    fix.add_argument("-o", "--out", type=Path, default=None, help="where the repaired program goes (default: printed)")
    _model_options(fix)
    fix.set_defaults(run=_fix)

    serve = commands.add_parser("serve", help="run the model host in the foreground, with a model loaded")
    serve.add_argument("model", metavar="MODEL", help="a path or a name, as for --model; ENGINE:PATH?context=8192 works too")
    serve.add_argument("--engine", default=None, help="llama-cpp-python, xllamacpp, transformers or vllm")
    serve.add_argument("--port", type=int, default=0, help="loopback port (default: any free one)")
    serve.add_argument(
        "--idle", type=float, default=0.0, metavar="S", help="seconds without a question until it ends (default: never)"
    )
    serve.set_defaults(run=_serve)

    host = commands.add_parser("host", help="look at the model host, or stop it")
    host.add_argument("action", choices=("status", "stop"))
    host.set_defaults(run=_host)

    models = commands.add_parser("models", help="the models that can be used: what fits this machine, what is here")
    models.set_defaults(run=_models)

    pull = commands.add_parser("pull", help="fetch a model; goes on where it was cut")
    pull.add_argument("name", metavar="NAME", help="as 'viscode models' lists it, NAME:q8_0, ORG/NAME or ORG/NAME:file.gguf")
    pull.set_defaults(run=_pull)

    doctor = commands.add_parser("doctor", help="what works on this machine, and how to get what is missing")
    doctor.set_defaults(run=lambda arguments: import_module("jupyter_viscode.doctor").run([]))

    bench = commands.add_parser("bench", help="measure", add_help=False)
    bench.add_argument("name", choices=sorted(BENCHES))
    bench.add_argument("rest", nargs=argparse.REMAINDER)
    bench.set_defaults(run=_bench)
    return parser


def _model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-m", "--model", default=None, help="builtin, http(s)://host:port/v1#name, a path or a catalogue name")
    parser.add_argument(
        "--context", default="schema", metavar="LEVEL", help="what a model may see: none, schema, stats, sample"
    )
    parser.add_argument("--max-repairs", type=int, default=3, metavar="N", help="rounds of repair (default: %(default)s)")
    parser.add_argument(
        "--candidates", type=int, default=1, metavar="N", help="answers tried side by side (default: %(default)s)"
    )
    parser.add_argument(
        "--timeout", type=float, default=30.0, metavar="S", help="seconds a trial may take (default: %(default)s)"
    )


# -- commands ----------------------------------------------------------------------------------------------------------


def _demo(arguments: argparse.Namespace) -> int:
    return int(import_module("jupyter_viscode.demo").run(arguments.out))


def _bench(arguments: argparse.Namespace) -> int:
    rest = list(arguments.rest)
    # The two question sets share one runner, which takes the set's name first.
    first = [arguments.name] if arguments.name in ("viseval", "nvbench") else []
    return int(import_module(BENCHES[arguments.name]).run([*first, *rest]))


def _ask(arguments: argparse.Namespace) -> int:
    from jupyter_viscode import assistant

    for out in arguments.out:
        if out.suffix not in (".png", ".html", ".py"):
            raise InputError(f"{out} has no ending that can be written.", hint="Use .png, .html or .py.")
    path, instruction = _asked(arguments)
    frames, named, head = {}, [], ""
    if path is not None:
        name, frame, reading = read_frame(path)
        frames, named, head = {name: frame}, [name], f"import pandas as pd\n\n{name} = {reading}\n\n"
    door = assistant.Door(on_step=_print_step)
    result = assistant.ask(instruction, frames, named=named, image=arguments.image, settings=_settings(arguments), door=door)
    if result.status != "ok" or result.code is None:
        _say(f"viscode: {result.message}")
    for number, reading in enumerate(result.alternatives, 1):
        _say(f"--alternative {number}: {reading}")
    if result.status != "ok" or result.code is None:
        return 1
    if result.likeness is not None:
        print(f"the redrawn picture is {result.likeness:.0%} alike", file=sys.stderr)
    program = f"{head}{_as_script(result.code.source)}\n"
    for out in arguments.out or [None]:
        _write(out, result, program)
    return 0


def _asked(arguments: argparse.Namespace) -> tuple[Path | None, str]:
    """The data file, if one is given, and the instruction; a picture can go without either."""
    first, second = arguments.file, arguments.instruction
    if first is not None and second is None and arguments.image is not None and Path(first).suffix.lower() not in READERS:
        return None, first
    if arguments.image is None and (first is None or second is None):
        raise InputError("A question needs a data file and an instruction.", hint='Type: viscode ask FILE "INSTRUCTION".')
    return (Path(first) if first is not None else None), second or ""


def _serve(arguments: argparse.Namespace) -> int:
    from jupyter_viscode.host import foreground

    name = f"{arguments.engine}:{arguments.model}" if arguments.engine else arguments.model
    foreground.serve(name, port=arguments.port, idle=arguments.idle, say=print)
    return 0


def _host(arguments: argparse.Namespace) -> int:
    from jupyter_viscode.host import client, report

    if arguments.action == "stop":
        said = "The model host is stopped; its memory is free." if client.stop() else "No model host is running."
        print(said)
        return 0
    print(report.text(client.status()))
    return 0


def _models(arguments: argparse.Namespace) -> int:
    import shutil

    from jupyter_viscode.host.library import listing

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    print(listing.to_text(listing.listing(), width))
    return 0


def _pull(arguments: argparse.Namespace) -> int:
    from jupyter_viscode.host.library import pull
    from jupyter_viscode.host.library.progress import Line

    line = Line(sys.stderr)
    try:
        model = pull.pull(arguments.name, line)
    except KeyboardInterrupt:
        line.end()
        print(f"viscode: stopped; what has come is kept. Go on with: viscode pull {arguments.name}", file=sys.stderr)
        return 130
    finally:
        line.end()
    print(f"{model.name} is here: {model.source.path}\nUse it with: %viscode model {model.name}, or --model {model.name}")
    return 0


def _as_script(source: str) -> str:
    """A cell's code as a program: the figure that a cell shows by naming it last is shown by a call."""
    source = source.rstrip()
    last = source.rpartition("\n")[2]
    return f"{source}.show()" if last.isidentifier() else source


def _fix(arguments: argparse.Namespace) -> int:
    from jupyter_viscode import assistant

    try:
        source = arguments.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{arguments.file} cannot be read: {error}.", hint="Give the path of a Python program.") from None
    result = assistant.fix(source, settings=_settings(arguments), door=assistant.Door(on_step=_print_step))
    if result.status != "ok" or result.code is None:
        _say(f"viscode: {result.message}")
        return 1
    if arguments.out is None:
        print(result.code.source, end="")
    else:
        _save(arguments.out, result.code.source.encode())
    return 0


def _settings(arguments: argparse.Namespace) -> Any:
    from jupyter_viscode.settings import Settings

    return Settings(
        model=arguments.model,
        library=getattr(arguments, "lib", None),
        level=arguments.context,
        max_repairs=arguments.max_repairs,
        candidates=arguments.candidates,
        timeout=arguments.timeout,
        variant=getattr(arguments, "alternative", 0),
    )


# -- writing -----------------------------------------------------------------------------------------------------------


def _write(out: Path | None, result: Result, program: str) -> None:
    from jupyter_viscode.export import page, png
    from jupyter_viscode.records import with_program

    if out is None:
        print(program, end="")
        return
    if out.suffix == ".py":
        _save(out, program.encode())
    elif out.suffix == ".png":
        _save(out, with_program(png(result), program))
    else:
        _save(out, page(result.instruction, result, program).encode(errors="backslashreplace"))


def _save(out: Path, content: bytes) -> None:
    out.write_bytes(content)
    _say(f"wrote {out}")


def _say(line: str) -> None:
    """Beside the answer; names, values and errors are told without what a terminal would obey."""
    print(printable(line), file=sys.stderr)


def _print_step(event: Step) -> None:
    from jupyter_viscode.types import Attempt, Completion, Progress

    if isinstance(event, Progress) and not event.seconds:
        _say(f"{event.text} …")
    elif isinstance(event, Completion) and event.reading:
        _say(f"read as: {event.reading}")
    elif isinstance(event, Attempt) and not event.outcome.good:
        from jupyter_viscode.consent import explain

        _say(f"attempt {event.index + 1} ({event.origin}): {explain(event)}")
    elif isinstance(event, Attempt) and event.notes:
        _say(f"fixed: {'; '.join(event.notes)}")


if __name__ == "__main__":
    raise SystemExit(main())
