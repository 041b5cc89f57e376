"""What the sidebar does, as widgets: for Notebook 7, VS Code, Colab, marimo and every other front end that shows an anywidget.

A widget is a view of the same door as the sidebar (`panel`); its front end is built from the same sources (`labextension/`).
"""

from __future__ import annotations

from pathlib import Path

INSTALL = 'pip install "jupyter_viscode[widgets]"'


def style(name: str) -> str:
    """The style of a widget: what all share, then its own."""
    here = Path(__file__)
    return "\n".join(here.with_name(f"{part}.css").read_text(encoding="utf-8") for part in ("common", name))


def front_end(name: str) -> Path:
    """The built module of a widget's front end.

    Raises
    ------
    MissingDependencyError
        It was left out when this package was installed.
    """
    from jupyter_viscode.errors import MissingDependencyError

    path = Path(__file__).with_name(f"{name}.js")
    if not path.is_file():
        raise MissingDependencyError("The front end of the widgets", "pip install --force-reinstall --no-deps jupyter_viscode")
    return path
