"""Make the tiny models: ``python tests/models/make.py DIR``; from tests, the fixture `tiny_models`.

They show that the plumbing holds, never the quality of an answer.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class TinyModels:
    """What lies in a folder of tiny models."""

    folder: Path

    @property
    def text(self) -> Path:
        """A language model as Hugging Face's libraries save it."""
        return self.folder / "text"

    @property
    def gguf(self) -> Path:
        """The same in one file, 8 bits."""
        return self.folder / "tiny-Q8_0.gguf"

    @property
    def untemplated(self) -> Path:
        """The same without a chat template."""
        return self.folder / "tiny-untemplated.gguf"

    @property
    def eyes(self) -> Path:
        """A model that reads pictures, as Hugging Face's libraries save it."""
        return self.folder / "eyes"

    @property
    def eyes_gguf(self) -> Path:
        """Its language part in one file."""
        return self.folder / "eyes-Q8_0.gguf"

    @property
    def projector(self) -> Path:
        """What turns pictures into tokens for `eyes_gguf`."""
        return self.folder / "mmproj-eyes-F16.gguf"

    @property
    def slow(self) -> Path:
        """A model of 85 million random parameters, for what needs work that takes a while."""
        return self.folder / "slow"

    @property
    def slow_gguf(self) -> Path:
        """The same in one file, 8 bits."""
        return self.folder / "slow-Q8_0.gguf"


def make(folder: Path) -> TinyModels:
    """Train and save all of them; seconds, in this process."""
    from models.dialogues import dialogues, picture_dialogues
    from models.eyes import make_vision_model, write_vision_gguf
    from models.gguf_file import write_gguf
    from models.tiny import make_slow_model, make_text_model

    models = TinyModels(folder)
    folder.mkdir(parents=True, exist_ok=True)
    make_text_model(models.text, dialogues())
    write_gguf(models.text, models.gguf)
    write_gguf(models.text, models.untemplated, template=False)
    make_vision_model(models.eyes, picture_dialogues())
    write_vision_gguf(models.eyes, models.eyes_gguf, models.projector)
    make_slow_model(models.slow, models.text)
    write_gguf(models.slow, models.slow_gguf)
    return models


def made(folder: Path) -> TinyModels:
    """The models in `folder`, made in a process of its own if they are not there or their dialogues have changed.

    A process of its own, as torch starts threads and takes half a gigabyte, which tests of forks and memory would feel.
    """
    mark = folder / "made-of"
    wanted = _lesson()
    if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            [sys.executable, __file__, str(folder)], env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            raise RuntimeError(f"the tiny models could not be made:\n{done.stderr[-4000:]}")
        mark.write_text(wanted, encoding="utf-8")
    return TinyModels(folder)


def _lesson() -> str:
    """What decides how the models come out: the dialogues and the code that teaches them."""
    from models.dialogues import dialogues, picture_dialogues

    digest = hashlib.sha256(repr([d.turns for d in (*dialogues(), *picture_dialogues())]).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Make tiny models that know a few dialogues by heart, for tests.")
    parser.add_argument("folder", type=Path)
    started = time.perf_counter()
    models = make(parser.parse_args().folder)
    print(f"{models.text}\n{models.gguf}\nmade in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    sys.path.remove(str(Path(__file__).resolve().parent))
    main()
