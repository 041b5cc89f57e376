"""The next question after a failure: a Prompt and the attempts enter, a Prompt with one more turn leaves.

The first turn stays as it was, byte for byte, so that a server can reuse what it computed. The text says what a traceback
does not: the real signature, the nearest column names, the versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from jupyter_viscode.prompts.facts import facts
from jupyter_viscode.prompts.instruction import fenced
from jupyter_viscode.prompts.languages import language_of
from jupyter_viscode.prompts.log import clean
from jupyter_viscode.prompts.redaction import Redactor
from jupyter_viscode.prompts.versions import installed
from jupyter_viscode.types import Attempt, ErrorInfo, Message, Outcome, Prompt, Request

_EXCERPT = 2000
"""Characters of a log excerpt."""


def repair(
    prompt: Prompt,
    attempts: Sequence[Attempt],
    protocol: Literal["deduplicated", "reference"] = "deduplicated",
    versions: Mapping[str, str] | None = None,
) -> Prompt:
    """The prompt that asks for a corrected program (VisCoder2 §4.4).

    Parameters
    ----------
    prompt
        The first prompt of the request, or one that this function made of it.
    attempts
        All attempts so far, the failed one last. One that a tier-0 fix has changed stands in for its predecessor.
    protocol
        ``reference`` shows the first failure twice from the third round on, as the papers' code does.
    """
    request = prompt.request
    versions = installed(language_of(request.language).name) if versions is None else versions
    shown = [a for a, after in zip(attempts, [*attempts[1:], None], strict=True) if after is None or after.origin != "fix"]
    rounds = [shown[0], *shown] if protocol == "reference" and len(shown) > 2 else shown
    sources = [attempt.code.source for attempt in attempts]
    turns = [turn for attempt in rounds for turn in _turns(request, attempt, sources, versions)]
    return replace(prompt, messages=(*_first(prompt), *turns), attempt=len(shown))


def describe_error(request: Request, error: ErrorInfo, sources: Sequence[str]) -> str:
    """The excerpt of an error and the facts about it, redacted to the request's level."""
    redactor = Redactor(request, sources)
    excerpt = fenced(clean(_trace(error, sources[-1] if sources else "", redactor), _EXCERPT), "text")
    return "\n".join([excerpt, *facts(request, error, sources)])


def _first(prompt: Prompt) -> tuple[Message, ...]:
    end = next((i for i, message in enumerate(prompt.messages) if message.role == "assistant"), len(prompt.messages))
    return prompt.messages[:end]


def _turns(request: Request, attempt: Attempt, sources: Sequence[str], versions: Mapping[str, str]) -> tuple[Message, Message]:
    tag = language_of(request.language).tags[0]
    answer = Message("assistant", fenced(attempt.code.source, tag))
    lines = [_what(attempt.outcome)]
    if attempt.outcome.error is not None:
        lines.append(describe_error(request, attempt.outcome.error, [*sources, attempt.code.source]))
    lines += _warnings(request, attempt, sources)
    lines += [f"- {Redactor(request, sources).finding(f.message)}" for f in attempt.outcome.findings if f.severity == "error"]
    used = {name: version for name, version in versions.items() if name in attempt.code.source}
    if used and attempt.outcome.error is not None:
        lines.append("Installed: " + ", ".join(f"{name} {version}" for name, version in used.items()) + ".")
    lines.append(f"Answer with the whole corrected program in one ```{tag} block.")
    return answer, Message("user", "\n".join(line for line in lines if line))


def _what(outcome: Outcome) -> str:
    return {
        "ok": "The program ran, but its picture is not right:",
        "no-plot": "The program ran and drew nothing.",
        "timeout": "The program did not end within the time limit.",
        "memory": "The program used more memory than it may.",
        "crashed": "The program crashed its process.",
        "blocked": "The program wanted to do something that is not allowed here. Draw without it.",
    }.get(outcome.status, "The program failed:")


def _trace(error: ErrorInfo, source: str, redactor: Redactor) -> str:
    """The end of a traceback, rebuilt from what may be shown: the program's own line, the error, its message."""
    lines = source.splitlines()
    head = ""
    if error.line is not None and 0 < error.line <= len(lines):
        head = f"Line {error.line}: {lines[error.line - 1].strip()}\n"
    return f"{head}{redactor.name(error.name)}: {redactor.message(error)}"


def _warnings(request: Request, attempt: Attempt, sources: Sequence[str]) -> list[str]:
    """The last lines that the program wrote, which often hold the cause; only what may leave at the level."""
    redactor = Redactor(request, [*sources, attempt.code.source])
    if redactor.everything:
        text = clean(attempt.outcome.stdout[-4 * _EXCERPT :] + attempt.outcome.stderr[-4 * _EXCERPT :], _EXCERPT // 2)
        return ["It printed:\n" + fenced(text, "text")] if text.strip() else []
    text = clean(redactor.warnings(attempt.outcome.stderr), _EXCERPT // 2)
    return ["It warned:\n" + fenced(text, "text")] if text.strip() else []
