"""Weights that lie on this machine: found when whole, left out when not."""

import json
import os
import time

import pytest

from jupyter_viscode.errors import ConfigError, ModelError
from jupyter_viscode.host.library import local


@pytest.fixture
def folders(tmp_path, monkeypatch):
    models, cache = tmp_path / "models", tmp_path / "hub"
    models.mkdir()
    monkeypatch.setenv("VISCODE_MODELS", str(models))
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    return models, cache


def gguf(path, size=100):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GGUF" + b"\0" * (size - 4))
    return path


def whole_folder(path, shards=("model.safetensors",)):
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}")
    (path / "tokenizer.json").write_text("{}")
    for name in shards:
        (path / name).write_bytes(b"\0" * 10)
    return path


def names():
    return [model.name for model in local.models()]


def test_nothing_is_here(folders):
    assert local.models() == []


def test_folders_that_do_not_exist(tmp_path, monkeypatch):
    monkeypatch.setenv("VISCODE_MODELS", str(tmp_path / "a"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "b"))
    assert local.models() == []


def test_the_models_folder(folders):
    models, _ = folders
    gguf(models / "mine-Q4_K_M.gguf")
    gguf(models / "inner" / "deep.gguf")
    whole_folder(models / "tuned")
    assert names() == ["mine-Q4_K_M", "deep", "tuned"]
    assert local.find("mine-Q4_K_M").quantization == "q4_k_m"
    assert local.find("mine-q4_k_m.gguf").source.path == models / "mine-Q4_K_M.gguf"
    assert local.find("tuned").source.format == "transformers"


def snapshot(cache, repository, commit="c1"):
    return cache / f"models--{repository.replace('/', '--')}" / "snapshots" / commit


def test_the_hugging_face_cache(folders):
    _, cache = folders
    gguf(snapshot(cache, "mradermacher/VisCoder2-7B-GGUF") / "VisCoder2-7B.Q4_K_M.gguf")
    gguf(snapshot(cache, "mradermacher/VisCoder2-7B-GGUF") / "VisCoder2-7B.Q8_0.gguf")
    gguf(snapshot(cache, "org/odd-name--with-dashes") / "Q4_K_M" / "x-Q4_K_M.gguf")
    whole_folder(snapshot(cache, "TIGER-Lab/VisCoder2-3B"))
    assert sorted(names()) == [
        "org/odd-name--with-dashes:x-Q4_K_M.gguf", "viscoder2-3b:bf16", "viscoder2-7b:q4_k_m", "viscoder2-7b:q8_0",
    ]  # fmt: skip
    assert local.find("viscoder2-7b").quantization == "q4_k_m", "the usual quantization comes first"
    assert local.find("viscoder2-7b:q8_0").source.path.name == "VisCoder2-7B.Q8_0.gguf"
    assert local.find("viscoder2-7b:q6_k") is None
    assert local.find("viscoder2-3b").source.format == "transformers"
    assert local.find("TIGER-Lab/VisCoder2-3B").source.path == snapshot(cache, "TIGER-Lab/VisCoder2-3B")
    assert local.find("org/odd-name--with-dashes:x-Q4_K_M.gguf") is not None
    assert local.find("viscoder2-14b") is None


def test_of_two_states_of_a_repository_the_newer_one_is_taken(folders):
    _, cache = folders
    for commit, age in (("old", 100), ("new", 0), ("older", 200)):
        file = gguf(snapshot(cache, "org/x-GGUF", commit) / "x-Q4_K_M.gguf")
        then = time.time() - age
        os.utime(file.parent, (then, then))
    (model,) = local.models()
    assert model.source.path.parent.name == "new"


def test_what_is_half_there_is_no_model(folders):
    models, cache = folders
    gguf(models / "big-Q4_K_M-00001-of-00003.gguf")
    gguf(models / "big-Q4_K_M-00003-of-00003.gguf")
    (models / "cut.gguf").write_bytes(b"GG")
    (models / "page.gguf").write_bytes(b"<html>not a model</html>")
    (models / "half.gguf.incomplete").write_bytes(b"GGUF")
    sharded = whole_folder(models / "sharded", shards=("model-1.safetensors",))
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (sharded / "model.safetensors.index.json").write_text(json.dumps(index))
    bare = whole_folder(models / "bare", shards=())
    assert bare.is_dir()
    broken = snapshot(cache, "org/gone") / "x-Q8_0.gguf"
    broken.parent.mkdir(parents=True)
    broken.symlink_to("../../blobs/not-there")
    assert local.models() == []
    (sharded / "model-2.safetensors").write_bytes(b"\0")
    gguf(models / "big-Q4_K_M-00002-of-00003.gguf")
    assert names() == ["big-Q4_K_M", "sharded"]
    assert local.find("big-Q4_K_M").size == 300


def test_a_projector_belongs_to_its_namesake(folders):
    models, _ = folders
    gguf(models / "Eye-7B-Q4_K_M.gguf")
    gguf(models / "Text-7B-Q4_K_M.gguf")
    gguf(models / "mmproj-Eye-7B-f16.gguf")
    gguf(models / "mmproj-Eye-7B-Q8_0.gguf")
    found = {model.name: model.source.projector and model.source.projector.name for model in local.models()}
    assert found == {"Eye-7B-Q4_K_M": "mmproj-Eye-7B-f16.gguf", "Text-7B-Q4_K_M": None}


def test_a_projector_beside_one_model_alone_needs_no_name(folders):
    _, cache = folders
    place = snapshot(cache, "unsloth/Qwen2.5-VL-7B-Instruct-GGUF")
    gguf(place / "Qwen2.5-VL-7B-Instruct-Q4_K_M.gguf")
    gguf(place / "Qwen2.5-VL-7B-Instruct-UD-Q8_K_XL.gguf")
    gguf(place / "mmproj-F16.gguf")
    assert local.find("qwen2.5-vl-7b").source.projector == place / "mmproj-F16.gguf"


def test_paths(folders, tmp_path):
    file = gguf(tmp_path / "elsewhere" / "a.gguf")
    assert local.find(str(file)).source.path == file
    assert local.find(str(file.parent)).source.path == file
    assert local.find(str(whole_folder(tmp_path / "whole"))).source.format == "transformers"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.gguf", r"There is no missing\.gguf"),
        ("/no/such/model", r"There is no /no/such/model"),
        ("{tmp}/text.txt", "is no GGUF file"),
        ("{tmp}/page.gguf", r"does not begin as a GGUF file.*Download it again"),
        ("{tmp}/p-00001-of-00002.gguf", r"p-00002-of-00002\.gguf is missing"),
        ("{tmp}/empty", "holds no whole model"),
        ("{tmp}/two", r"holds several models: a\.gguf, b\.gguf"),
    ],
)
def test_paths_that_hold_no_model(folders, tmp_path, name, message):
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "page.gguf").write_text("<html>")
    gguf(tmp_path / "p-00001-of-00002.gguf")
    (tmp_path / "empty").mkdir()
    gguf(tmp_path / "two" / "a.gguf")
    gguf(tmp_path / "two" / "b.gguf")
    with pytest.raises(ModelError, match=message):
        local.find(name.format(tmp=tmp_path))


def test_a_name_that_nobody_knows(folders):
    with pytest.raises(ConfigError, match="viscoder2-7b"):
        local.find("viscoder27b")


@pytest.mark.parametrize(
    ("name", "quantization"),
    [
        ("qwen2.5-coder-7b-instruct-q4_k_m.gguf", "q4_k_m"),
        ("VisCoder2-7B.Q8_0.gguf", "q8_0"),
        ("JanusCoderV-7B.i1-Q4_K_S.gguf", "q4_k_s"),
        ("x-UD-Q5_K_XL.gguf", "q5_k_xl"),
        ("x-IQ4_XS-00001-of-00002.gguf", "iq4_xs"),
        ("internlm_JanusCoder-8B-bf16.gguf", "bf16"),
        ("model.gguf", ""),
        ("f16bit-story.gguf", ""),
    ],
)
def test_quantizations_in_names(name, quantization):
    assert local.quantization_of(name) == quantization


def test_where_the_hub_keeps_its_files(monkeypatch, tmp_path):
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert local.hub_cache() == tmp_path / "huggingface" / "hub"
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    assert local.hub_cache() == tmp_path / "hf" / "hub"
    monkeypatch.delenv("VISCODE_MODELS", raising=False)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    assert local.models_folder() == tmp_path / "data" / "viscode" / "models"


def test_an_engine_is_given_the_name_that_the_other_parts_are_found_by(folders):
    """In the cache a model's files are links to contents that are named by their checksums."""
    from jupyter_viscode.host.engine import EngineOptions
    from jupyter_viscode.host.engines.common import basics
    from jupyter_viscode.host.library.weights import Weights

    _, cache = folders
    place = snapshot(cache, "org/big-GGUF")
    place.mkdir(parents=True)
    for number in (1, 2):
        content = gguf(cache / "models--org--big-GGUF" / "blobs" / f"checksum{number}")
        (place / f"big-Q4_K_M-0000{number}-of-00002.gguf").symlink_to(content)
    found = local.find("org/big-GGUF")
    settings = basics(found.source, Weights("llama", 1, 1, 1), EngineOptions())
    assert settings["model"] == str(place / "big-Q4_K_M-00001-of-00002.gguf")


def test_a_name_holds_nothing_that_a_terminal_obeys(folders):
    models, _ = folders
    gguf(models / "evil\x1b[31m\n name\u202e.gguf")
    (found,) = names()
    assert found.isprintable() and found.startswith("evil")
    assert local.find(found).source.path.exists()
    with pytest.raises(ModelError) as caught:
        local.find("./no\x1b[2Jthing.gguf")
    assert "\x1b" not in str(caught.value)


def test_pickled_weights_are_refused_with_the_reason(tmp_path):
    folder = whole_folder(tmp_path / "pickled", shards=())
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x02")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a format that can run code"):
        local.at(folder)


def test_an_impossible_path_is_told(folders):
    from jupyter_viscode.host.selection import select

    with pytest.raises(ModelError, match="cannot be looked at"):
        select("a" * 5000 + ".gguf")
