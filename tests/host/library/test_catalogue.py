"""The catalogue of models: names, sizes, whether a model fits."""

import pytest

from jupyter_viscode.errors import ConfigError
from jupyter_viscode.host.library import catalogue, fit
from jupyter_viscode.host.library.machine import GIB, Gpu, Machine

# Sizes of files as their repositories list them (decimal gigabytes), against which the estimates are held.
PUBLISHED = [
    ("qwen2.5-coder-7b", "q2_k", 3.02),
    ("qwen2.5-coder-7b", "q3_k_m", 3.81),
    ("qwen2.5-coder-7b", "q4_0", 4.43),
    ("qwen2.5-coder-7b", "q4_k_m", 4.68),
    ("qwen2.5-coder-7b", "q5_k_m", 5.44),
    ("qwen2.5-coder-7b", "q6_k", 6.25),
    ("qwen2.5-coder-7b", "q8_0", 8.10),
    ("qwen2.5-coder-32b", "q4_k_m", 19.85),
    ("qwen2.5-coder-3b", "q4_k_m", 1.93),
    ("qwen2.5-coder-0.5b", "q8_0", 0.676),
    ("januscoder-8b", "q4_0", 4.79),
    ("januscoder-8b", "q8_0", 8.71),
    ("januscoder-8b", "bf16", 16.4),
    ("viscoder2-7b", "bf16", 15.2),
    ("viscoder2-14b", "bf16", 29.6),
]


def entry(name):
    return next(each for each in catalogue.entries() if each.name == name)


def machine(ram=64, vram=0, cores=16, unified=False):
    gpus = (Gpu("card", "cuda", vram * GIB, vram * GIB, unified),) if vram else ()
    return Machine(memory=ram * GIB, free=ram * GIB, gpus=gpus, cores=cores)


@pytest.mark.parametrize(("name", "quantization", "gigabytes"), PUBLISHED)
def test_estimated_sizes_are_close_to_the_published_ones(name, quantization, gigabytes):
    tolerance = 0.3 if name.endswith("0.5b") else 0.035  # small models keep their large embeddings at more bits
    assert entry(name).file_size(quantization) == pytest.approx(gigabytes * 1e9, rel=tolerance)


def test_vision_projectors_count():
    model = entry("qwen2.5-vl-7b")
    whole, text = model.file_size("q4_k_m"), entry("qwen2.5-coder-7b").file_size("q4_k_m")
    assert whole - text == pytest.approx(1.354e9, rel=0.01)


def test_context_memory():
    # Keys and values: 2 × 28 layers × 4 heads × 128 values × 2 bytes a token.
    assert entry("viscoder2-7b").context_size(1) == 57_344
    assert entry("januscoder-14b").context_size(1) == 163_840


def test_all_models_of_the_papers_are_there():
    wanted = {"TIGER-Lab/VisCoder2-3B", "TIGER-Lab/VisCoder2-7B", "TIGER-Lab/VisCoder2-14B", "TIGER-Lab/VisCoder2-32B",
              "TIGER-Lab/VisCoder-3B", "TIGER-Lab/VisCoder-7B", "internlm/JanusCoder-8B", "internlm/JanusCoder-14B",
              "internlm/JanusCoderV-7B", "internlm/JanusCoderV-8B", "Qwen/Qwen2.5-VL-3B-Instruct",
              "Qwen/Qwen2.5-VL-7B-Instruct", *(f"Qwen/Qwen2.5-Coder-{size}B-Instruct" for size in ("0.5", "1.5", "3", "7", "14", "32"))}  # fmt: skip
    assert {each.repository for each in catalogue.entries()} == wanted
    assert len(set(catalogue.names())) == len(wanted)
    for each in catalogue.entries():
        assert each.languages[0] == "python"
        assert bool(each.vision) == any(part in each.name for part in ("vl", "coderv"))


@pytest.mark.parametrize(
    ("name", "repository", "quantization", "file"),
    [
        ("viscoder2-7b", "mradermacher/VisCoder2-7B-GGUF", None, None),
        ("VisCoder2-7B:Q4_K_M", "mradermacher/VisCoder2-7B-GGUF", "q4_k_m", None),
        ("viscoder2 7b", "mradermacher/VisCoder2-7B-GGUF", None, None),
        ("viscoder2-7b:bf16", "TIGER-Lab/VisCoder2-7B", "bf16", None),
        ("Qwen2.5-Coder-7B-Instruct", "Qwen/Qwen2.5-Coder-7B-Instruct-GGUF", None, None),
        ("viscoder2-14b", "TIGER-Lab/VisCoder2-14B", None, None),
        ("TIGER-Lab/VisCoder2-7B", "TIGER-Lab/VisCoder2-7B", None, None),
        ("org/name", "org/name", None, None),
        ("org/name:q8_0", "org/name", "q8_0", None),
        ("org/name:iq4_xs", "org/name", "iq4_xs", None),
        ("org/name:a-b.gguf", "org/name", None, "a-b.gguf"),
        ("org/name:Q4_K_M/a-b.gguf", "org/name", None, "Q4_K_M/a-b.gguf"),
    ],
)
def test_names(name, repository, quantization, file):
    found = catalogue.find(name)
    assert (found.repository, found.quantization, found.file) == (repository, quantization, file)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("viscodr2-7b", "Did you mean 'viscoder2-7b'"),
        ("viscoder-2-7b", "'viscoder2-7b'"),
        ("qwen-coder-7b", "'qwen2.5-coder-7b'"),
        ("quite another", "viscode models"),
        ("../etc/passwd", "viscode models"),
        ("folder/file.gguf", "viscode models"),
        ("", "viscode models"),
        ("viscoder2-7b:medium", "q4_k_m"),
    ],
)
def test_names_that_are_not_known(name, hint):
    with pytest.raises(ConfigError) as caught:
        catalogue.find(name)
    assert hint in str(caught.value)


def test_what_a_repository_holds():
    assert catalogue.entry_of("bartowski/internlm_januscoder-8b-gguf").name == "januscoder-8b"
    assert catalogue.entry_of("org/name") is None


@pytest.mark.parametrize(
    ("name", "here", "where", "context"),
    [
        ("viscoder2-7b", machine(ram=16), "cpu", 16_384),
        ("viscoder2-7b", machine(ram=4), "no", 0),
        ("viscoder2-7b", machine(vram=24), "gpu", 16_384),
        ("viscoder2-7b", machine(vram=4), "split", 16_384),
        ("januscoder-14b", machine(vram=12), "gpu", 8_192),
        ("qwen2.5-coder-32b", machine(ram=16, vram=24), "gpu", 8_192),
        ("qwen2.5-coder-32b", machine(ram=16), "no", 0),
        ("qwen2.5-coder-32b", machine(ram=16, vram=12), "split", 8_192),
        ("qwen2.5-coder-32b", machine(ram=16, vram=12, unified=True), "no", 0),
        ("viscoder2-32b", machine(ram=32, vram=24), "no", 0),
        ("viscoder2-14b", machine(ram=16, vram=24), "no", 0),
        ("viscoder2-32b", machine(vram=80), "gpu", 16_384),
    ],
)
def test_where_it_fits(name, here, where, context):
    found = fit.fit(entry(name), here)
    assert (found.where, found.context) == (where, context)
    assert bool(found) == (where != "no")


def test_a_split_leaves_some_layers_to_the_cpu():
    found = fit.fit(entry("viscoder2-7b"), machine(vram=4))
    assert 0 < found.gpu_layers < 28
    assert fit.fit(entry("viscoder2-7b"), machine(vram=24)).gpu_layers == 28


def test_what_fits_only_when_others_give_memory_back():
    busy = Machine(memory=64 * GIB, free=GIB, cores=8)
    assert not fit.fit(entry("viscoder2-7b"), busy).now
    assert fit.fit(entry("viscoder2-7b"), machine()).now


@pytest.mark.parametrize(
    ("here", "text", "vision"),
    [
        (machine(ram=1), None, None),
        (machine(ram=4), "qwen2.5-coder-3b", None),
        (machine(ram=16), "viscoder2-7b", "januscoderv-7b"),
        (machine(ram=64, cores=2), "qwen2.5-coder-3b", "qwen2.5-vl-3b"),
        (machine(vram=8), "viscoder2-7b", "januscoderv-7b"),
        (machine(vram=24), "januscoder-14b", "januscoderv-7b"),
        (machine(vram=80), "viscoder2-32b", "januscoderv-7b"),
    ],
)
def test_what_is_recommended(here, text, vision):
    found = [fit.recommend(here), fit.recommend(here, vision=True)]
    assert [pair and pair[0].name for pair in found] == [text, vision]
