"""Pictures that somebody gives: what can be read is unpacked, everything else is refused by a sentence."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from jupyter_viscode.errors import InputError

Pillow = pytest.importorskip("PIL.Image", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision.intake import READ_SIDE, decode, fetch  # noqa: E402


def chart_like(width: int = 400, height: int = 300) -> np.ndarray:
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[20:-20, 30:32] = 0
    pixels[-22:-20, 30:-10] = 0
    for number in range(4):
        pixels[height - 100 - 20 * number : -22, 60 + 60 * number : 90 + 60 * number] = (31, 119, 180)
    return pixels


def saved(pixels: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    Pillow.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        decode(data)
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "JPEG", "WEBP"])
def test_known_formats_are_unpacked(kind: str) -> None:
    picture = decode(saved(chart_like(), kind))
    assert picture.pixels.shape == (300, 400, 3)
    assert picture.pixels.dtype == np.uint8
    assert picture.format == kind
    assert np.abs(picture.pixels.astype(int) - chart_like()).mean() < 4
    assert picture.notes == ()


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA"])
def test_modes_of_colour_become_red_green_blue(mode: str) -> None:
    out = BytesIO()
    Pillow.fromarray(chart_like()).convert(mode).save(out, "JPEG" if mode == "CMYK" else "PNG")
    pixels = decode(out.getvalue()).pixels
    assert pixels.shape == (300, 400, 3)
    assert pixels[5, 5].min() > 230
    assert pixels[150, 31].max() < 40


def test_sixteen_bits_of_grey_are_scaled_down() -> None:
    grey = (chart_like()[..., 0].astype(np.uint16)) * 257
    assert (decode(saved(grey)).pixels[..., 0] == chart_like()[..., 0]).all()


def test_transparent_ground_is_white_and_black_below_light_ink() -> None:
    cover = np.where((chart_like() < 200).any(axis=2), 255, 0).astype(np.uint8)
    dark = decode(saved(np.dstack([chart_like(), cover]))).pixels
    assert dark[5, 5].tolist() == [255, 255, 255]
    light = decode(saved(np.dstack([np.full_like(chart_like(), 250), cover]))).pixels
    assert light[5, 5].max() < 60


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is asked of the operating system")
def test_a_large_transparent_picture_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    large = np.repeat(np.repeat(np.dstack([chart_like(), np.full((300, 400), 200, np.uint8)]), 12, axis=0), 12, axis=1)
    path.write_bytes(saved(large, compress_level=1))
    program = (
        "import resource, sys\n"
        "from jupyter_viscode.vision.intake import decode\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"decode(open({str(path)!r}, 'rb').read())\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // (2**20 if sys.platform == 'darwin' else 2**10))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 40 * large.shape[0] * large.shape[1] / 2**20


def test_an_animation_gives_its_first_frame_and_says_so() -> None:
    frames = [Pillow.fromarray(chart_like()), Pillow.fromarray(255 - chart_like())]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    picture = decode(out.getvalue())
    assert picture.pixels[5, 5].min() > 230
    assert "first frame" in picture.notes[0]


@pytest.mark.parametrize(("pixels", "said"), [
    (np.full((300, 400, 3), 255, np.uint8), "blank"),
    (np.zeros((300, 400, 3), np.uint8), "blank"),
    (np.zeros((15, 20, 3), np.uint8), "only 20 x 15"),
    (np.zeros((900, 1, 3), np.uint8), "only 1 x 900"),
])  # fmt: skip
def test_nothing_to_see_is_refused(pixels: np.ndarray, said: str) -> None:
    assert said in refusal(saved(pixels))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"not a picture at all",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"<html></html>",
        b"%PDF-1.7 rubbish",
        b"\xff\xd8\xff\xe0junk",
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal(data).endswith(".")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_a_cut_upload_is_refused_or_whole(kind: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    data = saved(noise, kind)
    assert refusal(data[: int(len(data) * share)])


@pytest.mark.parametrize("place", [20, 60, 200, 1000])
def test_a_corrupt_file_is_refused_by_a_sentence_or_read(place: int) -> None:
    data = bytearray(saved(chart_like()))
    data[place % len(data)] ^= 0xFF
    try:
        decode(bytes(data))
    except InputError as error:
        assert error.hint  # nothing but a sentence may come out


def test_a_large_side_and_a_bomb_are_refused_before_they_are_unpacked() -> None:
    def header(width: int, height: int) -> bytes:
        def chunk(name: bytes, body: bytes) -> bytes:
            return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

        rows = zlib.compress(b"\0" * 1000)
        return (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", rows)
            + chunk(b"IEND", b"")
        )

    assert "30,000 x 30 pixels" in refusal(header(30_000, 30))
    assert "too large" in refusal(header(11_000, 11_000))
    assert "too large" in refusal(header(90_000, 90_000))
    assert "MB" in refusal(b"\x89PNG" + b"\0" * (41 * 2**20))


def test_a_bomb_of_text_in_a_png_is_refused() -> None:
    data = saved(chart_like())
    body = b"viscode\0\0" + zlib.compress(b"a" * (80 * 2**20))
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    assert refusal(data[:33] + chunk + data[33:])


def test_a_large_picture_is_made_smaller_and_this_is_said() -> None:
    picture = decode(saved(chart_like(READ_SIDE * 2, 1000)))
    assert picture.pixels.shape[:2] == (500, READ_SIDE)
    assert "50%" in picture.notes[0]


def test_a_page_of_a_pdf_and_a_drawing_in_svg_are_read() -> None:
    pytest.importorskip("pypdfium2", reason='pip install "jupyter_viscode[image]"')
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(4, 3))
    axes.bar(["a", "b"], [1, 2], color="#ff0000")
    for kind in ("pdf", "svg"):
        if kind == "svg":
            pytest.importorskip("vl_convert", reason='pip install "jupyter_viscode[altair]"')
        out = BytesIO()
        figure.savefig(out, format=kind)
        picture = decode(out.getvalue())
        assert picture.format == kind.upper()
        assert picture.pixels.shape[1] / picture.pixels.shape[0] == pytest.approx(4 / 3, abs=0.02)
        assert ((picture.pixels == (255, 0, 0)).all(axis=2)).mean() > 0.1
    plt.close(figure)


@pytest.mark.parametrize(("inner", "said"), [
    ('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>', "entities"),
    ('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><g>', "damaged"),
    ('<svg xmlns="http://www.w3.org/2000/svg" width="30000px" height="300"/>', "too large"),
    ('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>', "blank"),
])  # fmt: skip
def test_drawings_that_are_refused(inner: str, said: str) -> None:
    pytest.importorskip("vl_convert", reason='pip install "jupyter_viscode[altair]"')
    assert said in refusal(f"<?xml version='1.0'?>{inner}".encode())


def test_a_drawing_fetches_nothing_from_elsewhere() -> None:
    from jupyter_viscode.vision import svg

    root = svg.parse(
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 40 30"><script>1</script>'
        b'<g><image href="http://example.org/a.png"/><image x:href="file:///etc/passwd"/><use x:href="#mark"/></g>'
        b"<style>@import url(http://example.org/a.css); a{fill:url(http://x)}</style></svg>"
    )
    text = svg.to_bytes(root).decode()
    assert "example.org" not in text
    assert "passwd" not in text
    assert "script" not in text
    assert "#mark" in text
    assert svg.size_of(root) == (40, 30)


def test_the_size_in_inches_is_taken_from_the_file() -> None:
    assert decode(saved(chart_like(), dpi=(100, 100))).inches == (4.0, 3.0)
    assert decode(saved(chart_like())).inches is None
    assert decode(saved(chart_like(), dpi=(1, 1))).inches is None


def test_a_path_is_read_and_one_that_is_none_is_said(tmp_path: Path) -> None:
    path = tmp_path / "chart.jpg"
    path.write_bytes(saved(chart_like(), "JPEG"))
    image = fetch(path)
    assert image.mime == "image/jpeg"
    assert decode(image.data).format == "JPEG"
    with pytest.raises(InputError, match="There is no picture"):
        fetch(tmp_path / "none.png")
