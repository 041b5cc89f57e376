"""Pulling weights: the real huggingface_hub talks to a small hub on a loopback port."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from jupyter_viscode.errors import ConfigError, DownloadError, MissingDependencyError
from jupyter_viscode.host.library import local, machine, pull

sys.path.insert(0, str(Path(__file__).parent))
from fake_hub import COMMIT, FakeHub

pytestmark = pytest.mark.needs("huggingface_hub", 'pip install "jupyter_viscode[hub]"')

REPOSITORY = "org/tiny-GGUF"
WEIGHTS = b"GGUF" + bytes(range(256)) * 12_000  # 3 MB: several chunks
OTHER = b"GGUF" + b"other" * 1000


@pytest.fixture
def hub(monkeypatch, tmp_path):
    hub = FakeHub()
    hub.add(REPOSITORY, {"README.md": b"# tiny", "tiny-Q4_K_M.gguf": WEIGHTS, "tiny-Q8_0.gguf": OTHER})
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("VISCODE_MODELS", str(tmp_path / "models"))
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    # Read when huggingface_hub is imported, which another test may have done before.
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    yield hub
    hub.close()


def nothing_is_taken_for_a_model():
    assert local.models() == []


def test_a_whole_file_comes_checked_and_is_found_again(hub):
    seen = []
    model = pull.pull(f"{REPOSITORY}:q4_k_m", seen.append)
    assert model.source.path.read_bytes() == WEIGHTS
    assert (model.source.format, model.quantization, model.repository) == ("gguf", "q4_k_m", REPOSITORY)
    assert seen[-1].done == seen[-1].total == len(WEIGHTS)
    assert local.find(f"{REPOSITORY}:q4_k_m") == model
    assert [each.source.path for each in local.models()] == [model.source.path]
    fetched = len(hub.fetched())
    assert pull.pull(f"{REPOSITORY}:q4_k_m").source == model.source
    assert len(hub.fetched()) == fetched, "what is here is not fetched again"


def test_other_tools_find_it_in_the_cache(hub, tmp_path):
    import huggingface_hub.constants

    model = pull.pull(f"{REPOSITORY}:q4_k_m")
    path = huggingface_hub.try_to_load_from_cache(REPOSITORY, "tiny-Q4_K_M.gguf", cache_dir=tmp_path / "hub", revision=COMMIT)
    assert path == str(model.source.path)


def test_one_file_by_its_name(hub):
    model = pull.pull(f"{REPOSITORY}:tiny-Q8_0.gguf")
    assert model.source.path.read_bytes() == OTHER
    assert local.find(f"{REPOSITORY}:tiny-Q8_0.gguf") == model
    assert local.find(f"{REPOSITORY}:q4_k_m") is None


def test_a_cut_is_taken_up_where_it_was(hub):
    hub.cut_after = 1 << 20
    assert pull.pull(REPOSITORY).source.path.read_bytes() == WEIGHTS
    (asked,) = hub.ranges_asked()
    assert int(asked.removeprefix("bytes=").rstrip("-")) > 0


def test_a_server_without_ranges_sends_the_whole_again(hub):
    hub.cut_after, hub.ranges = 1 << 20, False
    assert pull.pull(REPOSITORY).source.path.read_bytes() == WEIGHTS


def test_a_later_pull_goes_on_after_one_that_was_given_up(hub, monkeypatch):
    monkeypatch.setattr(pull.time, "sleep", lambda seconds: None)
    hub.cut_after, hub.cut_always = 0, True
    partly = len(WEIGHTS) // 2
    order = pull.plan(pull.catalogue.find(REPOSITORY))
    part = pull._part(order.blob(order.files[0]))
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:partly])
    with pytest.raises(DownloadError, match=r"cut .* are kept.*viscode pull org/tiny-GGUF"):
        pull.pull(REPOSITORY)
    nothing_is_taken_for_a_model()
    hub.cut_after, hub.cut_always = None, False
    assert order.missing == len(WEIGHTS) - partly
    assert pull.pull(REPOSITORY).source.path.read_bytes() == WEIGHTS
    assert hub.ranges_asked()[-1] == f"bytes={partly}-"


def test_a_killed_pull_leaves_no_model_and_is_taken_up(hub, tmp_path):
    """A real process is killed in the middle."""
    program = textwrap.dedent(f"""
        import os
        from jupyter_viscode.host.library import pull

        def die(progress):
            if progress.done > 1 << 20:
                os._exit(9)

        pull._REPORT_SECONDS = 0
        pull.pull({REPOSITORY!r}, die)
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 9, done.stderr
    nothing_is_taken_for_a_model()
    assert pull.pull(REPOSITORY).source.path.read_bytes() == WEIGHTS
    assert hub.ranges_asked(), "the second pull went on, it did not begin anew"


def test_ctrl_c_keeps_what_has_come(hub, monkeypatch):
    monkeypatch.setattr(pull, "_REPORT_SECONDS", 0)

    def stop(progress):
        if progress.done > 1 << 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull.pull(REPOSITORY, stop)
    nothing_is_taken_for_a_model()
    assert pull.pull(REPOSITORY).source.path.read_bytes() == WEIGHTS
    assert hub.ranges_asked()


def test_a_wrong_checksum_is_deleted(hub, tmp_path):
    hub.corrupt.add("tiny-Q4_K_M.gguf")
    with pytest.raises(DownloadError, match="wrong checksum and was deleted"):
        pull.pull(REPOSITORY)
    nothing_is_taken_for_a_model()
    assert [path for path in (tmp_path / "hub").rglob("*") if path.is_file() and path.stat().st_size > 1000] == []


def test_a_wrong_small_file_is_deleted_too(hub):
    hub.add("org/whole", folder_files())
    hub.corrupt.add("tokenizer.json")
    with pytest.raises(DownloadError, match=r"tokenizer\.json came with a wrong checksum"):
        pull.pull("org/whole")
    nothing_is_taken_for_a_model()


def folder_files():
    return {
        "config.json": b"{}",
        "tokenizer.json": b'{"a": 1}',
        "model.safetensors": b"\0" * 5000,
        "pytorch_model.bin": b"pickle",
        "modeling_own.py": b"print('never fetched')",
        "README.md": b"# read me",
    }


def test_original_weights_without_pickles_and_programs(hub):
    hub.add("org/whole", folder_files())
    model = pull.pull("org/whole")
    assert (model.source.format, model.name) == ("transformers", "org/whole")
    assert sorted(path.name for path in model.source.path.iterdir()) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert local.find("org/whole") == model


def test_only_pickles_are_refused(hub):
    hub.add("org/pickled", {"config.json": b"{}", "pytorch_model.bin": b"pickle"})
    with pytest.raises(DownloadError, match="pickled weights, which can run programs"):
        pull.pull("org/pickled")


def test_several_parts_and_the_part_that_reads_pictures(hub):
    hub.add(
        "org/big-GGUF",
        {
            "big-Q4_K_M-00001-of-00002.gguf": WEIGHTS,
            "big-Q4_K_M-00002-of-00002.gguf": OTHER,
            "mmproj-big-Q8_0.gguf": b"GGUF8",
            "mmproj-big-F16.gguf": b"GGUF16",
        },
    )
    model = pull.pull("org/big-GGUF")
    assert model.source.path.name == "big-Q4_K_M-00001-of-00002.gguf"
    assert model.source.projector is not None
    assert model.source.projector.name == "mmproj-big-F16.gguf"
    assert model.size == len(WEIGHTS) + len(OTHER) + len(b"GGUF16")


def test_a_gated_repository(hub):
    hub.gated.add(REPOSITORY)
    with pytest.raises(DownloadError, match=r"only for those whom its owner lets in.*hf auth login"):
        pull.pull(REPOSITORY)


def test_a_repository_that_is_not_there(hub):
    with pytest.raises(DownloadError, match=r"There is no org/nothing on http://127\.0\.0\.1"):
        pull.pull("org/nothing")


def test_the_next_repository_of_the_catalogue_when_one_has_gone(hub):
    hub.add("bartowski/Qwen2.5-Coder-7B-Instruct-GGUF", {"Qwen2.5-Coder-7B-Instruct-Q4_K_M.gguf": WEIGHTS})
    model = pull.pull("qwen2.5-coder-7b")
    assert model.repository == "bartowski/Qwen2.5-Coder-7B-Instruct-GGUF"
    assert model.name == "qwen2.5-coder-7b:q4_k_m"
    assert local.find("qwen2.5-coder-7b") == model


def test_the_original_weights_are_offered_when_no_repository_of_the_catalogue_is_there(hub):
    with pytest.raises(DownloadError, match=r"There is no mradermacher/VisCoder2-7B-GGUF .*viscode pull viscoder2-7b:bf16"):
        pull.pull("viscoder2-7b")
    hub.add("TIGER-Lab/VisCoder2-7B", folder_files())
    assert pull.pull("viscoder2-7b:bf16").name == "viscoder2-7b:bf16"
    assert local.find("viscoder2-7b:bf16").source.format == "transformers"


def test_a_quantization_that_is_not_there(hub):
    with pytest.raises(DownloadError, match=r"no file of the quantization q5_k_m.*It has: q4_k_m, q8_0"):
        pull.pull(f"{REPOSITORY}:q5_k_m")
    with pytest.raises(DownloadError, match=r"no file x\.gguf.*It has: q4_k_m, q8_0"):
        pull.pull(f"{REPOSITORY}:x.gguf")


def test_a_name_that_nobody_knows_asks_nobody(hub):
    with pytest.raises(ConfigError, match="Did you mean 'viscoder2-7b'"):
        pull.pull("viscoder27b")
    assert hub.requests == []


def test_too_little_space_is_said_before_anything_is_fetched(hub, monkeypatch):
    monkeypatch.setattr(pull, "disk_free", lambda path: 1000)
    with pytest.raises(DownloadError, match=r"needs 3 MiB more, and .* has 0 MiB free.*HF_HOME"):
        pull.pull(REPOSITORY)
    assert hub.fetched() == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, to which the kernel refuses every byte")
def test_a_disk_that_fills_up_on_the_way(hub):
    order = pull.plan(pull.catalogue.find(REPOSITORY))
    part = pull._part(order.blob(order.files[0]))
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(DownloadError, match=r"The disk is full.*are kept in .*Free 3 MiB"):
        pull.pull(REPOSITORY)
    nothing_is_taken_for_a_model()


def test_offline_asks_nobody(hub, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(DownloadError, match="HF_HUB_OFFLINE forbids"):
        pull.pull(REPOSITORY)
    assert hub.requests == []
    monkeypatch.delenv("HF_HUB_OFFLINE")
    model = pull.pull(REPOSITORY)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    before = len(hub.requests)
    assert pull.pull(REPOSITORY) == model
    assert len(hub.requests) == before


def test_a_hub_that_cannot_be_reached(hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match=r"http://127\.0\.0\.1:9 cannot be reached .*HF_ENDPOINT names a mirror"):
        pull.pull(REPOSITORY)


def test_a_second_pull_of_the_same_file_waits_for_nobody(hub):
    from filelock import FileLock

    order = pull.plan(pull.catalogue.find(REPOSITORY))
    blob = order.blob(order.files[0])
    blob.parent.mkdir(parents=True)
    with FileLock(f"{blob}.viscode.lock"), pytest.raises(DownloadError, match="Another pull"):
        pull.pull(REPOSITORY)


def test_the_token_goes_to_the_hub_and_not_to_its_store(hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    pull.pull(REPOSITORY)
    assert hub.tokens
    assert set(hub.tokens) == {None}


def test_without_huggingface_hub_the_install_line_is_said(hub, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "jupyter_viscode\[hub\]"'):
        pull.pull(REPOSITORY)


def test_progress_is_told_in_bytes_of_all_files(hub, monkeypatch):
    monkeypatch.setattr(pull, "_REPORT_SECONDS", 0)
    hub.add("org/whole", folder_files())
    seen = []
    pull.pull("org/whole", seen.append)
    total = 5000 + len(b"{}") + len(b'{"a": 1}')
    assert {each.total for each in seen} == {total}
    assert max(each.done for each in seen) == total
    assert machine.gib(total) == "0 MiB"
