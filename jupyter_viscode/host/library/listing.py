"""The models that can be used, as a table: this machine goes in; rows, text and HTML come out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from jupyter_viscode.errors import ModelError
from jupyter_viscode.host.library import catalogue, fit, local, machine, weights
from jupyter_viscode.host.library.machine import Machine, gib

_WHERE = {"gpu": "GPU", "split": "GPU + CPU", "cpu": "CPU", "no": "no"}
_HEADS = ("", "model", "form", "size", "memory", "fits here", "context", "vision", "licence", "downloaded")
_RIGHT = (3, 4, 6)
"""Columns of numbers."""
_LEAST = (6, 2, 7, 3)
"""Columns that a narrow terminal does without, the first to go first: context, form, vision, size."""
_OTHERS = (
    "builtin: the embedded engine, no weights (default) · http(s)://host:port/v1#name: any OpenAI-compatible server · "
    "a path, or ORG/NAME of the hub"
)
_FREE_LICENCES = ("apache-2.0", "mit")


@dataclass(frozen=True)
class Row:
    """One model."""

    name: str
    form: str
    """The quantization, or ``bf16`` for the original weights."""
    size: int
    """Bytes of its files."""
    estimated: bool
    """True when the files are not here, so that the size is computed."""
    fit: fit.Fit | None
    """None for a file that does not say what it needs."""
    vision: bool
    licence: str
    here: str = ""
    """What of it is on this machine."""
    picked: bool = False
    score: str = ""

    def cells(self) -> tuple[str, ...]:
        """What the table shows of it."""
        return (
            "→" if self.picked else "",
            self.name,
            self.form,
            f"{'≈ ' if self.estimated else ''}{gib(self.size)}",
            f"≈ {gib(self.fit.memory)}" if self.fit is not None else "",
            _place(self.fit) if self.fit is not None else "",
            f"{self.fit.context:,}" if self.fit else "",
            "yes" if self.vision else "",
            self.licence,
            self.here,
        )


def _place(found: fit.Fit) -> str:
    """Where a model would run, in words."""
    later = ", busy now" if found and not found.now else ""
    return f"{_WHERE[found.where]}{later}"


@dataclass(frozen=True)
class Listing:
    """All of them, with what there is to say beside the table."""

    machine: Machine
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def listing(here: Machine | None = None) -> Listing:
    """What can be used on this machine."""
    here = here or machine.look()
    models = local.models()
    found = (fit.recommend(here), fit.recommend(here, vision=True))
    picks = [pair[0] for pair in found if pair is not None]
    known = [_row(entry, here, models, entry in picks) for entry in catalogue.entries()]
    own = [_own(model, here) for model in models if model.entry is None]
    return Listing(here, (*known, *own), tuple(_notes(known, picks)))


def _row(entry: catalogue.Entry, here: Machine, models: Sequence[local.Local], picked: bool) -> Row:
    mine = [model for model in models if model.entry is entry]
    # What is here counts more than what would be fetched.
    usual = next((model for model in mine if model.quantization == entry.quantization), mine[0] if mine else None)
    form = usual.quantization if usual is not None else entry.quantization
    size = usual.size if usual is not None else None
    return Row(
        name=entry.name,
        form=form,
        size=entry.file_size() if size is None else size,
        estimated=size is None,
        fit=fit.fit(entry, here, form, size),
        vision=bool(entry.vision),
        licence=entry.licence or "not known",
        here=", ".join(dict.fromkeys(model.quantization or model.source.format for model in mine)),
        picked=picked,
        score=entry.score,
    )


def _own(model: local.Local, here: Machine) -> Row:
    found: fit.Fit | None = None
    with suppress(ModelError):  # what is wrong with it is said when it is to be loaded
        known = weights.read(model.source)
        longest = known.trained_context or fit.CONTEXTS[0]
        found = fit.place(fit.Load(model.size, known.cache_bytes, known.layers, model.quantization, longest), here)
    return Row(
        name=model.name,
        form=model.quantization,
        size=model.size,
        estimated=False,
        fit=found,
        vision=model.source.projector is not None,
        licence="",
        here="yes",
    )


def _notes(rows: Sequence[Row], picks: Sequence[catalogue.Entry]) -> list[str]:
    """What is said below the table."""
    notes = []
    for entry in picks:
        what = "for pictures" if entry.vision else "for this machine"
        here = any(row.here for row in rows if row.name == entry.name)
        way = f"Use it with: %viscode model {entry.name}" if here else f"Fetch it with: viscode pull {entry.name}"
        notes.append(f"→ {what}: {entry.name}{f' ({entry.score})' if entry.score else ''}. {way}")
        if entry.licence not in _FREE_LICENCES:
            notes.append(f"  Its licence, {entry.licence or 'not known'}, does not allow every use: read it first.")
        if entry.gguf and not entry.gguf[0].verified:
            notes.append(f"  Its GGUF files at {entry.gguf[0].repository} are known from hearsay: look before you fetch.")
    if all(entry.vision for entry in picks):
        notes.append("No model of the catalogue fits this machine; the embedded engine needs none.")
    notes.append("≈ estimated: parameters × bits, and for memory the context and what an engine takes beside.")
    notes.append("bf16: original weights for the engines transformers and vllm; other forms are GGUF files for llama.cpp.")
    return notes


# -- forms -------------------------------------------------------------------------------------------------------------


def to_text(listing: Listing, width: int | None = None) -> str:
    """The table for a terminal.

    Parameters
    ----------
    width
        Characters of a line; columns that matter least are left out to keep to it. None keeps all.
    """
    table = [_HEADS, *(row.cells() for row in listing.rows)]
    shown = list(range(len(_HEADS)))
    for column in _LEAST:
        if width is None or len(_lines(table, shown)[0]) <= width:
            break
        shown.remove(column)
    lines = [line.rstrip() for line in _lines(table, shown)]
    notes = [_wrapped(note, width) for note in (*listing.notes, _OTHERS)]
    return "\n".join([_wrapped(f"This machine: {listing.machine}", width), "", *lines, "", *notes])


def _lines(table: Sequence[tuple[str, ...]], shown: Sequence[int]) -> list[str]:
    """The shown columns, each as wide as its widest cell."""
    widths = {column: max(len(cells[column]) for cells in table) for column in shown}
    return [
        "  ".join(cells[i].rjust(widths[i]) if i in _RIGHT else cells[i].ljust(widths[i]) for i in shown) for cells in table
    ]


def _wrapped(text: str, width: int | None) -> str:
    import textwrap

    return textwrap.fill(text, width, subsequent_indent="  ", break_on_hyphens=False) if width else text


def to_html(listing: Listing) -> str:
    """The table for a notebook; names of files are a stranger's, so everything is escaped."""
    head = "".join(f'<th style="{_cell(i)}">{_e(name)}</th>' for i, name in enumerate(_HEADS))
    body = "".join(_html_row(row) for row in listing.rows)
    notes = "".join(f'<div style="{_MUTED}">{_e(note.strip())}</div>' for note in (*listing.notes, _OTHERS))
    return (
        f'<div class="viscode-models" style="max-width:100%;overflow-x:auto;{_FONT}">'
        f'<div style="margin-bottom:4px">This machine: {_e(str(listing.machine))}</div>'
        f'<table style="border-collapse:collapse;font-size:inherit"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{notes}</div>"
    )


_FONT = "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:var(--jp-ui-font-size1,13px)"
_MUTED = "color:var(--jp-ui-font-color2,#666);margin-top:2px"


def _html_row(row: Row) -> str:
    style = "font-weight:600" if row.picked else ""
    if row.fit is not None and not row.fit:
        style = "color:var(--jp-ui-font-color2,#666)"
    cells = "".join(f'<td style="{_cell(i)}">{_e(text)}</td>' for i, text in enumerate(row.cells()))
    return f'<tr style="{style}" title="{_e(row.score)}">{cells}</tr>'


def _cell(column: int) -> str:
    return f"text-align:{'right' if column in _RIGHT else 'left'};padding:2px 8px;white-space:nowrap"


def _e(text: str) -> str:
    return html.escape(text, quote=True)
