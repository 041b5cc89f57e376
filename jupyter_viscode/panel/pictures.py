"""Chart pictures at the sidebar's door: a message with its buffers goes in; an Image, and what came of it as data, leave.

The bytes travel as buffers, never as text, and none of them comes back, but for a page of a PDF, which a page cannot show.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jupyter_viscode.errors import InputError, ViscodeError
from jupyter_viscode.types import Image

if TYPE_CHECKING:
    from jupyter_viscode.spec import Chart
    from jupyter_viscode.types import Result

MOST_ROWS = 300
"""Rows of a table of values that are sent."""
LONGEST_NAME = 200


def given(message: Mapping[str, Any], buffers: Sequence[Any]) -> Image | None:
    """The picture that came with a question; None when there is none. Its bytes are looked at by whoever reads it.

    Raises
    ------
    InputError
        The question tells of a picture, but there is none in it.
    """
    about = message.get("picture")
    if not isinstance(about, Mapping):
        return None
    if not buffers:
        raise InputError("The picture did not arrive.", hint="Drop it again.")
    name = str(about.get("name") or "")[:LONGEST_NAME]
    return Image(bytes(buffers[0]), str(about.get("mime") or "image/png"), name)


def page_of(image: Image) -> str | None:
    """A PDF's page as a PNG, for the front end to show; None for any other picture, and for one that cannot be unpacked."""
    from jupyter_viscode.vision import intake

    if not image.data.lstrip().startswith(b"%PDF-"):
        return None
    png = intake.preview(image.data, 1200)
    return None if png is None else base64.b64encode(png).decode()


def compared(result: Result, image: Image | None) -> dict[str, Any]:
    """How alike the drawn chart is, and the values that were read; nulls where there was nothing to redraw."""
    if image is None or result.likeness is None:
        return {"likeness": None, "values": None}
    charts = [] if result.chart is None else [result.chart, *result.chart.panels]
    tables = [table(part) for chart in charts for part in (chart, *chart.layers) if part.data]
    return {"likeness": result.likeness, "values": {"exact": _exact(image), "tables": tables} if tables else None}


def table(chart: Chart) -> dict[str, Any]:
    """The drawn values of one chart, as rows."""
    rows = [[_cell(value) for value in row] for row in zip(*chart.data.values(), strict=False)]
    return {"title": chart.title, "columns": list(chart.data), "rows": rows[:MOST_ROWS], "count": len(rows)}


def _cell(value: Any) -> Any:
    """A value that JSON can carry."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)


def _exact(image: Image) -> bool:
    """Whether the values are as they were drawn: read from vectors, not from pixels."""
    from jupyter_viscode.vision import redraw

    try:
        return redraw.look(image.data)[1].exact
    except ViscodeError:  # what a model drew need not be a picture that can be read
        return False
