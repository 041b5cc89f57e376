"""What prompts say about each language: one row per language, looked up with `language_of`.

A new language is one more row; nothing else in this room knows a language by its name but `answer`, which can parse
Python.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """How programs of one language are asked for and recognised."""

    name: str
    title: str
    """For people and models."""
    tags: tuple[str, ...]
    """Words after an opening fence that mean this language; the first is the one asked for."""
    notes: tuple[str, ...]
    """What the runtime expects, a sentence each."""
    starts: str
    """A pattern that the first line of a program without a fence matches."""
    libraries: tuple[str, ...] = ()
    """Packages whose installed versions matter."""


_DATA_INSIDE = "The program stands alone: write the figures that the data part gives into it, and load no file or address."

_ROWS = (
    Language(
        name="python",
        title="Python",
        tags=("python", "py", "python3", "ipython", "ipython3"),
        notes=(
            "It runs in a Jupyter kernel without a window; calling plt.show() at the end is fine but not needed.",
            "A figure of plotly or chart of altair must be the last expression of the program to appear.",
            "The variables named in the data part exist already: use them, do not load or invent data in their place.",
            "Do not change these variables in place; work on copies or on results of expressions.",
            "Write no file and open no network connection unless the task asks for it.",
        ),
        starts=r"(import|from)\s+\w|#|[\w.\[\]\"', ]+\s*=[^=]|\w[\w.]*\(",
        libraries=("matplotlib", "seaborn", "plotly", "altair", "pandas", "numpy", "polars"),
    ),
    Language(
        name="vega-lite",
        title="Vega-Lite",
        tags=("vega-lite", "vegalite", "json", "vega", "vl"),
        notes=("Answer with one JSON specification of Vega-Lite 5 or later.", _DATA_INSIDE),
        starts=r"\{",
    ),
    Language(
        name="svg",
        title="SVG",
        tags=("svg", "xml", "html"),
        notes=("Answer with one <svg> element that has a viewBox, a background and a generic sans-serif font.", _DATA_INSIDE),
        starts=r"(<\?xml|<!DOCTYPE svg|<svg)",
    ),
    Language(
        name="mermaid",
        title="Mermaid",
        tags=("mermaid", "mmd"),
        notes=("Answer with one Mermaid 11 diagram.", _DATA_INSIDE),
        starts=r"(%%|---|flowchart|graph|pie|xychart|sequenceDiagram|classDiagram|stateDiagram|erDiagram|gantt|journey|mindmap"
        r"|timeline|quadrantChart|gitGraph|sankey|block|radar|treemap|C4)",
    ),
    Language(
        name="latex",
        title="LaTeX",
        tags=("latex", "tex", "tikz"),
        notes=("Answer with a whole document that pdflatex compiles, with TikZ or pgfplots, on one page.", _DATA_INSIDE),
        starts=r"(%|\\documentclass|\\begin)",
    ),
    Language(
        name="lilypond",
        title="LilyPond",
        tags=("lilypond", "ly"),
        notes=("Answer with a whole LilyPond 2.24 file that states its \\version.",),
        starts=r"(%|\\version|\\header|\\score|\\relative|\{)",
    ),
    Language(
        name="asymptote",
        title="Asymptote",
        tags=("asymptote", "asy"),
        notes=("Answer with a whole program that sets its picture's size and draws in two dimensions if it can.", _DATA_INSIDE),
        starts=r"(//|/\*|import|settings|size|unitsize|draw)",
    ),
    Language(
        name="html",
        title="HTML",
        tags=("html", "htm", "xhtml"),
        notes=("Answer with one page that holds its own scripts and styles and needs no network.", _DATA_INSIDE),
        starts=r"(<!DOCTYPE|<html|<head|<body)",
    ),
)
_BY_NAME = {row.name: row for row in _ROWS}
_BY_TAG = {tag: row for row in reversed(_ROWS) for tag in row.tags}


def language_of(name: str) -> Language:
    """The row of a language, by its name or one of its tags; an unknown one gets a plain row of its own name."""
    key = name.lower()
    return _BY_NAME.get(key) or _BY_TAG.get(key) or Language(name=key, title=name, tags=(key,), notes=(), starts=r"\S")


def is_language(tag: str) -> bool:
    """True when `tag` names a language of the table."""
    return tag.lower() in _BY_TAG
