"""Data files: a path goes in; the frame, a variable's name for it, and the expression that reads it come out."""

from __future__ import annotations

import builtins
import codecs
import keyword
import re
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import InputError, MissingDependencyError

READERS: dict[str, tuple[str, dict[str, Any]]] = {
    ".csv": ("read_csv", {}),
    ".tsv": ("read_csv", {"sep": "\t"}),
    ".json": ("read_json", {}),
    ".jsonl": ("read_json", {"lines": True}),
    ".parquet": ("read_parquet", {}),
    ".feather": ("read_feather", {}),
    ".xlsx": ("read_excel", {}),
}
"""Pandas' function and options for a data file, by its ending: run here, and written into the saved program."""

_ALIASES = ("alt", "fig", "ax", "go", "mdates", "np", "pd", "plt", "px", "sns")
"""What charts' programs call their libraries and figures."""
_SAMPLE = 65536
"""Bytes that tell how a file of text is written."""
_SEPARATORS = ",;\t|"
_LEGACY = "cp1252"
"""What spreadsheets in western Europe and America save when it is not Unicode; a guess, and shown as one in the expression."""
_QUOTED = re.compile('"[^"]*"')
_DECIMAL_COMMA, _DECIMAL_POINT = (re.compile(rf"(?:^|;)-?\d+{sign}\d+\r?(?:;|$)", re.MULTILINE) for sign in (",", r"\."))


def read_frame(path: Path) -> tuple[str, Any, str]:
    """A data file as (name of the frame, the frame, the expression that reads it); raises InputError when it cannot be read."""
    if path.suffix.lower() not in READERS:
        raise InputError(f"{path} has no ending of a data file.", hint=f"Known: {', '.join(READERS)}.")
    if not path.is_file():
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    import pandas as pd

    function, options = READERS[path.suffix.lower()]
    try:
        if function == "read_csv":
            options = {**_text_options(path), **options}
        frame = getattr(pd, function)(path, **options)
    except ImportError as error:
        package = error.name or "openpyxl"
        raise MissingDependencyError(f"{package}, which reads {path.suffix} files,", f"pip install {package}") from None
    except Exception as error:
        said = str(error).strip().rstrip(".")
        raise InputError(f"{path} cannot be read: {said}.", hint="Check that the file is what its ending says.") from None
    given = "".join(f", {key}={value!r}" for key, value in options.items())
    return frame_name(path.stem), frame, f"pd.{function}({str(path)!r}{given})"


def frame_name(stem: str) -> str:
    """A variable's name for a file's: letters, digits and underscores, and none that a program needs for itself."""
    name = "".join(c if c.isalnum() else "_" for c in stem).strip("_").lower()
    if not name.isidentifier():
        return "data"
    return f"{name}_data" if keyword.iskeyword(name) or hasattr(builtins, name) or name in _ALIASES else name


def _text_options(path: Path) -> dict[str, str]:
    """Options of pandas for a table of text that is not written in UTF-8 with commas and decimal points."""
    encoding = _encoding(path)
    with path.open(encoding=encoding or "utf-8", newline="") as file:
        text = file.read(_SAMPLE)
    heading = _QUOTED.sub("", text.lstrip("\ufeff\r\n").partition("\n")[0])
    separator = max(_SEPARATORS, key=heading.count)
    found = {"encoding": encoding} if encoding else {}
    if separator != ",":
        found["sep"] = separator
    if separator == ";" and _DECIMAL_COMMA.search(text) and not _DECIMAL_POINT.search(text):
        found["decimal"] = ","
    return found


def _encoding(path: Path) -> str:
    """Empty for UTF-8."""
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return _LEGACY
    return ""
