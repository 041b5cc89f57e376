"""What makes an answer reproducible: a request and its result go in, the record and the key to find it by come out."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from typing import Any

from jupyter_viscode.settings import Settings
from jupyter_viscode.types import Request, Result

RECORD_VERSION = 1


def context_hash(request: Request) -> str:
    """Hash of what the instruction was about: frames, their columns and kinds, the options that change the answer."""
    frames = [(f.name, f.library, [(c.name, c.kind) for c in f.columns]) for f in request.context.frames]
    about = [frames, request.context.active, request.library, request.language, request.code, request.config.variant]
    about += [hashlib.sha256(image.data).hexdigest()[:16] for image in request.images]
    return hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()[:16]


def key_of(request: Request, settings: Settings, cell_id: str | None) -> str | None:
    """Key under which an accepted answer is found again: the same cell, prompt, model and context."""
    if cell_id is None:
        return None
    text = json.dumps([cell_id, request.instruction, settings.model_name, settings.seed, context_hash(request)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def record_of(result: Result, request: Request, settings: Settings) -> dict[str, Any]:
    """What reproduces the answer, as JSON: saved as output metadata under ``viscode`` and in the history."""
    source = result.code.source if result.code else ""
    return {
        "version": RECORD_VERSION,
        "instruction": request.instruction,
        "engine": result.engine,
        "model": settings.model_name,
        "seed": settings.seed,
        "variant": settings.variant,
        "library": settings.library,
        "language": settings.language,
        "level": settings.level,
        "frame": request.context.active,
        "context_hash": context_hash(request),
        "attempts": [
            {"origin": a.origin, "status": a.outcome.status, "error": a.outcome.error.name if a.outcome.error else None}
            for a in result.attempts
        ],
        "code": source,
        "code_hash": hashlib.sha256(source.encode()).hexdigest()[:16],
    }


def with_program(picture: bytes, program: str) -> bytes:
    """A PNG that carries the program that drew it, as text under ``viscode``; anything else comes back as it is."""
    end = 8 + 25  # the signature and the header chunk, which has one size
    if not picture.startswith(b"\x89PNG\r\n\x1a\n") or len(picture) < end:
        return picture
    body = b"iTXt" + b"viscode\0\1\0\0\0" + zlib.compress(program.encode("utf-8", "replace"), 9)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:end] + chunk + picture[end:]
