"""A model of a given shape whose weights are chance: a Shape and a form enter, a GGUF file leaves.

How fast a model answers does not depend on what its weights say, so that a file made here in seconds stands for one that would
be fetched for an hour. Needs no library but numpy.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

Form = Literal["bf16", "q4_0"]
FORMS: tuple[Form, ...] = ("bf16", "q4_0")
"""Original weights, and llama.cpp's plainest 4 bits: 18 bytes for 32 weights."""

_ALIGNED = 32
_POOL = 2**22
"""Bytes of chance that are written over and over."""
_TYPES = {"f32": 0, "q4_0": 2, "bf16": 30}
_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
_CONTROL = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")


@dataclass(frozen=True)
class Shape:
    """The measures of a decoder with grouped attention."""

    width: int
    inner: int
    layers: int
    heads: int
    key_heads: int
    words: int
    context: int = 8192

    @property
    def key_width(self) -> int:
        """Width of keys and values."""
        return self.width // self.heads * self.key_heads

    def tensors(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Name and size of each tensor, the length of a row first."""
        yield "token_embd.weight", (self.width, self.words)
        for layer in range(self.layers):
            for name, size in self._block():
                yield f"blk.{layer}.{name}", size
        yield "output_norm.weight", (self.width,)
        yield "output.weight", (self.width, self.words)

    def _block(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        width, keys, inner = self.width, self.key_width, self.inner
        yield "attn_norm.weight", (width,)
        for name, out in (("attn_q", width), ("attn_k", keys), ("attn_v", keys)):
            yield f"{name}.weight", (width, out)
            yield f"{name}.bias", (out,)
        yield "attn_output.weight", (width, width)
        yield "ffn_norm.weight", (width,)
        yield "ffn_gate.weight", (width, inner)
        yield "ffn_up.weight", (width, inner)
        yield "ffn_down.weight", (inner, width)

    def bytes_of_a_token(self, form: Form) -> int:
        """What is read of the weights for each token that is written: all but the table of words, of which one row is."""
        return sum(_bytes(size, form) for name, size in self.tensors() if name != "token_embd.weight")


SHAPES = {
    "7b": Shape(3584, 18944, 28, 28, 4, 152064),
    "1.5b": Shape(1536, 8960, 28, 12, 2, 151936),
    "tiny": Shape(128, 256, 2, 4, 2, 512, 2048),
}
"""Those of the Qwen2.5 models on which the papers' models are built, and one for tests."""


def write(shape: Shape, form: Form, path: Path) -> None:
    """Write a model that llama.cpp loads; raises OSError when the disk is full."""
    tensors = list(shape.tensors())
    with path.open("wb") as file:
        _write_head(file, shape, len(tensors))
        offset = 0
        for name, size in tensors:
            _string(file, name)
            file.write(struct.pack(f"<I{len(size)}QIQ", len(size), *size, _TYPES[_kind(size, form)], offset))
            offset += _padded(_bytes(size, form))
        file.write(bytes(-file.tell() % _ALIGNED))
        chance = _chance(form)
        for name, size in tensors:
            length = _bytes(size, form)
            if len(size) == 1:
                file.write(_flat(name, size[0]))
            else:
                for start in range(0, length, len(chance)):
                    file.write(chance[: min(len(chance), length - start)])
            file.write(bytes(_padded(length) - length))


def _kind(size: tuple[int, ...], form: Form) -> str:
    return "f32" if len(size) == 1 else form


def _bytes(size: tuple[int, ...], form: Form) -> int:
    if len(size) == 1:
        return 4 * size[0]
    count = size[0] * size[1]
    return 2 * count if form == "bf16" else count // 32 * 18


def _padded(length: int) -> int:
    return length + -length % _ALIGNED


def _flat(name: str, count: int) -> bytes:
    """Norms leave the length as it is, biases are none."""
    import numpy as np

    return np.full(count, 1.0 if "norm" in name else 0.0, "<f4").tobytes()


def _chance(form: Form) -> memoryview:
    """Weights of about ±0.02, whole blocks of them."""
    import numpy as np

    rng = np.random.default_rng(0)
    if form == "bf16":
        bits = 0x3C80 | rng.integers(0, 0x80, _POOL // 2, np.uint16) | (rng.integers(0, 2, _POOL // 2, np.uint16) << 15)
        return memoryview(bits.astype("<u2").tobytes())
    blocks = np.empty((_POOL // 18, 18), np.uint8)
    blocks[:, :2] = np.frombuffer(np.float16(0.004).tobytes(), np.uint8)
    blocks[:, 2:] = rng.integers(0, 256, (len(blocks), 16), np.uint8)
    return memoryview(blocks.tobytes())


# -- the head of the file ----------------------------------------------------------------------------------------------


def _write_head(file: BinaryIO, shape: Shape, tensors: int) -> None:
    words, kinds = _words(shape.words)
    fields: list[tuple[str, str, Any]] = [
        ("general.architecture", "s", "qwen2"),
        ("general.name", "s", "chance"),
        ("general.alignment", "I", _ALIGNED),
        ("qwen2.context_length", "I", shape.context),
        ("qwen2.embedding_length", "I", shape.width),
        ("qwen2.block_count", "I", shape.layers),
        ("qwen2.feed_forward_length", "I", shape.inner),
        ("qwen2.attention.head_count", "I", shape.heads),
        ("qwen2.attention.head_count_kv", "I", shape.key_heads),
        ("qwen2.attention.layer_norm_rms_epsilon", "f", 1e-6),
        ("qwen2.rope.freq_base", "f", 1e6),
        ("tokenizer.ggml.model", "s", "gpt2"),
        ("tokenizer.ggml.pre", "s", "qwen2"),
        ("tokenizer.ggml.tokens", "[s", words),
        ("tokenizer.ggml.token_type", "[i", kinds),
        ("tokenizer.ggml.merges", "[s", ["a b"]),
        ("tokenizer.ggml.eos_token_id", "I", words.index("<|im_end|>")),
        ("tokenizer.ggml.padding_token_id", "I", words.index("<|endoftext|>")),
        ("tokenizer.ggml.add_bos_token", "?", False),
        ("tokenizer.chat_template", "s", _TEMPLATE),
    ]
    file.write(struct.pack("<4sIQQ", b"GGUF", 3, tensors, len(fields)))
    for name, kind, value in fields:
        _string(file, name)
        _field(file, kind, value)


def _words(count: int) -> tuple[list[str], list[int]]:
    """Every byte is a word, as byte-level vocabularies write it; the rest are never read."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    odd = [byte for byte in range(256) if byte not in plain]
    words = [chr(byte) for byte in plain] + [chr(256 + n) for n in range(len(odd))] + ["ab", *_CONTROL]
    rest = count - len(words)
    kinds = [1] * (len(words) - len(_CONTROL)) + [3] * len(_CONTROL) + [1] * rest
    return [*words, *(f"w{n:x}_" for n in range(rest))], kinds


_CODES = {"I": 4, "i": 5, "f": 6, "?": 7, "s": 8}


def _field(file: BinaryIO, kind: str, value: Any) -> None:
    if not kind.startswith("["):
        file.write(struct.pack("<I", _CODES[kind]))
        _value(file, kind, value)
        return
    file.write(struct.pack("<IIQ", 9, _CODES[kind[1]], len(value)))
    for one in value:
        _value(file, kind[1], one)


def _value(file: BinaryIO, kind: str, value: Any) -> None:
    if kind == "s":
        _string(file, value)
    else:
        file.write(struct.pack(f"<{kind}", value))


def _string(file: BinaryIO, text: str) -> None:
    data = text.encode()
    file.write(struct.pack("<Q", len(data)) + data)
