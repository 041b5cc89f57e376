"""How far one may trust what was read in a picture: a part of a reading goes in, the chance that it is so comes out.

The reader's own confidence says how well the parts were seen; how often a part that was seen is right was counted on
pictures whose truth is known. Both together decide whether a model is told of it, and whether its chart is judged by it.
"""

from __future__ import annotations

from typing import Literal

from jupyter_viscode.vision.reading import Axis, Label, Mark, Reading

Part = Literal["layout", "marks", "text", "scale", "range", "categories", "legend", "colour", "values"]

TOLD = 0.5
"""From here on a model is told."""
SURE = 0.85
"""From here on a chart that says otherwise goes back."""

_RIGHT: dict[Part, float] = {
    "layout": 0.81, "marks": 0.92, "text": 0.97, "scale": 0.97, "range": 0.92, "categories": 0.9, "legend": 0.97,
    "colour": 0.88, "values": 0.7,
}  # fmt: skip
"""How often a part was right among those that were read, on 70 pictures of published figures whose truth is known."""
_SEEN: dict[Part, str] = {"text": "texts", "legend": "texts", "categories": "texts", "scale": "axes", "range": "axes"}


def chance(part: Part, reading: Reading, seen: Label | Axis | Mark | None = None) -> float:
    """How likely a part is as it was read, 0 to 1; 1 for what was read from vectors.

    Parameters
    ----------
    seen
        What was read, where it has a confidence or an error of its own.
    """
    if reading.exact:
        return 1.0
    own = reading.confidence.get(_SEEN.get(part, ""), 1.0)
    if isinstance(seen, Mark):
        own *= seen.confidence
    if isinstance(seen, Axis):
        own *= max(0.0, 1.0 - 4 * seen.error) if seen.known else 0.0
    return round(_RIGHT[part] * own, 2)
