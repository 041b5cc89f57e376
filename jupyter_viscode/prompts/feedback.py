"""The next question after a failure: a Prompt and the attempts enter, a Prompt with one more turn leaves.

The first turn stays as it was, byte for byte, so that a server can reuse what it computed. The text says what a traceback
does not: the real signature, the nearest column names, the versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from jupyter_viscode.prompts.facts import facts
from jupyter_viscode.prompts.fence import fenced
from jupyter_viscode.prompts.languages import language_of
from jupyter_viscode.prompts.log import clean
from jupyter_viscode.prompts.redaction import Redactor, cells_of
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
    cells = cells_of(request)
    pairs = []
    for position, attempt in enumerate(attempts):
        if _is_shown_elsewhere(attempt, attempts[position + 1 : position + 2], request):
            continue
        # Only what was seen by then counts as seen: otherwise the text of earlier turns would change.
        sources = [earlier.code.source for earlier in attempts[: position + 1]]
        pairs.append(_turns(attempt, sources, Redactor(request, sources, cells), versions))
    rounds = [pairs[0], *pairs] if protocol == "reference" and len(pairs) > 2 else pairs
    turns = [turn for pair in rounds for turn in pair]
    return replace(prompt, messages=(*_first(prompt), *turns), attempt=max(1, len(pairs)))


def _is_shown_elsewhere(attempt: Attempt, after: Sequence[Attempt], request: Request) -> bool:
    """True for what a fix has changed, and for the user's own program, which the first question shows with its error."""
    if after and after[0].origin == "fix":
        return True
    return attempt.origin == "given" and attempt.code.source == request.code and attempt.outcome.error == request.error


def describe_error(error: ErrorInfo, sources: Sequence[str], redactor: Redactor) -> str:
    """The excerpt of an error and the facts about it, redacted to the level; the last source is the one that failed."""
    excerpt = fenced(clean(_trace(error, sources[-1], redactor), _EXCERPT), "text")
    return "\n".join([excerpt, *facts(redactor.request, error, sources)])


def _first(prompt: Prompt) -> tuple[Message, ...]:
    end = next((i for i, message in enumerate(prompt.messages) if message.role == "assistant"), len(prompt.messages))
    return prompt.messages[:end]


def _turns(
    attempt: Attempt, sources: Sequence[str], redactor: Redactor, versions: Mapping[str, str]
) -> tuple[Message, Message]:
    tag = language_of(redactor.request.language).tags[0]
    outcome = attempt.outcome
    lines = [_what(outcome)]
    if outcome.error is not None and not attempt.code.source.strip():
        lines = [f"There is nothing to run: {outcome.error.message}."]
    elif outcome.error is not None:
        lines.append(describe_error(outcome.error, sources, redactor))
    lines += _printed(outcome, redactor)
    lines += [f"- {redactor.finding(f.message)}" for f in outcome.findings if f.severity == "error"]
    used = {name: version for name, version in versions.items() if name in attempt.code.source}
    if used and outcome.error is not None:
        lines.append("Installed: " + ", ".join(f"{name} {version}" for name, version in used.items()) + ".")
    lines.append(f"Answer with the whole corrected program in one ```{tag} block.")
    return Message("assistant", _answer(attempt, tag)), Message("user", "\n".join(lines))


def _answer(attempt: Attempt, tag: str) -> str:
    """The program; an answer without one in its own words, so that the model sees what was missing."""
    if attempt.code.source.strip() or attempt.completion is None:
        return fenced(attempt.code.source, tag)
    return clean(attempt.completion.text, _EXCERPT) or "(empty)"


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
    line = lines[error.line - 1].strip() if error.line is not None and 0 < error.line <= len(lines) else ""
    head = f"Line {error.line}: {line}\n" if line else ""
    return f"{head}{redactor.name(error.name)}: {redactor.message(error)}"


def _printed(outcome: Outcome, redactor: Redactor) -> list[str]:
    """The last lines that the program wrote, which often hold the cause; only what may leave at the level."""
    if redactor.everything:
        text = clean(outcome.stdout[-4 * _EXCERPT :] + outcome.stderr[-4 * _EXCERPT :], _EXCERPT // 2)
        return ["It printed:\n" + fenced(text, "text")] if text.strip() else []
    text = clean(redactor.warnings(outcome.stderr), _EXCERPT // 2)
    return ["It warned:\n" + fenced(text, "text")] if text.strip() else []
