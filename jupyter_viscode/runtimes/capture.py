"""What a program shows, caught in the child: text, rich output, figures.

`Capture.install` replaces the streams, IPython's display machinery when it is loaded, ``plt.show``, plotly's and altair's
``show``. What leaves: `outputs` (MIME bundles, pictures first), `stdout`, `stderr`, and `drawn`, the figure objects.
"""

from __future__ import annotations

import base64
import builtins
import contextlib
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

PICTURES = ("image/png", "image/svg+xml", "image/jpeg", "application/vnd.plotly", "application/vnd.vega", "image/gif")
_DRAWING = re.compile(r"<(svg|canvas|iframe|script|video|img)\b", re.I)
"""HTML that draws: bokeh, folium, animations. A table has none of these."""
_MOST_BYTES = 100_000_000
_MOST_OUTPUTS = 200
_REPRS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
}


@dataclass(frozen=True)
class Drawn:
    """One picture of the program."""

    figure: Any
    """A matplotlib Figure, a plotly figure, an altair chart, or a Vega-Lite dict."""
    png: bytes | None = None


class Text(io.TextIOBase):
    """A stream that keeps its first characters, in a file as well if it has one, and counts the rest."""

    def __init__(self, most: int, file: io.FileIO | None = None) -> None:
        self._most, self._file = most, file
        self._parts: list[str] = []
        self._kept = 0
        self._dropped = 0
        self.buffer = _Bytes(self)

    encoding = "utf-8"
    errors = "replace"

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits; say that all was written."""
        text = text if isinstance(text, str) else str(text)
        part = text[: self._most - self._kept]
        if part:
            self._parts.append(part)
            self._kept += len(part)
            self._write_down(part)
        self._dropped += len(text) - len(part)
        if len(self._parts) > 10_000:
            self._parts = ["".join(self._parts)]
        return len(text)

    def _write_down(self, part: str) -> None:
        if self._file is None:
            return
        try:
            self._file.write(part.encode("utf-8", "replace"))
        except (OSError, ValueError):  # the disk is full, or the program has closed what it found open
            self._file = None

    def text(self) -> str:
        """What was kept, and how much was not."""
        tail = f"\n… {self._dropped:,} more characters" if self._dropped else ""
        return "".join(self._parts) + tail


class _Bytes(io.RawIOBase):
    """The binary side of a Text: ``sys.stdout.buffer``."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._text.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


class Capture:
    """Catches all that a program shows in this process; install once, in a child that ends with the trial.

    Parameters
    ----------
    limit
        Characters kept of each stream.
    file
        Where all that is printed is written down at once, for the case that the program does not come to its end.
    """

    def __init__(self, limit: int, file: io.FileIO | None = None) -> None:
        self._out, self._err = Text(limit, file), Text(limit)
        self._pictures: list[Mapping[str, Any]] = []
        self._others: list[Mapping[str, Any]] = []
        self._size = 0
        self._shell: Any = None
        self._patched: set[str] = set()
        self._hidden: Any = None
        self.drawn: list[Drawn] = []
        self.notes: list[str] = []

    @property
    def outputs(self) -> tuple[Mapping[str, Any], ...]:
        """Pictures first, each group in the order of its display."""
        return (*self._pictures, *self._others)

    @property
    def has_picture(self) -> bool:
        """True when something was drawn, by whatever library."""
        return bool(self._pictures)

    @property
    def stdout(self) -> str:
        """What was printed."""
        return self._out.text()

    @property
    def stderr(self) -> str:
        """What was written to the error stream."""
        return self._err.text()

    def install(self) -> None:
        """Take over the streams and every way to show something."""
        old = (sys.stdout, sys.stderr)
        for name, stream in (("stdout", self._out), ("stderr", self._err)):
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        _redirect(old, (self._out, self._err))
        self._take_shell()
        builtins.input = _no_keyboard
        builtins.display = self.display  # type: ignore[attr-defined]
        sys.displayhook = self.show_value
        self._patch_loaded()
        original = builtins.__import__

        def importing(*arguments: Any, **options: Any) -> Any:
            module = original(*arguments, **options)
            self._patch_loaded()
            return module

        builtins.__import__ = importing

    def show_value(self, value: Any) -> None:
        """Display the value of a last expression, as a cell does."""
        if value is not None:
            self.display(value)

    def display(self, *objects: Any, **options: Any) -> None:
        """Stand-in for IPython's ``display``."""
        for one in objects:
            if options.get("raw") and isinstance(one, Mapping):
                self.add(one)
            else:
                self._display_one(one)

    def add(self, bundle: Mapping[str, Any], figure: Any = None, png: bytes | None = None) -> None:
        """Keep one MIME bundle, and the figure that it shows."""
        plain = {kind: _plain(value) for kind, value in bundle.items()}
        size = sum(len(value) if isinstance(value, str) else len(json.dumps(value, default=str)) for value in plain.values())
        if self._size + size > _MOST_BYTES or len(self._pictures) + len(self._others) >= _MOST_OUTPUTS:
            if not self.notes:
                self.notes.append("More was displayed than a trial keeps; the rest is not shown.")
            return
        self._size += size
        picture = any(kind.startswith(PICTURES) for kind in plain) or bool(_DRAWING.search(str(plain.get("text/html", ""))))
        (self._pictures if picture else self._others).append(plain)
        if figure is None and picture:
            figure = _vega_lite(plain)
        if figure is not None and all(one.figure is not figure for one in self.drawn):
            self.drawn.append(Drawn(figure, png))

    def flush_figures(self) -> None:
        """Show and close the open matplotlib figures, as the end of a cell does."""
        gcf = _figures()
        if gcf is None:
            return
        managers = sorted(gcf.figs.values(), key=lambda manager: manager.num)
        for manager in managers:
            self._add_matplotlib(manager.canvas.figure)
        gcf.figs.clear()
        self._hidden = (self._hidden, managers)  # closing would run the program's and the GUI's callbacks

    # -- one object ----------------------------------------------------------------------------------------------------

    def _display_one(self, value: Any) -> None:
        root = type(value).__module__.partition(".")[0]
        if _is_matplotlib_figure(value):
            self._add_matplotlib(value)
            _forget(value)
        elif root == "plotly" and hasattr(value, "to_plotly_json"):
            self._add_plotly(value)
        elif root == "altair" and hasattr(value, "to_dict") and hasattr(value, "to_json"):
            self._add_altair(value)
        else:
            self._add_formatted(value)

    def _add_matplotlib(self, figure: Any) -> None:
        if not figure.axes and not figure.lines and not figure.get_children()[1:]:
            return
        stream = io.BytesIO()
        kind = {"format": "png", "bbox_inches": "tight", "dpi": figure.dpi, "facecolor": figure.get_facecolor()}
        if figure.canvas is None or not hasattr(figure.canvas, "print_png"):
            from matplotlib.backends.backend_agg import FigureCanvasAgg

            FigureCanvasAgg(figure)
        figure.savefig(stream, **kind)
        png = stream.getvalue()
        text = f"<Figure size {figure.bbox.width:.0f}x{figure.bbox.height:.0f} with {len(figure.axes)} Axes>"
        self.add({"image/png": base64.b64encode(png).decode(), "text/plain": text}, figure, png)

    def _add_plotly(self, figure: Any) -> None:
        data = json.loads(figure.to_json())
        self.add({"application/vnd.plotly.v1+json": data, "text/plain": _text(figure)}, figure)

    def _add_altair(self, chart: Any) -> None:
        spec = chart.to_dict()
        version = str(spec.get("$schema", "")).rpartition("/v")[2].partition(".")[0] or "5"
        self.add({f"application/vnd.vegalite.v{version}+json": spec, "text/plain": "alt.Chart(...)"}, chart)

    def _add_formatted(self, value: Any) -> None:
        if self._shell is not None:
            if self._shell.display_formatter.ipython_display_formatter(value):
                return
            bundle, _ = self._shell.display_formatter.format(value)
        else:
            bundle = self._format(value)
            if bundle is None:
                return
        if bundle:
            self.add(bundle)

    def _format(self, value: Any) -> dict[str, Any] | None:
        """The representations that a Jupyter front end asks for, without IPython; None when the object shows itself."""
        if callable(getattr(type(value), "_ipython_display_", None)):
            value._ipython_display_()
            return None
        bundle: dict[str, Any] = {}
        if callable(getattr(type(value), "_repr_mimebundle_", None)):
            made = value._repr_mimebundle_(include=None, exclude=None)
            bundle.update((made[0] if isinstance(made, tuple) else made) or {})
        for method, kind in _REPRS.items():
            if kind not in bundle and callable(getattr(type(value), method, None)):
                made = getattr(value, method)()
                if made is not None:
                    bundle[kind] = made[0] if isinstance(made, tuple) else made
        bundle.setdefault("text/plain", _text(value))
        return bundle

    # -- taking over ---------------------------------------------------------------------------------------------------

    def _take_shell(self) -> None:
        module = sys.modules.get("IPython.core.interactiveshell")
        if module is None or not module.InteractiveShell.initialized():
            return
        self._shell = shell = module.InteractiveShell.instance()

        def publish(data: Mapping[str, Any], *_: Any, **__: Any) -> None:
            self.add(data)

        for name, stand_in in (("publish", publish), ("clear_output", _nothing), ("set_next_input", _nothing)):
            with contextlib.suppress(Exception):
                object.__setattr__(shell.display_pub, name, stand_in)

    def _patch_loaded(self) -> None:
        """Replace the ways to show something of libraries that have been loaded since the last look."""
        for name, patch in self._patches().items():
            if name not in self._patched and name in sys.modules:
                module = sys.modules[name]
                if getattr(getattr(module, "__spec__", None), "_initializing", False):
                    continue  # half imported
                self._patched.add(name)
                # A version that is built differently shows what it shows; the program runs all the same.
                with contextlib.suppress(Exception):
                    patch(module)

    def _patches(self) -> dict[str, Callable[[Any], None]]:
        return {
            "matplotlib.pyplot": self._patch_pyplot,
            "plotly.io": self._patch_plotly,
            "altair": self._patch_altair,
            "IPython.display": self._patch_ipython,
        }

    def _patch_pyplot(self, pyplot: Any) -> None:
        gcf = _figures()
        if gcf is not None:
            self._hidden = dict(gcf.figs)  # the user's open figures: kept alive, so that no window is torn down here
            gcf.figs.clear()
        pyplot.switch_backend("agg")
        pyplot.show = lambda *_, **__: self.flush_figures()
        pyplot.pause = _nothing
        figure = sys.modules["matplotlib.figure"]
        figure.Figure.show = lambda shown, *_, **__: self._display_one(shown)

    def _patch_plotly(self, io_module: Any) -> None:
        def show(figure: Any, *_: Any, **__: Any) -> None:
            if isinstance(figure, Mapping):
                figure = sys.modules["plotly.graph_objects"].Figure(figure)
            self._add_plotly(figure)

        io_module.show = show

    def _patch_altair(self, altair: Any) -> None:
        altair.TopLevelMixin.show = lambda chart, *_, **__: self._add_altair(chart)

    def _patch_ipython(self, module: Any) -> None:
        if self._shell is None:
            module.display = self.display
            sys.modules["IPython.core.display_functions"].display = self.display  # type: ignore[attr-defined]


def _redirect(old: tuple[Any, ...], new: tuple[Text, ...]) -> None:
    """Point what holds the old streams to the new ones: log handlers, and streams that can be patched."""
    for stream, replacement in zip(old, new, strict=True):
        with contextlib.suppress(AttributeError, TypeError):
            stream.write, stream.flush = replacement.write, _nothing
        for reference in logging._handlerList:  # type: ignore[attr-defined]
            handler = reference()
            if isinstance(handler, logging.StreamHandler) and handler.stream is stream:
                handler.stream = replacement


def _no_keyboard(*_: Any, **__: Any) -> str:
    raise EOFError("nobody can answer in a trial")


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _figures() -> Any:
    module = sys.modules.get("matplotlib._pylab_helpers")
    return module.Gcf if module else None


def _forget(figure: Any) -> None:
    """Take a figure that was displayed from pyplot's open ones, or the end of the program would show it twice."""
    gcf = _figures()
    for number, manager in list(gcf.figs.items()) if gcf else ():
        if manager.canvas.figure is figure:
            del gcf.figs[number]


def _is_matplotlib_figure(value: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def _vega_lite(bundle: Mapping[str, Any]) -> Any:
    return next((value for kind, value in bundle.items() if kind.startswith("application/vnd.vegalite")), None)


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _text(value: Any) -> str:
    return repr(value)[:10_000]
