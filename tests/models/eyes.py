"""A tiny model with eyes in the form of LLaVA: CLIP's vision part, two linear layers, and the tiny language model's shape.

Dialogues with pictures enter; a Hugging Face folder leaves, and the two GGUF files that llama.cpp takes for it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.dialogues import Dialogue
from models.gguf_file import tensors, write_gguf
from models.tiny import SHAPE, Lesson, make_tokenizer, padded_size, save, teach
from models.words import END, IMAGE, STOP

SIZE, PATCH = 32, 8
PATCHES = (SIZE // PATCH) ** 2
VISION = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": SIZE,
    "patch_size": PATCH,
    "projection_dim": 64,
}


def make_vision_model(folder: Path, dialogues: Sequence[Dialogue]) -> float:
    """Train and save it; returns how sure it is."""
    import torch
    from transformers import CLIPVisionConfig, LlavaConfig, LlavaForConditionalGeneration, Qwen2Config

    torch.manual_seed(0)
    tokenizer = make_tokenizer(folder, dialogues)
    end, pad = (tokenizer.convert_tokens_to_ids(token) for token in (STOP, END))
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(**VISION),
        text_config=Qwen2Config(vocab_size=padded_size(tokenizer), eos_token_id=end, pad_token_id=pad, **SHAPE),
        image_token_id=tokenizer.convert_tokens_to_ids(IMAGE),
        image_seq_length=PATCHES,
        tie_word_embeddings=True,
    )
    model = LlavaForConditionalGeneration(config)
    processor = _processor(tokenizer)

    def see(data: bytes) -> Any:
        from PIL import Image

        return processor.image_processor(Image.open(io.BytesIO(data)), return_tensors="pt")["pixel_values"][0]

    certain = teach(model, Lesson(dialogues, tokenizer, see, PATCHES))
    save(model, folder)
    processor.save_pretrained(str(folder))
    return certain


def _processor(tokenizer: Any) -> Any:
    from transformers import LlavaProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    eyes = CLIPImageProcessorPil(size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE})
    return LlavaProcessor(
        image_processor=eyes,
        tokenizer=tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=tokenizer.chat_template,
    )


def write_vision_gguf(folder: Path, language: Path, projector: Path) -> None:
    """Write the language part and the projector as llama.cpp has them."""
    write_gguf(folder, language, prefix="language_model.model.")
    _write_projector(folder, projector)


def _write_projector(folder: Path, path: Path) -> None:
    import gguf
    import numpy as np

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))["vision_config"]
    settings = json.loads((folder / "processor_config.json").read_text(encoding="utf-8"))["image_processor"]
    writer = gguf.GGUFWriter(str(path), "clip")
    writer.add_type("mmproj")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_clip_has_vision_encoder(True)
    writer.add_clip_projector_type("mlp")
    writer.add_vision_image_size(SIZE)
    writer.add_vision_patch_size(PATCH)
    writer.add_vision_embedding_length(config["hidden_size"])
    writer.add_vision_feed_forward_length(config["intermediate_size"])
    writer.add_vision_projection_dim(SHAPE["hidden_size"])
    writer.add_vision_block_count(config["num_hidden_layers"])
    writer.add_vision_head_count(config["num_attention_heads"])
    writer.add_vision_attention_layernorm_eps(config["layer_norm_eps"])
    writer.add_vision_image_mean(settings["image_mean"])
    writer.add_vision_image_std(settings["image_std"])
    writer.add_vision_use_gelu(False)  # neither: CLIP's quick approximation
    for name, array in tensors(folder):
        if renamed := _renamed(name):
            writer.add_tensor(renamed, array.astype(np.float16 if array.ndim > 1 and "embd" not in renamed else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


_BLOCK = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.out_proj": "attn_out",
    "layer_norm1": "ln1",
    "layer_norm2": "ln2",
    "mlp.fc1": "ffn_up",
    "mlp.fc2": "ffn_down",
}
_REST = {
    "embeddings.class_embedding": "v.class_embd",
    "embeddings.patch_embedding.weight": "v.patch_embd.weight",
    "embeddings.position_embedding.weight": "v.position_embd.weight",
    "pre_layrnorm.weight": "v.pre_ln.weight",
    "pre_layrnorm.bias": "v.pre_ln.bias",
}


def _renamed(name: str) -> str:
    """llama.cpp's name of a tensor; "" for one that belongs to the language part or is not used."""
    if "multi_modal_projector" in name:
        _, _, part = name.partition("multi_modal_projector.")
        return part.replace("linear_1", "mm.0").replace("linear_2", "mm.2")
    _, found, part = name.partition("vision_tower.")
    part = part.removeprefix("vision_model.")
    if not found:
        return ""
    if part.startswith("encoder.layers."):
        number, _, rest = part.removeprefix("encoder.layers.").partition(".")
        stem, _, ending = rest.rpartition(".")
        return f"v.blk.{number}.{_BLOCK[stem]}.{ending}"
    return _REST.get(part, "")
