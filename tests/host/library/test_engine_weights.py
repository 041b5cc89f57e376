"""Weights that are missing, cut off, corrupt or not what they should be: a sentence with the next step, before any engine."""

from __future__ import annotations

import json
import random
import shutil
import struct
from pathlib import Path

import pytest
from models.make import TinyModels

from jupyter_viscode import registry
from jupyter_viscode.errors import ModelError
from jupyter_viscode.host.engine import Engine, EngineOptions, ModelSource
from jupyter_viscode.host.library import gguf, weights

pytestmark = [
    pytest.mark.needs("torch", "pip install torch==2.13.0 (the CPU build), then: pip install -e '.[test-engines]'"),
    pytest.mark.needs("gguf", "pip install -e '.[test-engines]'"),
    pytest.mark.timeout(300),
]


def of(path: Path, projector: Path | None = None) -> ModelSource:
    return ModelSource("tiny", path, "transformers" if path.is_dir() else "gguf", projector)


def refusal(path: Path, projector: Path | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        weights.read(of(path, projector))
    assert caught.value.hint
    return str(caught.value)


# -- what is read ------------------------------------------------------------------------------------------------------


def test_a_file_and_the_folder_it_was_made_of_agree(tiny_models: TinyModels) -> None:
    file, folder = weights.read(of(tiny_models.gguf)), weights.read(of(tiny_models.text))
    assert file.architecture == folder.architecture == "qwen2"
    assert file.layers == folder.layers == 2
    assert file.parameters == folder.parameters
    assert file.trained_context == folder.trained_context == 4096
    assert file.cache_bytes == folder.cache_bytes == 2 * 2 * 2 * 32 * 2
    assert file.template == folder.template
    assert not file.vision
    assert not folder.vision


def test_context_is_what_is_wanted_and_never_more_than_was_trained(tiny_models: TinyModels) -> None:
    found = weights.read(of(tiny_models.gguf))
    assert [found.context(n) for n in (None, 1000, 100_000)] == [4096, 1000, 4096]


def test_reading_agrees_with_the_formats_own_library(tiny_models: TinyModels) -> None:
    library = pytest.importorskip("gguf")
    reader = library.GGUFReader(str(tiny_models.gguf))
    head = gguf.read_head(tiny_models.gguf)
    assert head.tensors == len(reader.tensors)
    last = max(reader.tensors, key=lambda t: t.data_offset)
    assert head.end == last.data_offset + last.n_bytes
    sizes = {int(kind): tuple(size) for kind, size in library.constants.GGML_QUANT_SIZES.items()}
    assert sizes == gguf.BLOCKS


# -- GGUF that cannot be used ------------------------------------------------------------------------------------------


def test_missing(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "no.gguf")


def test_empty(tmp_path: Path) -> None:
    (path := tmp_path / "a.gguf").touch()
    assert "is empty" in refusal(path)


def test_something_else(tmp_path: Path) -> None:
    (path := tmp_path / "a.gguf").write_bytes(b"<!DOCTYPE html><title>404</title>")
    assert "is no GGUF file" in refusal(path)


def test_pointer_of_git_lfs(tmp_path: Path) -> None:
    (path := tmp_path / "a.gguf").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    assert "git lfs pull" in refusal(path)


def test_cut_off_anywhere(tiny_models: TinyModels, tmp_path: Path) -> None:
    whole = tiny_models.gguf.read_bytes()
    path = tmp_path / "cut.gguf"
    for share in (0.0001, 0.01, 0.03, 0.1, 0.5, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert "cut off" in refusal(path), share
    path.write_bytes(whole[:-1])
    assert "cut off" in refusal(path)


def test_corrupt_head_never_ends_in_anything_but_a_sentence(tiny_models: TinyModels, tmp_path: Path) -> None:
    whole, chance = tiny_models.gguf.read_bytes(), random.Random(0)
    path = tmp_path / "corrupt.gguf"
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(8):
            data[chance.randrange(4, 2000)] = chance.randrange(256)
        path.write_bytes(data)
        try:
            weights.read(of(path))
        except ModelError as error:
            assert error.hint


def test_version_of_the_future(tmp_path: Path) -> None:
    (path := tmp_path / "a.gguf").write_bytes(b"GGUF" + struct.pack("<IQQ", 9, 0, 0))
    assert "version 9" in refusal(path)


def test_vocabulary_without_weights(tmp_path: Path) -> None:
    library = pytest.importorskip("gguf")
    writer = library.GGUFWriter(str(path := tmp_path / "a.gguf"), "llama")
    writer.add_block_count(2)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    assert "no weights" in refusal(path)


def test_one_of_several_parts_is_missing(tiny_models: TinyModels, tmp_path: Path) -> None:
    path = tmp_path / "big-00001-of-00003.gguf"
    shutil.copy(tiny_models.gguf, path)
    shutil.copy(tiny_models.gguf, tmp_path / "big-00002-of-00003.gguf")
    assert "big-00003-of-00003.gguf" in refusal(path)


def test_model_in_place_of_a_projector(tiny_models: TinyModels) -> None:
    assert "is no projector" in refusal(tiny_models.gguf, tiny_models.gguf)


# -- folders that cannot be used ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tiny_models: TinyModels, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_models.text, tmp_path / "model"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("config.json", "config.json is missing"), ("model.safetensors", "no safetensors"), ("tokenizer.json", "no tokenizer")],
)
def test_part_is_missing(folder: Path, name: str, said: str) -> None:
    (folder / name).unlink()
    assert said in refusal(folder)


def test_weights_are_cut_off(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    assert "cut off" in refusal(folder)
    path.write_bytes(path.read_bytes()[:100])
    assert "cut off or corrupt" in refusal(folder)
    path.write_bytes(struct.pack("<Q", 20) + b"{not json           }")
    assert "corrupt" in refusal(folder)


def test_index_names_a_file_that_is_not_there(folder: Path) -> None:
    index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "model-2.safetensors" in refusal(folder)


def test_weights_that_could_run_code_are_not_taken(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert "can run code" in refusal(folder)


def test_settings_are_no_json(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    assert "config.json cannot be read" in refusal(folder)


# -- what engines refuse -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["xllamacpp", "llama-cpp-python", "transformers", "vllm"])
def test_without_a_chat_template_nothing_is_started(name: str, tiny_models: TinyModels, folder: Path, tmp_path: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps(settings | {"chat_template": None}))
    engine: Engine = registry.load("engines", name)()
    source = next(each for each in (of(tiny_models.untemplated), of(folder)) if engine.accepts(each))
    with pytest.raises(ModelError, match="no chat template") as caught:
        engine.launch(source, EngineOptions(), tmp_path)
    assert "Instruct" in caught.value.hint


def test_vllm_is_started_by_its_own_server_for_this_user_alone(tiny_models: TinyModels, tmp_path: Path) -> None:
    engine: Engine = registry.load("engines", "vllm")()
    launch = engine.launch(of(tiny_models.text), EngineOptions(context=2048), tmp_path)
    assert launch.key
    assert launch.key not in " ".join(launch.argv)
    assert launch.env["VLLM_API_KEY"] == launch.key
    assert launch.env["HF_HUB_OFFLINE"] == "1"
    assert launch.argv[launch.argv.index("--uds") + 1] == str(launch.address.socket)
    assert launch.argv[launch.argv.index("--max-model-len") + 1] == "2048"


def test_long_folder_means_a_port_of_loopback(tiny_models: TinyModels, tmp_path: Path) -> None:
    engine: Engine = registry.load("engines", "xllamacpp")()
    launch = engine.launch(of(tiny_models.gguf), EngineOptions(), tmp_path / ("x" * 90))
    assert launch.address.socket is None
    assert launch.address.port
