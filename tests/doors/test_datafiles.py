"""Tables of text as people save them: read right, and by an expression that reads them right again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from jupyter_viscode.datafiles import frame_name, read_frame
from jupyter_viscode.errors import InputError

ROWS = [("München", 1.5), ("Köln; Süd", 2.25), ("Aachen, West", 3.0)]


def written(separator: str, decimal: str) -> str:
    rows = "".join(f'"{city}"{separator}{str(price).replace(".", decimal)}\r\n' for city, price in ROWS)
    return f"stadt{separator}preis\r\n{rows}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), (";", "."), ("\t", "."), ("|", ".")])
def test_any_encoding_and_separator(tmp_path: Path, encoding: str, separator: str, decimal: str) -> None:
    path = tmp_path / 'it\'s "q".csv'
    path.write_bytes(written(separator, decimal).encode(encoding))
    name, frame, expression = read_frame(path)
    assert name == "it_s__q"
    assert list(frame.itertuples(index=False, name=None)) == ROWS
    pd.testing.assert_frame_equal(eval(expression, {"pd": pd}), frame)


def test_plain_files_need_no_options(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('city,"size; in ha"\na,1\n')
    assert read_frame(path)[2] == f"pd.read_csv({str(path)!r})"


def test_one_sign_of_another_encoding_behind_a_long_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"city,price\n" + b"a,1\n" * 40000 + "Köln,2\n".encode("cp1252"))
    assert read_frame(path)[1]["city"].iloc[-1] == "Köln"


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.csv", bytes(range(256)) * 9), ("a.parquet", b"x"), ("a.json", b"{")]
)
def test_what_is_no_table_is_told_in_sentences(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"a\.\w+ cannot be read: .*[^.\s]\. Check"):
        read_frame(tmp_path / name)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Sales 2024", "sales_2024"),
        ("2024", "data"),
        ("class", "class_data"),
        ("plt", "plt_data"),
        ("list", "list_data"),
        ("日本", "日本"),
    ],
)
def test_names_are_free_variables(stem: str, name: str) -> None:
    assert frame_name(stem) == name
