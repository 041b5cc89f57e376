"""How a picture comes to a page: by the browser's own clipboard and its own dragging."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any


def photograph() -> bytes:
    """A picture that shows no chart."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(0)
    blobs = rng.integers(0, 255, (6, 8, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(blobs).resize((640, 480), Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def paste(window: Any, picture: bytes) -> None:
    """A real paste: the picture is on the browser's clipboard, Ctrl+V is pressed."""
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=window.lab.url)
    window.page.evaluate(
        """async encoded => {
             const bytes = Uint8Array.from(atob(encoded), letter => letter.charCodeAt(0));
             const blob = new Blob([bytes], { type: 'image/png' });
             await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
           }""",
        base64.b64encode(picture).decode(),
    )
    window.page.keyboard.press("Control+v")


def drop(window: Any, file: Path, node: Any, part: str = "") -> None:
    """A file of the desktop, dragged over a part of the page and let go there, by the browser's own input."""
    box = node.bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    session = window.page.context.new_cdp_session(window.page)
    for kind in ("dragEnter", "dragOver"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
    if part:
        node.locator(".jp-VisCode-over").wait_for()
        window.picture(part)
    session.send("Input.dispatchDragEvent", {"type": "drop", **at, "data": data})
    session.detach()
