"""A model in Hugging Face's form by transformers, as a server: settings enter on the command line, chat completions leave.

``transformers serve`` is not used: it evaluates every prompt from its start, leaves pictures for a text model out without a
word, and lists no models without a network.
"""

from __future__ import annotations

import functools
import io
import json
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any

from jupyter_viscode.host.engines.serving import serve
from jupyter_viscode.host.engines.speech import Abandoned, Ask, Refused, Stopped, Tally, Text, room, shared

_LOOKUP = 10
"""Tokens that prompt-lookup proposes at once."""


class TransformersAnswerer:
    """A model in this process.

    Parameters
    ----------
    settings
        ``model`` (folder), ``name``, ``context``, ``vision``, and optionally ``gpu_layers`` (0 keeps it off the GPU),
        ``threads``, ``lookup``.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        import torch

        torch.set_num_threads(settings.get("threads") or torch.get_num_threads())
        self.name = str(settings["name"])
        self._context = int(settings["context"])
        self._lookup = bool(settings.get("lookup"))
        self._model = _load(settings["model"], settings["vision"], settings.get("gpu_layers"))
        self._processor = _processor(settings["model"], settings["vision"])
        self._words = getattr(self._processor, "tokenizer", self._processor)
        self._vision = bool(settings["vision"])
        self._ends = _ends(self._model, self._words)
        self._cache: Any = None
        self._seen: list[int] = []
        """The tokens whose evaluation the cache holds."""
        self._stopped: Stopped = lambda: False
        _let_lookup_continue(self._model)
        for layer in _layers(self._model):
            layer.register_forward_pre_hook(self._check)

    def _check(self, *_: Any) -> None:
        """Between any two layers work can be ended, also in the midst of a long prompt."""
        if self._stopped():
            raise Abandoned

    def answer(self, ask: Ask, tally: Tally, stopped: Stopped) -> Iterator[str]:
        """The answer, piece by piece."""
        if ask.pictures and not self._vision:
            raise Refused("This model reads no pictures.")
        if ask.grammar is not None:
            raise Refused("This engine takes no grammar.")
        inputs = self._inputs(ask)
        tokens = inputs["input_ids"][0].tolist()
        tally.prompt = len(tokens)
        most = room(tally, ask, self._context)
        cache = self._prepare(tokens, keep=not ask.pictures)
        tally.cached = cache.get_seq_length()
        work = _Work(self._model, inputs | {"past_key_values": cache}, self._config(ask, most), stopped)
        self._stopped = stopped
        written: list[int] = []
        try:
            yield from self._texts(ask, work, tally, written, most)
        finally:
            work.end()
            self._stopped = lambda: False
            if not ask.pictures:
                self._keep(cache, [*tokens, *written[:-1]])

    def _keep(self, cache: Any, tokens: list[int]) -> None:
        """Keep a cache for the next prompt, also that of an answer that was broken off.

        What the cache holds of the last token is not certain: work may have ended between two layers, or with tokens in it that
        prompt-lookup had only proposed.
        """
        if all(type(layer).__name__ == "DynamicLayer" for layer in cache.layers):  # others cannot be cut back
            length = min([len(tokens), *(layer.get_seq_length() for layer in cache.layers)])
            _cut(cache, length)
            self._cache, self._seen = cache, tokens[:length]

    def _texts(self, ask: Ask, work: _Work, tally: Tally, written: list[int], most: int) -> Iterator[str]:
        text, spelling = Text(ask.stop), _Spelling(self._words)
        for token in work.tokens():
            written.append(token)
            if token in self._ends:
                break
            tally.written += 1
            if piece := text.show(spelling.add(token)):
                yield piece
            if text.ended:
                return
            if tally.written == most:
                tally.finish = "length"
                break
        if last := text.show(spelling.rest()) + text.rest():
            yield last

    def _inputs(self, ask: Ask) -> dict[str, Any]:
        messages = [_with_pictures(message) for message in ask.messages] if self._vision else ask.messages
        try:
            inputs = self._processor.apply_chat_template(
                messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
            )
        except OSError as error:  # what Pillow raises for what is no picture
            raise Refused(f"A picture cannot be read: {error}") from None
        return {name: value.to(self._model.device) for name, value in inputs.items()}

    def _prepare(self, tokens: list[int], keep: bool) -> Any:
        """A cache that holds what this prompt shares with the last one."""
        from transformers import DynamicCache

        cache, seen, self._cache, self._seen = self._cache, self._seen, None, []
        same = shared(seen, tokens) if keep and cache is not None else 0
        if not same:
            return DynamicCache(config=self._model.config)
        _cut(cache, same)
        return cache

    def _config(self, ask: Ask, most: int) -> Any:
        """Exactly what is asked: the model's own habits, such as a penalty for repetition, would change programs."""
        import torch
        from transformers import GenerationConfig

        if ask.seed is not None:
            torch.manual_seed(ask.seed)
        fields: dict[str, Any] = {"max_new_tokens": most, "eos_token_id": list(self._ends), "do_sample": ask.temperature > 0}
        if ask.temperature > 0:
            fields |= {"temperature": ask.temperature, "top_p": 0.95, "top_k": 40}
        if self._lookup and not ask.pictures:  # it would propose the places of pictures
            fields["prompt_lookup_num_tokens"] = _LOOKUP
        return GenerationConfig(pad_token_id=next(iter(self._ends)), **fields)


class _Work:
    """One call of ``generate`` in a thread of its own; its tokens come out one by one."""

    def __init__(self, model: Any, inputs: dict[str, Any], config: Any, stopped: Stopped) -> None:
        self._queue: queue.SimpleQueue[list[int] | BaseException | None] = queue.SimpleQueue()
        self._stopped, self._enough, self._first = stopped, False, True
        self._thread = threading.Thread(target=self._run, args=(model, inputs, config), daemon=True)
        self._thread.start()

    def tokens(self) -> Iterator[int]:
        """The tokens; raises what ``generate`` raised."""
        while (found := self._queue.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield from found

    def end(self) -> None:
        """Let ``generate`` come to its end, by its own rules or before the next token."""
        self._enough = True
        self._thread.join()

    def put(self, value: Any) -> None:
        """Called by ``generate``, with the prompt first."""
        if self._first:
            self._first = False
            return
        self._queue.put(value.flatten().tolist())
        if self._enough or self._stopped():
            raise Abandoned

    def _run(self, model: Any, inputs: dict[str, Any], config: Any) -> None:
        try:
            model.generate(**inputs, generation_config=config, streamer=_Streamer(self))
            self._queue.put(None)
        except BaseException as error:
            self._queue.put(error)


class _Streamer:
    """What ``generate`` wants of a streamer."""

    def __init__(self, work: _Work) -> None:
        self._work = work

    def put(self, value: Any) -> None:
        """New tokens."""
        self._work.put(value)

    def end(self) -> None:
        """The end is seen by the call's return."""


class _Spelling:
    """Tokens become text as soon as it is certain.

    A token is read together with those before it: some vocabularies write a space only between two, and a character may take
    several.
    """

    def __init__(self, words: Any) -> None:
        self._words = words
        self._ids: list[int] = []
        self._from = self._to = 0

    def add(self, token: int) -> str:
        """The text that this token makes certain."""
        self._ids.append(token)
        known, now = self._read(self._ids[self._from : self._to]), self._read(self._ids[self._from :])
        if now.endswith("\ufffd") or len(now) <= len(known):
            return ""
        self._from, self._to = self._to, len(self._ids)
        return now[len(known) :]

    def rest(self) -> str:
        """What never became certain."""
        known = self._read(self._ids[self._from : self._to])
        return self._read(self._ids[self._from :])[len(known) :]

    def _read(self, ids: list[int]) -> str:
        return str(self._words.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))


def _load(path: str, vision: bool, gpu_layers: int | None) -> Any:
    import torch
    from transformers import AutoModelForCausalLM, AutoModelForImageTextToText

    kind = AutoModelForImageTextToText if vision else AutoModelForCausalLM
    gpu = torch.cuda.is_available() and gpu_layers != 0
    options: dict[str, Any] = {"device_map": "auto"} if gpu else {}
    model = kind.from_pretrained(path, dtype="auto", local_files_only=True, trust_remote_code=False, **options)
    if not gpu and torch.backends.mps.is_available() and gpu_layers != 0:
        model = model.to("mps")
    elif not gpu and model.dtype == torch.float16:
        model = model.to(torch.float32)  # processors do not calculate in this form
    return model.eval()


def _processor(path: str, vision: bool) -> Any:
    from transformers import AutoProcessor, AutoTokenizer

    kind = AutoProcessor if vision else AutoTokenizer
    try:
        return kind.from_pretrained(path, local_files_only=True, trust_remote_code=False)
    except ImportError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise SystemExit(f"error: this model's pictures cannot be read without another library: {' '.join(lines)}") from None


def _cut(cache: Any, length: int) -> None:
    """Leave so many tokens in each layer."""
    for layer in cache.layers:
        if (surplus := layer.get_seq_length() - length) > 0:
            layer.crop(-surplus)


def _let_lookup_continue(model: Any) -> None:
    """Let prompt-lookup begin with a filled cache: the library would evaluate the whole prompt on top of it."""
    prepare = model.prepare_inputs_for_generation

    @functools.wraps(prepare)  # its signature is read
    def prepare_rest(input_ids: Any, next_sequence_length: int | None = None, **given: Any) -> Any:
        cache = given.get("past_key_values")
        if next_sequence_length is None and cache is not None and cache.get_seq_length():
            next_sequence_length = input_ids.shape[1] - cache.get_seq_length()
        return prepare(input_ids, next_sequence_length=next_sequence_length, **given)

    model.prepare_inputs_for_generation = prepare_rest


def _ends(model: Any, words: Any) -> dict[int, None]:
    """The tokens that end an answer, the usual one first."""
    listed = model.generation_config.eos_token_id
    found = [words.eos_token_id, *(listed if isinstance(listed, list) else [listed])]
    return {int(token): None for token in found if token is not None}


def _layers(model: Any) -> list[Any]:
    """The blocks of the model, which run one after the other."""
    import torch

    return [block for module in model.modules() if isinstance(module, torch.nn.ModuleList) for block in module]


def _with_pictures(message: dict[str, Any]) -> dict[str, Any]:
    """A message as processors take it."""
    from PIL import Image

    if isinstance(message["content"], str):
        return {"role": message["role"], "content": [{"type": "text", "text": message["content"]}]}
    parts = [
        part if part["type"] == "text" else {"type": "image", "image": Image.open(io.BytesIO(part["data"])).convert("RGB")}
        for part in message["content"]
    ]
    return {"role": message["role"], "content": parts}


def main() -> None:
    """Serve the model that the command line describes."""
    settings = json.loads(sys.argv[1])
    serve(lambda: TransformersAnswerer(settings), settings)


if __name__ == "__main__":
    main()
