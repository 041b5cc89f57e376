"""Chart pictures: from pixels to a `Reading`, to code and a Chart; without model weights but those of the OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_viscode.vision.reading import Reading


def read(image: Any, size: tuple[float, float] | None = None) -> Reading:
    """Read a chart picture.

    Parameters
    ----------
    image
        Pixels, height x width x 3, red first, as uint8.
    size
        Width and height of the figure in inches, where known.
    """
    from jupyter_viscode.vision.reader import read_picture

    return read_picture(image, size)
