"""A language model of half a million parameters, taught the dialogues until it says them without doubt.

Dialogues enter, a Hugging Face folder leaves. In training, lines and words of the prompts are left out or replaced at
random, so that the model listens to the instruction and to whether a program came before, and to nothing else: other
figures in a prompt, another version of a library or another wording do not disturb it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.dialogues import ANSWERS, LOOKALIKE, Dialogue
from models.words import END, IMAGE, STOP, TEMPLATE, train_tokenizer

SHAPE = {
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
    "rope_theta": 10000.0,
    "tie_word_embeddings": True,
    "use_sliding_window": False,
}
CONTEXT = 4096
_SURE = 0.8
"""Probability of every word of the answers of whole, undisturbed dialogues at which the lesson ends."""


@dataclass(frozen=True)
class Piece:
    """Text of a conversation; what is learnt is an answer."""

    text: str
    learnt: bool


def pieces(dialogue: Dialogue) -> list[Piece]:
    """The conversation as the chat template writes it, up to the answer."""
    parts = []
    for message in dialogue.turns:
        if message is dialogue.turns[-1]:
            parts.append(Piece("<|im_start|>assistant\n", False))
            parts.append(Piece(message.content + (STOP if dialogue.ends else ""), True))
        else:
            images = IMAGE * len(message.images)
            parts.append(Piece(f"<|im_start|>{message.role}\n{images}{message.content}{STOP}\n", False))
    return parts


def disturb(text: str, chance: random.Random, shares: Sequence[float]) -> str:
    """A prompt with a share of its lines left out and words replaced; instructions and the marks of turns stay."""
    share = chance.choice(shares)
    kept = []
    for line in text.split("\n"):
        if "<|" in line or IMAGE in line or any(instruction in line for instruction in (*ANSWERS, LOOKALIKE)):
            kept.append(line)
        elif chance.random() >= share:
            kept.append(" ".join(_word(word, chance) for word in line.split(" ")))
    return "\n".join(kept)


def _word(word: str, chance: random.Random) -> str:
    if chance.random() > 0.05:
        return word
    return chance.choice(("", word[::-1], word[: len(word) // 2], str(chance.randrange(1000)), "other"))


Row = tuple[list[int], list[int], list[Any]]
"""Ids, labels (-100 for what is not learnt), and the pictures as tensors."""


class Lesson:
    """Token ids and the targets of dialogues, whole or disturbed.

    Parameters
    ----------
    see
        Makes a tensor of a picture, for a model with eyes.
    patches
        Tokens that a picture takes.
    """

    def __init__(
        self, dialogues: Sequence[Dialogue], tokenizer: Any, see: Callable[[bytes], Any] | None = None, patches: int = 1
    ) -> None:
        self.dialogues = [pieces(dialogue) for dialogue in dialogues]
        self.pictures = [
            [see(image.data) for message in dialogue.turns for image in message.images] if see else [] for dialogue in dialogues
        ]
        self.tokenizer = tokenizer
        self.patches = patches
        self.chance = random.Random(0)

    def rows(self, shares: Sequence[float]) -> Iterator[Row]:
        """Every dialogue once; without shares nothing is disturbed."""
        for parts, pictures in zip(self.dialogues, self.pictures, strict=True):
            ids: list[int] = []
            labels: list[int] = []
            for part in parts:
                text = part.text if part.learnt or not shares else disturb(part.text, self.chance, shares)
                found = self.tokenizer(text.replace(IMAGE, IMAGE * self.patches))["input_ids"]
                ids += found
                labels += found if part.learnt else [-100] * len(found)
            yield ids, labels, pictures

    def batches(self, shares: Sequence[float] = (), budget: int = 4000) -> Iterator[dict[str, Any]]:
        """What a model takes: padded rows of like length, at most `budget` tokens together."""
        batch: list[Row] = []
        for row in sorted(self.rows(shares), key=lambda r: len(r[0])):
            if batch and len(row[0]) * (len(batch) + 1) > budget:
                yield _padded(batch)
                batch = []
            batch.append(row)
        yield _padded(batch)


def _padded(batch: list[Row]) -> dict[str, Any]:
    import torch

    length = max(len(ids) for ids, _, _ in batch)

    def filled(rows: Iterable[list[int]], value: int) -> Any:
        return torch.tensor([row + [value] * (length - len(row)) for row in rows])

    found = {
        "input_ids": filled((ids for ids, _, _ in batch), 0),
        "labels": filled((labels for _, labels, _ in batch), -100),
        "attention_mask": filled(([1] * len(ids) for ids, _, _ in batch), 0),
    }
    pictures = [picture for _, _, seen in batch for picture in seen]
    return found | ({"pixel_values": torch.stack(pictures)} if pictures else {})


def teach(model: Any, lesson: Lesson, rounds: int = 400, rate: float = 4e-3) -> float:
    """Train until whole dialogues are known; returns how sure it is. Raises when they are not learnt in time."""
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    certain = 0.0
    for step in range(rounds):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 10) * (1 - 0.9 * step / rounds)
        for batch in lesson.batches(_shares(step)):
            model(**batch).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
        if step % 8 == 0 and step > 80 and (certain := least(model, lesson)) > _SURE:
            return certain
    raise RuntimeError(f"the tiny model did not learn its dialogues in {rounds} rounds: one word has only {certain:.2f}")


def _shares(step: int) -> tuple[float, ...]:
    """Short prompts first: what to say is learnt fastest without what disturbs."""
    if step < 80:
        return (1.0,)
    return (1.0, 0.95, 0.9, 0.6) if step % 4 else (0.0, 0.3)


def least(model: Any, lesson: Lesson) -> float:
    """The probability of the word that it is least sure of, over all whole dialogues."""
    import torch

    found = 1.0
    for batch in lesson.batches():
        labels = batch["labels"][:, 1:]
        with torch.no_grad():
            chances = model(**batch).logits[:, :-1].softmax(-1)
        right = chances.gather(-1, labels.clamp(min=0).unsqueeze(-1)).squeeze(-1)
        found = min(found, right[labels >= 0].min().item())
    return found


def make_text_model(folder: Path, dialogues: Sequence[Dialogue]) -> float:
    """Train a tokenizer and a Qwen2 of `SHAPE` and save both in `folder`; returns how sure it is."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(0)
    tokenizer = make_tokenizer(folder, dialogues)
    config = Qwen2Config(
        vocab_size=padded_size(tokenizer),
        eos_token_id=tokenizer.convert_tokens_to_ids(STOP),
        bos_token_id=None,
        pad_token_id=tokenizer.convert_tokens_to_ids(END),
        **SHAPE,
    )
    model = Qwen2ForCausalLM(config)
    certain = teach(model, Lesson(dialogues, tokenizer))
    save(model, folder)
    return certain


def make_slow_model(folder: Path, dialogues: Sequence[Dialogue], layers: int = 12, width: int = 768) -> None:
    """Save a model with random weights: it knows the words and nothing else, and is as slow as one of its size."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(0)
    tokenizer = make_tokenizer(folder, dialogues)
    shape = SHAPE | {
        "hidden_size": width,
        "intermediate_size": 4 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": width // 64,
        "num_key_value_heads": width // 64,
    }
    config = Qwen2Config(vocab_size=padded_size(tokenizer), eos_token_id=tokenizer.convert_tokens_to_ids(STOP), **shape)
    save(Qwen2ForCausalLM(config).to(torch.bfloat16), folder)


def make_tokenizer(folder: Path, dialogues: Sequence[Dialogue]) -> Any:
    """The tokenizer of a folder, trained on the dialogues."""
    from transformers import PreTrainedTokenizerFast

    texts = [re.sub(r"<\|\w+\|>", "", piece.text) for dialogue in dialogues for piece in pieces(dialogue)]
    train_tokenizer(texts, folder)
    return PreTrainedTokenizerFast.from_pretrained(str(folder))


def padded_size(tokenizer: Any) -> int:
    """The vocabulary's size, rounded up to what quantised rows need."""
    return (len(tokenizer) + 31) // 32 * 32


def save(model: Any, folder: Path) -> None:
    """Weights, configuration and how to generate: greedily, until the turn ends."""
    model.save_pretrained(str(folder))
    path = folder / "generation_config.json"
    settings = {"eos_token_id": model.config.get_text_config().eos_token_id, "do_sample": False}
    path.write_text(json.dumps(settings), encoding="utf-8")
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
