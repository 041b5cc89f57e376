"""A Qwen2 folder enters, the same model as one GGUF file leaves, in 8 bits as most people have theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def write_gguf(folder: Path, path: Path, *, template: bool = True, prefix: str = "model.", quantize: bool = True) -> None:
    """Write the language model in `folder` as `path`.

    Parameters
    ----------
    template
        False leaves the chat template out, as some files of the wild do.
    prefix
        What the names of the language model's tensors begin with.
    quantize
        Q8_0; False writes 16-bit floats.
    """
    import gguf

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config = config.get("text_config", config)
    writer = gguf.GGUFWriter(str(path), "qwen2")
    _write_shape(writer, config, gguf.LlamaFileType.MOSTLY_Q8_0 if quantize else gguf.LlamaFileType.MOSTLY_F16)
    _write_words(writer, folder, config["vocab_size"], template)
    kind = gguf.GGMLQuantizationType.Q8_0 if quantize else gguf.GGMLQuantizationType.F16
    for name, tensor in tensors(folder):
        if name.startswith(prefix):
            _add(writer, _renamed(name.removeprefix(prefix)), tensor, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensors(folder: Path) -> list[tuple[str, Any]]:
    """Names and 32-bit arrays of all tensors of a folder."""
    from safetensors import safe_open

    found = []
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(str(path), framework="pt") as file:
            found += [(name, file.get_tensor(name).float().numpy()) for name in file.keys()]  # noqa: SIM118 - no mapping
    return found


def _write_shape(writer: Any, config: dict[str, Any], kind: Any) -> None:
    rope = config.get("rope_parameters") or {}
    writer.add_name("tiny")
    writer.add_file_type(kind)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(rope.get("rope_theta", config.get("rope_theta", 10000.0)))


def _write_words(writer: Any, folder: Path, size: int, template: bool) -> None:
    import gguf

    words = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    special = {token["content"] for token in words["added_tokens"]}
    tokens = [word for word, _ in sorted(words["model"]["vocab"].items(), key=lambda item: item[1])]
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in tokens]
    missing = range(len(tokens), size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list([*tokens, *(f"[unused{i}]" for i in missing)])
    writer.add_token_types([*kinds, *(gguf.TokenType.UNUSED for _ in missing)])
    writer.add_token_merges([" ".join(pair) if isinstance(pair, list) else pair for pair in words["model"]["merges"]])
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_pad_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    if template:
        writer.add_chat_template((folder / "chat_template.jinja").read_text(encoding="utf-8"))


def _renamed(name: str) -> str:
    if not name.startswith("layers."):
        return {"embed_tokens.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}[name]
    _, number, rest = name.split(".", 2)
    part, _, ending = rest.rpartition(".")
    return f"blk.{number}.{_NAMES[part]}.{ending}"


def _add(writer: Any, name: str, array: Any, kind: Any) -> None:
    import gguf
    import numpy as np

    if array.ndim < 2:
        writer.add_tensor(name, array.astype(np.float32))
    elif kind is gguf.GGMLQuantizationType.F16:
        writer.add_tensor(name, array.astype(np.float16))
    else:
        writer.add_tensor(name, gguf.quants.quantize(array, kind), raw_dtype=kind)
