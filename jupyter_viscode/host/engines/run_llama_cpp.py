"""A GGUF model by llama-cpp-python, as a server: settings enter on the command line, chat completions leave.

The library's own server is not used: it tells no figures in a stream, cannot be stopped while it reads a prompt, and lets one
request interrupt another.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from typing import Any

from jupyter_viscode.host.engines.serving import serve
from jupyter_viscode.host.engines.speech import Abandoned, Ask, Refused, Stopped, Tally, Text, room, shared


class LlamaCppAnswerer:
    """A model in this process.

    Parameters
    ----------
    settings
        ``model`` (path), ``name``, ``context``, and optionally ``gpu_layers``, ``threads``, ``projector``.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        import llama_cpp
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter, MTMDChatHandler

        self.name = str(settings["name"])
        projector = settings.get("projector")
        self._library = llama_cpp
        self._told = tell_layers(llama_cpp)
        self._llama = llama_cpp.Llama(
            model_path=settings["model"],
            n_ctx=settings["context"],
            n_gpu_layers=settings.get("gpu_layers", -1),
            n_threads=settings.get("threads"),
            n_threads_batch=settings.get("threads"),
            chat_handler=MTMDChatHandler(projector, verbose=False) if projector else None,
            verbose=False,
        )
        if projector:
            _keep_prompts_out_of_the_log()
        self._context = self._llama.n_ctx()
        end, begin = self._llama.token_eos(), self._llama.token_bos()
        piece = self._llama.detokenize
        self._format = Jinja2ChatFormatter(
            template=self._llama.metadata["tokenizer.chat_template"],
            eos_token=piece([end], special=True).decode() if end >= 0 else "",
            bos_token=piece([begin], special=True).decode() if begin >= 0 else "",
        )
        self._stopped: Stopped = lambda: False
        # Kept as an attribute: the C side holds no reference to it.
        self._abort = llama_cpp.ggml_abort_callback(lambda _: self._stopped())
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._abort, None)

    def answer(self, ask: Ask, tally: Tally, stopped: Stopped) -> Iterator[str]:
        """The answer, piece by piece."""
        if ask.pictures and self._llama.chat_handler is None:
            raise Refused("This model reads no pictures: it was loaded without a projector.")
        self._stopped = stopped
        try:
            yield from self._with_pictures(ask, tally) if ask.pictures else self._in_words(ask, tally)
        except RuntimeError:
            if stopped():  # what was evaluated before is still good
                raise Abandoned from None
            self._forget()
            raise
        finally:
            self._stopped = lambda: False

    def _in_words(self, ask: Ask, tally: Tally) -> Iterator[str]:
        tokens = self._tokens(ask)
        tally.prompt = len(tokens)
        most = room(tally, ask, self._context)
        tally.cached = shared(self._llama.input_ids[: self._llama.n_tokens].tolist(), tokens)
        if ask.seed is not None:
            self._llama.set_seed(ask.seed)
        text = Text(ask.stop)
        for token in self._llama.generate(tokens, temp=ask.temperature, grammar=self._grammar(ask)):
            if self._stopped():
                raise Abandoned
            if self._library.llama_vocab_is_eog(self._llama._model.vocab, token):
                break
            tally.written += 1
            if piece := text.feed(self._llama.detokenize([token])):
                yield piece
            if text.ended:
                return
            if tally.written == most:
                tally.finish = "length"
                break
        if last := text.rest():
            yield last

    def _tokens(self, ask: Ask) -> list[int]:
        prompt = self._format(messages=ask.messages)
        return list(self._llama.tokenize(prompt.prompt.encode(), add_bos=not prompt.added_special, special=True))

    def _grammar(self, ask: Ask) -> Any:
        if ask.grammar is None:
            return None
        try:
            return self._library.LlamaGrammar.from_string(ask.grammar, verbose=False)
        except ValueError as error:
            raise Refused(f"The grammar cannot be read: {error}") from None

    def _with_pictures(self, ask: Ask, tally: Tally) -> Iterator[str]:
        """By the library's own handler, which evaluates the pictures; nothing is kept for the next prompt."""
        try:
            chunks = self._llama.create_chat_completion(
                [_with_urls(message) for message in ask.messages],
                stream=True,
                temperature=ask.temperature,
                seed=ask.seed,
                stop=list(ask.stop),
                max_tokens=ask.max_tokens,
                repeat_penalty=1.0,
                grammar=self._grammar(ask),
            )
            tally.prompt = self._llama.n_tokens
            for chunk in chunks:
                if self._stopped():
                    raise Abandoned
                choice = chunk["choices"][0]
                if piece := choice["delta"].get("content"):
                    tally.prompt = tally.prompt or self._llama.n_tokens
                    tally.written += 1
                    yield piece
                if choice["finish_reason"] == "length":
                    tally.finish = "length"
        except ValueError as error:
            if "exceed" in str(error):
                raise Refused(
                    f"The prompt exceeds the context size of {self._context} tokens.", code="context_length_exceeded"
                ) from None
            raise Refused(str(error)) from None
        finally:
            self._forget()

    def _forget(self) -> None:
        """Start the next prompt from nothing: what was evaluated is not what the tokens say."""
        self._llama.reset()
        self._llama._ctx.kv_cache_clear()


_FAILURE = 4
"""ggml's level of an error: why a load failed, such as memory that could not be had, is said nowhere else."""


def tell_layers(library: Any) -> Any:
    """Let through what llama.cpp's log says of failures and how many layers are on the GPU; the rest stays as it was.

    Returns the callback, which must be kept: the C side holds no reference to it.
    """
    from llama_cpp._logger import llama_log_callback

    @library.llama_log_callback  # type: ignore[untyped-decorator,unused-ignore]
    def told(level: int, text: bytes, data: Any) -> None:
        if b"offloaded" in text or level == _FAILURE:
            sys.stderr.write(text.decode(errors="replace"))
            sys.stderr.flush()
        else:
            llama_log_callback(level, text, data)

    library.llama_log_set(told, None)
    return told


def _keep_prompts_out_of_the_log() -> None:
    """Silence the part that reads pictures, which writes each prompt into the log; its errors come back as codes anyway."""
    import ctypes

    from llama_cpp import _logger, mtmd_cpp

    for name in ("mtmd_log_set", "mtmd_helper_log_set"):
        if setter := getattr(mtmd_cpp._libmtmd, name, None):
            setter(_logger.llama_log_callback, ctypes.c_void_p(0))


def _with_urls(message: dict[str, Any]) -> dict[str, Any]:
    """A message as the library takes it."""
    if isinstance(message["content"], str):
        return message
    parts = [
        part
        if part["type"] == "text"
        else {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(part["data"]).decode()}}
        for part in message["content"]
    ]
    return {"role": message["role"], "content": parts}


def main() -> None:
    """Serve the model that the command line describes."""
    settings = json.loads(sys.argv[1])
    serve(lambda: LlamaCppAnswerer(settings), settings)


if __name__ == "__main__":
    main()
