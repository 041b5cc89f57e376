"""``%%viscode`` and ``%viscode``: options and a cell's text go in, a chart in the kernel comes out.

Only what loading the extension needs is imported here; everything else on the first use.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from jupyter_viscode.errors import InputError, ViscodeError, printable
from jupyter_viscode.traits import VisCode, settings_of

if TYPE_CHECKING:
    from jupyter_viscode.assistant import Door
    from jupyter_viscode.display import Card
    from jupyter_viscode.kernel import KernelSession
    from jupyter_viscode.settings import Settings
    from jupyter_viscode.spec import Chart
    from jupyter_viscode.types import Image, Result


# What a subcommand does, in the order in which help shows it.
SUBCOMMANDS = {
    "help": "this list",
    "frames": "the frames that viscode sees, with their columns",
    "model": "model [NAME]: show or set the model",
    "models": "the models that can be used: what fits this machine, what is here",
    "pull": "pull NAME: fetch a model; goes on where it was cut",
    "doctor": "what works on this machine, and how to get what is missing",
    "fix": "repair the last cell that failed",
    "edit": 'edit "INSTRUCTION": change the last chart',
    "alternatives": "alternatives [N]: other readings of the last instruction, or draw the n-th",
    "accept": "run the code that waits for consent",
    "undo": "put back what the last chart's code changed in the session",
    "replay": "run the last accepted code again, asking no engine",
    "regenerate": "ask the last question anew",
    "history": "history [N]: the last questions and what became of them",
    "unload": "free the memory of the model that the host has loaded, for all kernels",
}


@magics_class
class VisCodeMagics(Magics):  # type: ignore[misc]
    """The magics; hold what the subcommands refer to: the last result, the last failing cell."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.config_traits = VisCode(parent=shell)
        shell.configurables.append(self.config_traits)
        self.last: Result | None = None
        self.last_request: tuple[str, dict[str, Any]] | None = None
        self.failed: tuple[str, BaseException] | None = None
        self._session: KernelSession | None = None
        self._history: Any = None
        self._greeted = False

    # -- the two magics ------------------------------------------------------------------------------------------------

    @no_var_expand
    @magic_arguments("viscode")
    @argument("-d", "--df", action="append", default=[], metavar="NAME", help="frame that the instruction is about; repeatable")
    @argument("-l", "--lang", default="python", help="language of the chart's code")
    @argument("--lib", default=None, help="plotting library: matplotlib, seaborn, plotly, altair")
    @argument("-m", "--model", default=None, help="builtin, http(s)://host:port/v1#name, a path or a catalogue name")
    @argument("-i", "--image", default=None, metavar="PATH", help="picture of a chart to redraw or follow, or clipboard")
    @argument("-N", "--no-execute", action="store_true", help="try the code, but do not run it in the session")
    @argument("--dry-run", action="store_true", help="print the exact bytes that a model would get, and stop")
    @argument("--insert", action="store_true", default=None, help="put the accepted code into the next cell")
    @argument("--regenerate", action="store_true", help="ask anew, although nothing has changed")
    @argument("--max-repairs", type=int, default=None, metavar="N", help="rounds of repair")
    @argument("--candidates", type=int, default=None, metavar="N", help="answers tried side by side")
    @argument("--seed", type=int, default=None, help="seed of the generation")
    @argument("--timeout", type=float, default=None, metavar="S", help="seconds that a trial may take")
    @argument("--context", default=None, metavar="LEVEL", help="what a model may see: none, schema, stats, sample")
    @argument("--consent", default=None, metavar="POLICY", help="always-confirm, confirm-if-risky, auto-run")
    @argument("--animate", action="store_true", help="draw an animation")
    @argument("-o", "--out", default=None, metavar="NAME", help="variable that takes the Result")
    @line_cell_magic("viscode")
    def viscode(self, line: str, cell: str | None = None) -> None:
        """Ask for a chart in plain words; the instruction follows in the lines below.

        Without a cell: ``%viscode SUBCOMMAND``, see ``%viscode help``.
        """
        try:
            if cell is None:
                self._subcommand(line)
            else:
                self._ask(line, cell)
        except ViscodeError as error:
            print(f"viscode: {error}", file=sys.stderr)

    def _ask(self, line: str, cell: str) -> None:
        try:
            options = vars(parse_argstring(self.viscode, line))
        except ValueError as error:  # of the shell's rules for quotation marks
            said = f"The options cannot be read: {str(error).lower()}."
            raise InputError(said, hint="Put names and paths with spaces in quotation marks.") from None
        instruction = self._expand(cell).strip()
        if options["image"] is not None:
            options["image"] = _picture(_unquote(options["image"]))
        out = options.pop("out")
        if out is not None and not out.isidentifier():
            raise InputError(f"{out!r} cannot be the name of a variable.", hint="Use -o with a name such as chart.")
        self.last_request = (instruction, options)
        self._answer(instruction, options, out=out)

    def _answer(self, instruction: str, options: dict[str, Any], out: str | None = None, **more: Any) -> None:
        from jupyter_viscode import assistant

        settings = self.settings(options, variant=more.pop("variant", 0))
        if options.get("dry_run"):
            self._dry_run(instruction, options, settings, more)
            return
        asked = {"named": options.get("df") or (), "image": options.get("image"), "settings": settings, **more}
        self._show(lambda door: assistant.ask(instruction, door=door, **asked), options, out)

    def _show(self, answer: Callable[[Door], Result], options: dict[str, Any], out: str | None = None) -> None:
        """Let a question be answered on a live card, then bring out the chart and the variables."""
        from jupyter_viscode.display import pictures, show_outputs

        self._greet()
        card, door = self._card_and_door()
        with card.watching():
            result = answer(door)
            drawn = pictures(self.session.take_outputs())
            card.finish(result, bool(drawn))
        self.last = result
        self.shell.user_ns["_viscode"] = result
        if out is not None:
            self.shell.user_ns[out] = result
        if card.rich:
            show_outputs(drawn, result.record)
        wanted = options.get("insert")
        if (self.config_traits.insert if wanted is None else wanted) and result.ok and result.code is not None:
            self.shell.set_next_input(result.code.source, replace=False)

    def _dry_run(self, instruction: str, options: dict[str, Any], settings: Settings, more: dict[str, Any]) -> None:
        from jupyter_viscode import assistant

        _, door = self._card_and_door()
        sent = assistant.dry_run(
            instruction, named=options.get("df") or (), image=options.get("image"), settings=settings, door=door, **more
        )
        print(sent)

    # -- subcommands ---------------------------------------------------------------------------------------------------

    def _subcommand(self, line: str) -> None:
        name, _, rest = line.strip().partition(" ")
        name = name or "help"
        if name not in SUBCOMMANDS:
            import difflib

            near = difflib.get_close_matches(name, SUBCOMMANDS, n=1)
            hint = f"Did you mean '%viscode {near[0]}'?" if near else "Type '%viscode help' for the list."
            if name.startswith("-"):
                hint = "Options go on the first line of a cell: '%%viscode OPTIONS', the instruction below."
            raise InputError(f"There is no subcommand {name!r}.", hint=hint)
        getattr(self, f"_do_{name}")(self._expand(rest).strip())

    def _do_help(self, rest: str) -> None:
        lines = ["%%viscode [options]      the instruction follows in the next lines; %%viscode? lists the options", ""]
        lines += [f"%viscode {name:<13} {text}" for name, text in SUBCOMMANDS.items()]
        print("\n".join(lines))

    def _do_frames(self, rest: str) -> None:
        from jupyter_viscode import context

        frames = context.find(self.session.namespace())
        print(context.render(context.build(frames, level="stats")))

    def _do_model(self, rest: str) -> None:
        from jupyter_viscode import models

        if rest:
            models.resolve(rest)
            self.config_traits.model = rest
        print(f"model: {self.settings({}).model_name}")

    def _do_models(self, rest: str) -> None:
        from IPython.display import publish_display_data

        from jupyter_viscode.host.library import listing

        found = listing.listing()
        text = listing.to_text(found)
        if hasattr(self.shell, "kernel"):
            publish_display_data({"text/html": listing.to_html(found), "text/plain": text})
        else:
            print(text)

    def _do_pull(self, rest: str) -> None:
        from jupyter_viscode.host.library import pull
        from jupyter_viscode.host.library.progress import Line

        if not rest:
            raise InputError("The model has no name.", hint="'%viscode models' lists the names.")
        line = Line(sys.stdout, moving=True)
        try:
            model = pull.pull(_unquote(rest), line)
        except KeyboardInterrupt:
            line.end()
            print(f"Stopped; what has come is kept. Go on with: %viscode pull {rest}")
            return
        finally:
            line.end()
        print(f"{model.name} is here: {model.source.path}\nUse it with: %viscode model {model.name}")

    def _do_doctor(self, rest: str) -> None:
        from jupyter_viscode import doctor

        print(f"Model of this session: {self.settings({}).model_name}")
        doctor.run([])

    def _do_fix(self, rest: str) -> None:
        from jupyter_viscode import assistant

        if self.failed is None:
            raise InputError(
                "No cell has failed since the extension was loaded.", hint="Run the failing cell, then this again."
            )
        source, error = self.failed
        settings = self.settings({})
        self._show(lambda door: assistant.fix(source, error, instruction=rest, settings=settings, door=door), {})

    def _do_edit(self, rest: str) -> None:
        instruction = _unquote(rest)
        if not instruction:
            raise InputError("The edit has no instruction.", hint='Type e.g. %viscode edit "log scale on y".')
        last = self.last
        _, options = self.last_request or ("", {})
        options = {**options, "df": [], "image": None, "regenerate": True}
        if last is None or last.code is None:
            self._answer(instruction, options, chart=self._newest_chart())
            return
        options["df"] = [last.record["frame"]] if last.record.get("frame") else []
        self._answer(instruction, options, code=last.code.source, chart=last.chart)

    def _do_alternatives(self, rest: str) -> None:
        if self.last is None or self.last_request is None:
            raise InputError("There is no chart yet.", hint="Ask for one with %%viscode.")
        others = self.last.alternatives
        if not rest:
            listed = [f"{i}. {text}" for i, text in enumerate(others, 1)]
            print(printable("\n".join(listed)) or "There is no other fair reading of the last instruction.")
            return
        if not rest.isdigit() or not 1 <= int(rest) <= len(others):
            raise InputError(f"There is no alternative {rest!r}.", hint=f"There are {len(others)}: '%viscode alternatives'.")
        instruction, options = self.last_request
        self._answer(instruction, options, variant=int(rest))

    def _do_accept(self, rest: str) -> None:
        from jupyter_viscode import assistant

        if self.last is None or self.last.status not in ("pending", "rejected", "not-executed"):
            raise InputError("No code waits to be run.", hint="Ask for a chart with %%viscode.")
        result = self.last
        self._show(lambda door: assistant.accept(result, door), {})

    def _do_undo(self, rest: str) -> None:
        names = self.session.undo()
        said = f"Put back: {', '.join(names)}." if names else "There is nothing to undo."
        print(said)

    def _do_replay(self, rest: str) -> None:
        from jupyter_viscode import assistant

        last = self._last_with_code()
        settings = self.settings({})
        self._show(lambda door: assistant.replay(last.record, settings, door), {})

    def _do_regenerate(self, rest: str) -> None:
        if self.last_request is None:
            raise InputError("There is no question to ask again.", hint="Ask for a chart with %%viscode.")
        instruction, options = self.last_request
        variant = int((self.last.record.get("variant", 0) if self.last else 0) or 0) + 1
        self._answer(instruction, {**options, "regenerate": True}, variant=variant)

    def _do_history(self, rest: str) -> None:
        if rest and not rest.isdigit():
            raise InputError(f"{rest!r} is no number of entries.", hint="Type '%viscode history 10'.")
        entries = self.history.last(int(rest or 10))
        print("\n".join(map(str, entries)) or "The history is empty.")

    def _do_unload(self, rest: str) -> None:
        from jupyter_viscode.host import client

        freed = client.unload()
        said = f"{freed} is unloaded; the next question loads it again." if freed else "The model host holds no model."
        print(said)

    # -- what they share -----------------------------------------------------------------------------------------------

    @property
    def session(self) -> KernelSession:
        """The user's session, made on first use."""
        if self._session is None:
            from jupyter_viscode import assistant
            from jupyter_viscode.kernel import KernelSession

            self._session = KernelSession(self.shell)
            assistant.current.door = assistant.Door(self._session, self.history)
        return self._session

    @property
    def history(self) -> Any:
        """The local history; switched off, it remembers for this session alone."""
        from jupyter_viscode.history import History

        if self._history is None or self._history.enabled != self.config_traits.history:
            self._history = History(enabled=self.config_traits.history)
        return self._history

    def remember_failure(self, execution: Any) -> None:
        """Hook on ``post_run_cell``: keep the last failing cell for ``%viscode fix``."""
        committing = self._session is not None and self._session.committing
        error = execution.error_in_exec or execution.error_before_exec
        source = getattr(execution.info, "raw_cell", "") or ""
        if error is not None and not committing and not source.lstrip().startswith(("%viscode", "%%viscode")):
            self.failed = (source, error)

    def _card_and_door(self) -> tuple[Card, Door]:
        from jupyter_viscode.assistant import Door
        from jupyter_viscode.display import Card

        card = Card(rich=hasattr(self.shell, "kernel"))
        return card, Door(self.session, self.history, card.on_step, card.on_token, cell_id=self._cell_id())

    def _cell_id(self) -> str | None:
        """The running cell's id, which JupyterLab sends along with the request."""
        kernel = getattr(self.shell, "kernel", None)
        if kernel is None:
            return None
        try:
            metadata = kernel.get_parent().get("metadata", {})
        except (AttributeError, LookupError):
            return None
        found = metadata.get("cellId") or metadata.get("cell_id")
        return str(found) if found else None

    def settings(self, options: dict[str, Any], variant: int = 0) -> Settings:
        """The settings of one question: its options, else what the traits say."""
        return settings_of(self.config_traits, options, variant)

    def _newest_chart(self) -> Chart:
        """What the newest figure of the session shows, whoever drew it."""
        from jupyter_viscode.chart.read import read

        found = self.session.newest_figure()
        if found is None:
            raise InputError("There is no chart and no figure to edit.", hint="Ask for a chart with %%viscode, or draw one.")
        chart = read(found[1])
        if chart is None:
            raise InputError(f"What {found[0]} shows cannot be read.", hint="Ask for the chart anew with %%viscode.")
        return chart

    def _last_with_code(self) -> Result:
        if self.last is None or self.last.code is None:
            raise InputError("There is no chart yet.", hint="Ask for one with %%viscode.")
        return self.last

    def _expand(self, text: str) -> str:
        """Replace each ``{{expr}}`` by its value; every other brace is literal."""

        def value(match: re.Match[str]) -> str:
            try:
                return str(self.shell.ev(match.group(1)))
            except Exception as error:
                hint = "Only {{expression}} is evaluated; write single braces for text."
                raise InputError(f"{match.group(0)} cannot be evaluated: {error}.", hint=hint) from None

        return re.sub(r"\{\{(.+?)\}\}", value, text, flags=re.DOTALL)

    def _greet(self) -> None:
        """Say once which engine answers and how to use another."""
        if self._greeted or self.config_traits.model:
            return
        self._greeted = True
        from jupyter_viscode.settings import Settings

        if Settings().model_name == "builtin":
            print("viscode: the embedded engine answers; '%viscode model http://127.0.0.1:8080/v1' uses a model.")


def _picture(path: str) -> Image:
    """A picture file's bytes, or those on the clipboard: read once, so that asking again asks of the same."""
    from jupyter_viscode.vision import intake

    return intake.clipboard() if path == "clipboard" else intake.fetch(path)


def _unquote(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if quoted else text.strip()


def _with_a_body(lines: list[str]) -> list[str]:
    """A first line alone gets an empty body: IPython calls no cell magic without one, and a picture needs no words."""
    alone = len(lines) == 1 and lines[0].startswith("%%viscode") and not lines[0].rstrip().endswith("?")
    return [*lines, "\n"] if alone else lines


# In a terminal the first line is not the end of a cell: what has side effects is not asked there.
_with_a_body.has_side_effects = True  # type: ignore[attr-defined]


def load(shell: Any) -> None:
    """Register the magics and the hooks, once a shell; called by ``%load_ext jupyter_viscode`` and by the sidebar."""
    if id(shell) in _loaded:
        return
    magics = VisCodeMagics(shell)
    shell.register_magics(magics)
    shell.events.register("post_run_cell", magics.remember_failure)
    shell.input_transformers_cleanup.insert(0, _with_a_body)
    _loaded[id(shell)] = magics


def of(shell: Any) -> VisCodeMagics:
    """The magics of a shell, registered if they were not yet."""
    load(shell)
    return _loaded[id(shell)]


def unload(shell: Any) -> None:
    """Take the hooks away; the magics of a shell cannot be unregistered."""
    magics = _loaded.pop(id(shell), None)
    if magics is not None:
        shell.events.unregister("post_run_cell", magics.remember_failure)
        shell.input_transformers_cleanup.remove(_with_a_body)


_loaded: dict[int, VisCodeMagics] = {}
