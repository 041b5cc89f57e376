"""What weights on the disk are, and whether they are whole: a ModelSource enters, `Weights` leave, or a ModelError.

Only heads and settings are read, with the standard library; a file of many gigabytes takes milliseconds.
"""

from __future__ import annotations

import json
import re
import struct
from contextlib import suppress
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import ModelError
from jupyter_viscode.host.engine import ModelSource
from jupyter_viscode.host.library.gguf import Head, read_head

_AGAIN = "Download it again, or check its checksum."
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_TEMPLATE_HINT = (
    "Take the instruction-tuned variant of the model (its name ends with Instruct or Chat), or another conversion of it."
)
USUAL_CONTEXT = 16384
"""Tokens of context when none are asked for: room for a long prompt and three repairs; more would only cost memory."""
_LARGE_HEAD = 100 << 20


@dataclass(frozen=True)
class Weights:
    """What is known of a model from its files."""

    architecture: str
    """``qwen2``, ``llama``, …"""
    layers: int
    size: int
    """Bytes of all its files of weights."""
    parameters: int
    trained_context: int | None = None
    """Tokens that it was trained for."""
    template: str | None = None
    """How it wants a conversation to be written (Jinja)."""
    vision: bool = False
    """Reads pictures with the files that are here."""
    cache_bytes: int = 0
    """Bytes of memory that each token of context takes, in 16 bits."""

    def context(self, wanted: int | None) -> int:
        """The context to load it with: what is wanted, never more than it was trained for."""
        return min(wanted or USUAL_CONTEXT, self.trained_context or USUAL_CONTEXT)


def read(source: ModelSource) -> Weights:
    """What the weights of a source are.

    Raises
    ------
    ModelError
        They are missing, cut off, corrupt, or lack a part that answering needs.
    """
    return _read_gguf(source) if source.format == "gguf" else _read_folder(source.path)


def require_template(source: ModelSource, weights: Weights) -> None:
    """Raise ModelError when the model does not say how a conversation is written."""
    if not weights.template:
        raise ModelError(
            f"{source.path.name} has no chat template: it does not say how a question is put to it.", hint=_TEMPLATE_HINT
        )


# -- GGUF --------------------------------------------------------------------------------------------------------------


def _read_gguf(source: ModelSource) -> Weights:
    parts = gguf_parts(source.path)
    heads = [read_head(part) for part in parts]
    first = heads[0]
    architecture = str(first.values.get("general.architecture", ""))
    if architecture == "clip" or first.values.get("general.type") in ("mmproj", "adapter", "vocab"):
        raise ModelError(
            f"{source.path.name} is no language model but a part of one ({first.values.get('general.type') or 'mmproj'}).",
            hint="Give the model's own GGUF file; a projector beside it is found by itself.",
        )
    if not architecture or not isinstance(first.of("block_count"), int):
        raise ModelError(f"{source.path.name} does not say what model it holds.", hint=_AGAIN)
    if not sum(head.tensors for head in heads):
        raise ModelError(f"{source.path.name} holds a vocabulary and no weights.", hint="Give the model's own GGUF file.")
    if source.projector is not None:
        _require_projector(source.projector)
    template = first.values.get("tokenizer.chat_template")
    return Weights(
        architecture=architecture,
        layers=first.of("block_count"),
        size=sum(part.stat().st_size for part in parts),
        parameters=sum(head.parameters for head in heads),
        trained_context=_whole(first.of("context_length")),
        template=template if isinstance(template, str) and template.strip() else None,
        vision=source.projector is not None,
        cache_bytes=_gguf_cache(first),
    )


def gguf_parts(path: Path) -> list[Path]:
    """All files of a GGUF model, of which the first is given; raises ModelError when one is not there."""
    match = _PART.search(path.name)
    if match is None:
        return [path]
    stem, count = path.name[: match.start()], int(match[2])
    if not 0 < int(match[1]) <= count:
        raise ModelError(f"{path.name} has an impossible number.", hint="Give the first part of the model.")
    parts = [path.with_name(f"{stem}-{number:05}-of-{count:05}.gguf") for number in range(1, count + 1)]
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        raise ModelError(
            f"Of the {count} files of {stem}, {len(missing)} {'is' if len(missing) == 1 else 'are'} not here: "
            f"{', '.join(missing[:4])}.",
            hint=f"Download them into {path.parent}.",
        )
    return parts


def _require_projector(path: Path) -> None:
    head = read_head(path)
    if head.values.get("general.architecture") != "clip":
        raise ModelError(
            f"{path.name} is no projector: it does not turn pictures into tokens.",
            hint="Give the model's mmproj file, or none to use the model for text alone.",
        )
    if not any(head.values.get(key) for key in ("clip.has_vision_encoder", "clip.vision.block_count")):
        raise ModelError(f"{path.name} is a projector for something other than pictures.", hint="Give another mmproj file.")


def _gguf_cache(head: Head) -> int:
    heads, width = _whole(head.of("attention.head_count")), _whole(head.of("embedding_length"))
    kept = head.of("attention.head_count_kv")
    layers = _whole(head.of("block_count")) or 0
    if not heads or not width:
        return 0
    keys = _whole(head.of("attention.key_length")) or width // heads
    values = _whole(head.of("attention.value_length")) or width // heads
    if isinstance(kept, list):  # some architectures have another number in each layer
        return sum(int(count) for count in kept) * (keys + values) * 2
    return layers * (_whole(kept) or heads) * (keys + values) * 2


# -- Hugging Face ------------------------------------------------------------------------------------------------------


def _read_folder(folder: Path) -> Weights:
    config = _json(folder / "config.json")
    if config is None:
        raise ModelError(
            f"{folder} is no model as Hugging Face's libraries save it: config.json is missing.",
            hint="Give the folder that holds config.json, or a .gguf file.",
        )
    text = config.get("text_config") or config.get("llm_config") or config
    size, parameters = _tensors(folder)
    _require_tokenizer(folder)
    return Weights(
        architecture=str(config.get("model_type") or text.get("model_type") or ""),
        layers=_whole(text.get("num_hidden_layers")) or 0,
        size=size,
        parameters=parameters,
        trained_context=_whole(text.get("max_position_embeddings")),
        template=_template(folder),
        vision="vision_config" in config,
        cache_bytes=_folder_cache(text),
    )


def _json(path: Path) -> dict[str, Any] | None:
    """A settings file; None when it is not there."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}.", hint=_AGAIN) from None
    if not isinstance(value, dict):
        raise ModelError(f"{path} holds no settings.", hint=_AGAIN)
    return value


def _tensors(folder: Path) -> tuple[int, int]:
    """Bytes and parameters of a folder's weights, each file checked for being whole."""
    index = _json(folder / "model.safetensors.index.json")
    if index is not None:
        names = sorted({str(name) for name in (index.get("weight_map") or {}).values()})
    else:
        names = sorted(path.name for path in folder.glob("*.safetensors"))
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            f"{folder.name} lacks {len(missing)} of its {len(names)} files of weights: {', '.join(missing[:4])}.",
            hint="Download the model again.",
        )
    if not names:
        others = [path.name for path in (*folder.glob("*.bin"), *folder.glob("*.pt"), *folder.glob("*.pth"))]
        what = f" but {others[0]}, a format that can run code when it is loaded" if others else ""
        raise ModelError(f"{folder} holds no safetensors{what}.", hint="Take a version of the model in safetensors or GGUF.")
    return (
        sum((folder / name).stat().st_size for name in names),
        sum(_safetensors(folder / name) for name in names),
    )


def _safetensors(path: Path) -> int:
    """The number of parameters in a file; raises ModelError when it is not whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if len(start) < 8 or start.startswith(b"version "):
            pointer = "only a pointer of Git LFS to the file" if start.startswith(b"version ") else "empty"
            raise ModelError(f"{path.name} is {pointer}.", hint="Fetch the file itself, for Git with: git lfs pull")
        (length,) = struct.unpack("<Q", start)
        if length > min(size, _LARGE_HEAD):
            raise ModelError(f"{path.name} is cut off or corrupt: its head does not fit into it.", hint=_AGAIN)
        try:
            tensors = {name: each for name, each in json.loads(file.read(length)).items() if name != "__metadata__"}
            end = 8 + length + max((int(each["data_offsets"][1]) for each in tensors.values()), default=0)
            parameters: int = sum(prod(map(int, each["shape"])) for each in tensors.values())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{path.name} is corrupt: {error}.", hint=_AGAIN) from None
    if size < end:
        raise ModelError(f"{path.name} is cut off: it has {size:,} of {end:,} bytes.", hint=_AGAIN)
    return parameters


def _require_tokenizer(folder: Path) -> None:
    known = ("tokenizer.json", "tokenizer.model", "vocab.json", "tekken.json", "spiece.model")
    if not any((folder / name).is_file() for name in known):
        raise ModelError(f"{folder} holds no tokenizer.", hint="Download the model again, with tokenizer.json.")


def _template(folder: Path) -> str | None:
    with suppress(OSError):
        text = (folder / "chat_template.jinja").read_text(encoding="utf-8", errors="replace")
        if text.strip():
            return text
    for name in ("tokenizer_config.json", "chat_template.json", "processor_config.json"):
        value = (_json(folder / name) or {}).get("chat_template")
        if isinstance(value, list):  # several by name; the one called default is meant
            value = next((each.get("template") for each in value if each.get("name") == "default"), None)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _folder_cache(config: dict[str, Any]) -> int:
    heads, width = _whole(config.get("num_attention_heads")), _whole(config.get("hidden_size"))
    if not heads or not width:
        return 0
    size = _whole(config.get("head_dim")) or width // heads
    return (_whole(config.get("num_hidden_layers")) or 0) * (_whole(config.get("num_key_value_heads")) or heads) * size * 4


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
