"""Make the tiny models: ``python tests/models/make.py DIR``; from tests, the fixture `tiny_models`.

They show that the plumbing holds, never the quality of an answer.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class TinyModels:
    """The tiny models of a folder; each is made when its path is first asked for."""

    folder: Path

    @property
    def text(self) -> Path:
        """A language model as Hugging Face's libraries save it."""
        return self._made("text", "text")

    @property
    def gguf(self) -> Path:
        """The same in one file, 8 bits."""
        return self._made("text", "tiny-Q8_0.gguf")

    @property
    def untemplated(self) -> Path:
        """The same without a chat template."""
        return self._made("text", "tiny-untemplated.gguf")

    @property
    def eyes(self) -> Path:
        """A model that reads pictures, as Hugging Face's libraries save it."""
        return self._made("eyes", "eyes")

    @property
    def eyes_gguf(self) -> Path:
        """Its language part in one file."""
        return self._made("eyes", "eyes-Q8_0.gguf")

    @property
    def projector(self) -> Path:
        """What turns pictures into tokens for `eyes_gguf`."""
        return self._made("eyes", "mmproj-eyes-F16.gguf")

    @property
    def slow(self) -> Path:
        """A model of 85 million random parameters, for what needs work that takes a while."""
        return self._made("slow", "slow")

    @property
    def slow_gguf(self) -> Path:
        """The same in one file, 8 bits."""
        return self._made("slow", "slow-Q8_0.gguf")

    def _made(self, part: str, name: str) -> Path:
        """The path of a file, made in a process of its own if it is not there or the dialogues have changed.

        A process of its own, as torch starts threads and takes half a gigabyte, which tests of forks and memory would feel.
        """
        mark = self.folder / f"{part}.made-of"
        wanted = _lesson()
        if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
            environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
            command = [sys.executable, __file__, str(self.folder), part]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
            if done.returncode:
                raise RuntimeError(f"the tiny models could not be made:\n{done.stderr[-4000:]}")
            mark.write_text(wanted, encoding="utf-8")
        return self.folder / name


def made(folder: Path) -> TinyModels:
    """The models in `folder`."""
    return TinyModels(folder)


@cache
def _lesson() -> str:
    """What decides how the models come out: the dialogues and the code that teaches them."""
    from models.dialogues import dialogues, picture_dialogues

    digest = hashlib.sha256(repr([d.turns for d in (*dialogues(), *picture_dialogues())]).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


# -- making, in a process of its own -----------------------------------------------------------------------------------


def make_text(folder: Path) -> None:
    """The language model, as folder and as files."""
    from models.dialogues import dialogues
    from models.gguf_file import write_gguf
    from models.tiny import make_text_model

    learnt = dialogues()
    make_text_model(folder / "text", learnt)
    write_gguf(folder / "text", folder / "tiny-Q8_0.gguf")
    write_gguf(folder / "text", folder / "tiny-untemplated.gguf", template=False)


def make_eyes(folder: Path) -> None:
    """The model that reads pictures."""
    from models.dialogues import picture_dialogues
    from models.eyes import make_vision_model, write_vision_gguf

    make_vision_model(folder / "eyes", picture_dialogues())
    write_vision_gguf(folder / "eyes", folder / "eyes-Q8_0.gguf", folder / "mmproj-eyes-F16.gguf")


def make_slow(folder: Path) -> None:
    """The large one that knows nothing."""
    from models.dialogues import dialogues
    from models.gguf_file import write_gguf
    from models.tiny import make_slow_model

    make_slow_model(folder / "slow", dialogues())
    write_gguf(folder / "slow", folder / "slow-Q8_0.gguf")


PARTS = {"text": make_text, "eyes": make_eyes, "slow": make_slow}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Make tiny models that know a few dialogues by heart, for tests.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is named")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for part in given.parts or PARTS:
        started = time.perf_counter()
        PARTS[part](given.folder)
        print(f"{part}: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    sys.path.remove(str(Path(__file__).resolve().parent))
    main()
