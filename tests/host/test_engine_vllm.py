"""The command that starts vLLM. It needs a GPU, so no test runs it; the arguments are those of vLLM's documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_viscode.errors import ModelError
from jupyter_viscode.host.engine import EngineOptions, ModelSource
from jupyter_viscode.host.engines.vllm import Vllm


def command(path: Path, folder: Path, **options: Any) -> tuple[dict[str, str], Any]:
    launch = Vllm().launch(ModelSource("tiny", path, "transformers"), EngineOptions(**options), folder)
    rest = list(launch.argv[launch.argv.index("serve") + 2 :])
    flags: dict[str, str] = {}
    while rest:
        flag = rest.pop(0)
        assert flag.startswith("--"), flag
        flags[flag] = rest.pop(0) if rest and not rest[0].startswith("--") else ""
    return flags, launch


def test_it_serves_on_a_private_socket_with_a_key_that_no_list_of_processes_shows(tiny_models: Any, tmp_path: Path) -> None:
    flags, launch = command(tiny_models.text, tmp_path, context=2048)
    assert launch.argv[1:5] == ("-P", "-m", "vllm.entrypoints.cli.main", "serve")
    assert launch.argv[5] == str(tiny_models.text.resolve())
    assert flags["--uds"] == str(launch.address.socket)
    assert Path(flags["--uds"]).parent == tmp_path
    assert flags["--served-model-name"] == launch.model == "tiny"
    assert (flags["--max-model-len"], flags["--generation-config"]) == ("2048", "vllm")
    assert launch.key and launch.env["VLLM_API_KEY"] == launch.key
    assert launch.key not in " ".join(launch.argv)
    assert launch.env["VLLM_NO_USAGE_STATS"] == launch.env["HF_HUB_OFFLINE"] == "1"
    assert launch.health == "/health"
    assert not {"--trust-remote-code", "--host", "--port", "--api-key", "--limit-mm-per-prompt"} & set(flags)
    assert json.loads(flags["--speculative-config"])["method"] == "ngram"
    assert "--speculative-config" not in command(tiny_models.text, tmp_path, lookup=False)[0]


def test_a_model_with_eyes_takes_the_pictures_of_all_rounds(tiny_models: Any, tmp_path: Path) -> None:
    flags, _ = command(tiny_models.eyes, tmp_path)
    assert json.loads(flags["--limit-mm-per-prompt"])["image"] >= 4


def test_it_never_listens_on_a_port(tiny_models: Any, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Unix socket"):
        command(tiny_models.text, tmp_path / ("x" * 100))
