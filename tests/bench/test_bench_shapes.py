"""The bench of shapes: its files of chance are models that engines load, and its ratio is that of what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jupyter_viscode.bench import models as bench
from jupyter_viscode.bench import shapes
from jupyter_viscode.bench.random_weights import FORMS, SHAPES, Form, write
from jupyter_viscode.errors import InputError
from jupyter_viscode.host.engine import ModelSource
from jupyter_viscode.host.library.weights import read

sys.path.append(str(Path(__file__).resolve().parents[1] / "host"))
from hosting import home

__all__ = ["home"]
ENGINES = [
    pytest.param("xllamacpp", marks=pytest.mark.needs("xllamacpp", 'pip install "jupyter_viscode[llama-prebuilt]"')),
    pytest.param("llama-cpp-python", marks=pytest.mark.needs("llama_cpp", 'pip install "jupyter_viscode[llama]"')),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_chance_is_as_large_as_said(tmp_path: Path, form: Form) -> None:
    shape, path = SHAPES["tiny"], tmp_path / "tiny.gguf"
    write(shape, form, path)
    table = shape.width * shape.words * (2 if form == "bf16" else 18 / 32)
    assert 0 < path.stat().st_size - shape.bytes_of_a_token(form) - table < 20_000
    assert read(ModelSource("tiny", path, "gguf")).context(None) == shape.context


def test_the_7b_shape_is_that_of_the_models() -> None:
    """Published: 7.62 billion weights, 15.2 GB in 16 bits; a token needs all but the table of words."""
    shape = SHAPES["7b"]
    count = sum(size[0] * (size[1] if len(size) == 2 else 1) for _, size in shape.tensors())
    assert count == pytest.approx(7.62e9, rel=0.002)
    assert shape.bytes_of_a_token("bf16") == pytest.approx(14.14e9, rel=0.005)
    assert shape.bytes_of_a_token("bf16") / shape.bytes_of_a_token("q4_0") == pytest.approx(32 / 9, rel=0.01)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rate_stands_against_the_memorys_limit(home: Path, tmp_path: Path, engine: str) -> None:
    found = {row.what: row for row in shapes.rows("tiny", engine, 8, tmp_path)}
    bandwidth = found["bandwidth of the memory that holds the weights"].measured
    for form in FORMS:
        rate = found[f"decode, tiny in {form} by {engine}"].measured
        share = found[f"decode over the memory's limit, tiny in {form} by {engine}"].measured
        assert rate and bandwidth and share
        assert share == pytest.approx(rate * SHAPES["tiny"].bytes_of_a_token(form) / (1e9 * bandwidth))
    assert not any(tmp_path.glob("viscode-shape-*"))


@pytest.mark.parametrize(("gpu", "expected"), [
    ("NVIDIA H200", 4800), ("NVIDIA H100 80GB HBM3", 3350), ("NVIDIA H100 PCIe", 2000), ("NVIDIA L4", 300),
    ("NVIDIA GeForce RTX 4090", 1008), ("NVIDIA L40S", 864), ("Something new", None),
])  # fmt: skip
def test_bandwidths_are_known_by_name(gpu: str, expected: int | None) -> None:
    assert shapes.published(gpu) == (1e9 * expected if expected else None)


def test_a_shape_that_is_none_and_an_engine_that_is_not_here_are_said() -> None:
    with pytest.raises(InputError, match="no shape '8b'"):
        list(shapes.rows("8b", None, 8))
    with pytest.raises(InputError, match="transformers"):
        list(shapes.rows("tiny", "transformers", 8))
    with pytest.raises(SystemExit):
        bench.run([])
    with pytest.raises(SystemExit):
        bench.run(["some-model", "--shape", "tiny"])
