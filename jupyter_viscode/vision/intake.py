"""A picture that somebody gave: its bytes go in; pixels that are safe to look at come out, or a sentence that says why not.

Nothing of a picture is trusted: its size is looked at before it is unpacked, its words are data, and a program that it
carries is only handed on, to be tried like any other.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import InputError, MissingDependencyError
from jupyter_viscode.types import Image
from jupyter_viscode.vision import svg

MOST_BYTES = 40 * 2**20
MOST_SIDE = 12_000
MOST_PIXELS = 40_000_000
LEAST_SIDE = 32
READ_SIDE = 3000
"""Pixels of the longer side that are looked at; a larger picture is made smaller first."""
INSTALL = 'pip install "jupyter_viscode[image]"'
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_ENDINGS = ".png, .jpg, .webp, .gif, .svg or .pdf"
_PLAIN = 1.5
"""Standard deviation of grey values below which nothing is drawn."""


@dataclass(frozen=True)
class Picture:
    """A picture, unpacked."""

    pixels: Any
    """Height x width x 3, red first, uint8."""
    format: str
    notes: tuple[str, ...] = ()
    """Sentences for the user: which frame or page was read, that it was made smaller."""
    code: str = ""
    """The program that the picture carries about itself; untrusted."""
    inches: tuple[float, float] | None = None
    """Width and height, where the file tells how many pixels an inch has."""


def fetch(path: str | Path) -> Image:
    """A picture file's bytes.

    Raises
    ------
    InputError
        There is no such file, or it is too large to be a chart.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise InputError(f"There is no picture {path}.", hint="Check the path.")
    if path.stat().st_size > MOST_BYTES:
        raise _too_large(f"{path.name} has {path.stat().st_size / 2**20:.0f} MB")
    try:
        return Image(path.read_bytes(), mime_of(path.suffix), path.name)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check that you may read it.") from None


def clipboard() -> Image:
    """The picture on the clipboard of the machine on which this runs.

    Raises
    ------
    InputError
        There is no picture on it, or it cannot be reached from here.
    """
    hint = "Save the picture and use --image PATH."
    try:
        from PIL import ImageGrab
    except ImportError:
        raise MissingDependencyError("Pillow", INSTALL) from None
    try:
        found = ImageGrab.grabclipboard()
    except Exception as error:  # no display, no xclip or wl-paste: each system says it in its own way
        raise InputError(f"The clipboard cannot be read from here ({str(error)[:100]}).", hint=hint) from None
    if isinstance(found, list) and found:
        return fetch(found[0])
    if found is None or isinstance(found, list):
        raise InputError("There is no picture on the clipboard.", hint=hint)
    out = BytesIO()
    found.save(out, "PNG")
    return Image(out.getvalue(), "image/png", "clipboard")


def preview(data: bytes, side: int = 640) -> bytes | None:
    """A small PNG of a picture, to be shown; None when it cannot be unpacked."""
    try:
        from PIL import Image as Pillow

        picture = Pillow.fromarray(decode(data).pixels)
    except (InputError, MissingDependencyError, ImportError):
        return None
    picture.thumbnail((side, side))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def mime_of(suffix: str) -> str:
    """The MIME type of a picture by its file's ending."""
    kind = suffix.lower().lstrip(".")
    return {"jpg": "image/jpeg", "svg": "image/svg+xml", "pdf": "application/pdf"}.get(kind, f"image/{kind or 'png'}")


def decode(data: bytes) -> Picture:
    """Unpack a picture.

    Raises
    ------
    InputError
        It is no picture of a known kind, corrupt, cut short, too large, too small, or empty.
    """
    if not data:
        raise InputError("The picture is empty.", hint="Give a picture of a chart.")
    if len(data) > MOST_BYTES:
        raise _too_large(f"The picture has {len(data) / 2**20:.0f} MB")
    if data.lstrip()[:5] == b"%PDF-":
        return _checked(*_page(data), "PDF")
    if _is_svg(data):
        return _checked(*_drawing(data), "SVG")
    return _checked(*_raster(data))


def _raster(data: bytes) -> tuple[Any, tuple[str, ...], str, str, tuple[float, float]]:
    try:
        from PIL import Image as Pillow
        from PIL import ImageOps, UnidentifiedImageError
    except ImportError:
        raise MissingDependencyError("Pillow", INSTALL) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a large picture is refused by its size below
        try:
            picture = Pillow.open(BytesIO(data), formats=FORMATS)
        except Pillow.DecompressionBombError:
            raise _too_large("The picture unpacks to hundreds of millions of pixels") from None
        except UnidentifiedImageError:
            raise InputError(
                "This is no picture that can be read, or its beginning is damaged.",
                hint=f"Give a file that ends in {_ENDINGS}.",
            ) from None
        except Exception as error:  # what a damaged header makes of the decoder is not foreseeable
            raise _damaged(error) from None
        _check_size(*picture.size)
        try:
            kind, animated = str(picture.format), bool(getattr(picture, "is_animated", False))
            carried = str(picture.info.get("viscode", ""))[:100_000] if kind == "PNG" else ""
            density = picture.info.get("dpi", (0, 0))
            picture.load()
            pixels = _flat(ImageOps.exif_transpose(picture))
        except Exception as error:
            raise _damaged(error) from None
    notes = ("The picture is animated; its first frame was read.",) if animated else ()
    return pixels, notes, carried, kind, density


def _flat(picture: Any) -> Any:
    """Pixels without transparency, over white; over black where what is drawn is light."""
    import numpy as np
    from PIL import Image as Pillow

    if picture.mode.startswith("I"):  # 16 bits of grey
        grey = np.asarray(picture) // 257
        return np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return np.asarray(picture.convert("RGB"))
    picture = picture.convert("RGBA")  # bytes all along: as fractions, a large picture takes a gigabyte
    few = np.asarray(picture.resize([min(side, 1000) for side in picture.size], Pillow.Resampling.NEAREST))
    cover, drawn = few[..., 3], few[..., :3][few[..., 3] > 127]
    light = cover.mean() < 0.7 * 255 and len(drawn) > 0 and float(np.median(drawn)) > 200
    ground = Pillow.new("RGBA", picture.size, (24, 24, 24, 255) if light else "white")
    ground.alpha_composite(picture)
    return np.asarray(ground.convert("RGB"))


def _page(data: bytes) -> tuple[Any, tuple[str, ...], str]:
    """The first page of a PDF as pixels."""
    try:
        import pypdfium2
    except ImportError:
        raise MissingDependencyError("pypdfium2", INSTALL) from None
    try:
        document = pypdfium2.PdfDocument(data)
        pages, page = len(document), document[0]
        width, height = page.get_size()
        scale = min(2.0, READ_SIDE / max(width, height, 1))
        _check_size(int(width * scale), int(height * scale))
        pixels = page.render(scale=scale).to_numpy()[:, :, :3][:, :, ::-1].copy()
        document.close()
    except InputError:
        raise
    except Exception as error:
        raise _damaged(error) from None
    return pixels, (f"The first of {pages} pages was read.",) if pages > 1 else (), ""


def _is_svg(data: bytes) -> bool:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in data[:20_000].lower()


def _drawing(data: bytes) -> tuple[Any, tuple[str, ...], str]:
    """An SVG as pixels."""
    try:
        import vl_convert
    except ImportError:
        raise MissingDependencyError("vl-convert-python", 'pip install "jupyter_viscode[altair]"') from None
    root = svg.parse(data)
    width, height = svg.size_of(root)
    _check_size(int(width), int(height))
    scale = min(1.5, READ_SIDE / max(width, height))
    try:
        pixels, notes, code, *_ = _raster(vl_convert.svg_to_png(svg.to_bytes(root).decode("utf-8"), scale=scale))
    except InputError:
        raise
    except Exception as error:
        raise _damaged(error) from None
    return pixels, notes, code


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise _too_large(f"The picture has {width:,} x {height:,} pixels")
    if min(width, height) < LEAST_SIDE:
        raise InputError(
            f"The picture has only {width} x {height} pixels: too few to read a chart.",
            hint=f"Give one with at least {LEAST_SIDE} pixels each way, better 400.",
        )


def _checked(pixels: Any, notes: tuple[str, ...], code: str, kind: str, density: tuple[float, float] = (0, 0)) -> Picture:
    import numpy as np

    height, width = pixels.shape[:2]
    _check_size(width, height)
    if max(width, height) > READ_SIDE:
        from PIL import Image as Pillow

        share = READ_SIDE / max(width, height)
        smaller = Pillow.fromarray(pixels).resize((round(width * share), round(height * share)), Pillow.Resampling.LANCZOS)
        pixels, notes = np.asarray(smaller), (*notes, f"The picture was read at {share:.0%} of its size.")
    if float(pixels.mean(axis=2).std()) < _PLAIN:
        raise InputError("The picture is blank.", hint="Give a picture of a chart.")
    return Picture(pixels, kind, notes, code, _inches(width, height, density))


def _inches(width: int, height: int, density: tuple[float, float]) -> tuple[float, float] | None:
    """The size that the file tells, where it is one that a figure may have."""
    if not all(50 <= float(d) <= 650 for d in density[:2]) or len(density) < 2:
        return None
    size = (round(width / float(density[0]), 2), round(height / float(density[1]), 2))
    return size if all(1 <= side <= 40 for side in size) else None


def _too_large(what: str) -> InputError:
    return InputError(f"{what}: too large for a chart.", hint=f"Give one with at most {MOST_SIDE:,} pixels a side.")


def _damaged(error: Exception) -> InputError:
    said = str(error).lower()
    if "truncat" in said or "unexpected end" in said or isinstance(error, EOFError):
        return InputError("The picture is cut short: a part of its file is missing.", hint="Copy or upload it again.")
    return InputError("The picture is damaged and cannot be unpacked.", hint="Save it again, as PNG if you can.")
