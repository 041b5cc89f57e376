"""The next question after a failure: a Prompt and the attempts enter, a Prompt with one more turn leaves.

The first turn stays as it was, byte for byte, so that a server can reuse what it computed. The text says what a traceback
does not: the real signature, the nearest column names, the versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jupyter_viscode.prompts.answer import answers, extract
from jupyter_viscode.prompts.facts import facts
from jupyter_viscode.prompts.fence import fenced
from jupyter_viscode.prompts.languages import language_of
from jupyter_viscode.prompts.log import clean
from jupyter_viscode.prompts.patch import ASK
from jupyter_viscode.prompts.picture import drawn
from jupyter_viscode.prompts.redaction import Redactor, cells_of
from jupyter_viscode.prompts.versions import installed
from jupyter_viscode.types import Attempt, ErrorInfo, Message, Outcome, Prompt, RepairProtocol, Request

_EXCERPT = 2000
"""Characters of a log excerpt."""
_MOST_PATCHES = 2
"""Rounds in which a patch is asked for."""
_AROUND = 1
"""Lines shown before and after the one that failed."""
_PROSE = 400
"""Characters that an answer may have besides its program to be repeated as it was."""


def repair(
    prompt: Prompt,
    attempts: Sequence[Attempt],
    protocol: RepairProtocol = "deduplicated",
    versions: Mapping[str, str] | None = None,
    sees: bool = False,
) -> Prompt:
    """The prompt that asks for a corrected program (VisCoder2 §4.4).

    Parameters
    ----------
    prompt
        The first prompt of the request, or one that this function made of it: the turns that it has stay as they are.
    attempts
        All attempts so far, the failed one last. One that a tier-0 fix has changed stands in for its predecessor.
    protocol
        ``patch`` asks for edits as long as that may help (see `asks_for_patch`), the others for a whole program;
        ``reference`` shows the first failure twice from the third round on, as the papers' code does.
    sees
        The model takes pictures: what a program drew goes back with the findings about it, where it may leave.
    """
    request = prompt.request
    versions = installed(language_of(request.language).name) if versions is None else versions
    cells = cells_of(request)
    pairs = [] if protocol == "reference" else _shown(prompt)
    number = -1
    for position, attempt in enumerate(attempts):
        if _is_shown_elsewhere(attempt, attempts[position + 1 : position + 2], request):
            continue
        number += 1
        if number < len(pairs):
            continue
        # Only what was seen by then counts as seen: otherwise the text of earlier turns would change.
        seen = attempts[: position + 1]
        sources = [earlier.code.source for earlier in seen]
        pairs.append(_turns(seen, Redactor(request, sources, cells), versions, protocol, sees))
    rounds = [pairs[0], *pairs] if protocol == "reference" and len(pairs) > 2 else pairs
    turns = [turn for pair in rounds for turn in pair]
    return replace(prompt, messages=(*_first(prompt), *turns), attempt=max(1, len(pairs)))


def asks_for_patch(attempts: Sequence[Attempt], protocol: RepairProtocol) -> bool:
    """True when the answer to these attempts is best a patch: there is a program, and patches have not failed before.

    One that could not be applied, or two that changed nothing for the better, are enough: then a whole program is asked for.
    """
    if protocol != "patch" or not attempts or not attempts[-1].code.source.strip() or _was_stopped(attempts[-1]):
        return False
    return sum(attempt.origin == "repair" for attempt in attempts) < _MOST_PATCHES


def _was_stopped(attempt: Attempt) -> bool:
    """True for a program of which only the beginning was written."""
    return attempt.origin != "fix" and attempt.completion is not None and attempt.completion.stop_reason == "failed"


def _shown(prompt: Prompt) -> list[tuple[Message, Message]]:
    """The pairs of turns that a repair prompt has already."""
    turns = prompt.messages[len(_first(prompt)) :]
    return list(zip(turns[::2], turns[1::2], strict=True))


def _is_shown_elsewhere(attempt: Attempt, after: Sequence[Attempt], request: Request) -> bool:
    """True for what a fix has changed, and for the user's own program, which the first question shows with its error."""
    if after and after[0].origin == "fix":
        return True
    return attempt.origin == "given" and attempt.code.source == request.code and attempt.outcome.error == request.error


def describe_error(error: ErrorInfo, sources: Sequence[str], redactor: Redactor, quote_line: bool = True) -> str:
    """The excerpt of an error and the facts about it, redacted to the level; the last source is the one that failed."""
    excerpt = fenced(clean(_trace(error, sources[-1], redactor, quote_line), _EXCERPT), "text")
    return "\n".join([excerpt, *facts(redactor.request, error, sources)])


def _first(prompt: Prompt) -> tuple[Message, ...]:
    end = next((i for i, message in enumerate(prompt.messages) if message.role == "assistant"), len(prompt.messages))
    return prompt.messages[:end]


def _turns(
    attempts: Sequence[Attempt], redactor: Redactor, versions: Mapping[str, str], protocol: RepairProtocol, sees: bool
) -> tuple[Message, Message]:
    """What the model answered, and what became of it: the last of the attempts."""
    tag = language_of(redactor.request.language).tags[0]
    attempt, patch = attempts[-1], asks_for_patch(attempts, protocol)
    outcome, answer = attempt.outcome, _answer(attempt, tag, protocol)
    listing = _listing(attempt, answer) if patch else []
    lines = [_what(outcome)]
    if outcome.error is not None and not attempt.code.source.strip():
        lines = [f"There is nothing to run: {outcome.error.message}."]
    elif outcome.error is not None:
        sources = [one.code.source for one in attempts]
        lines.append(describe_error(outcome.error, sources, redactor, quote_line=not listing))
    lines += _printed(outcome, redactor)
    # What was read in the picture that was given is no value of the user's data, and the model has been told of it.
    errors = [finding for finding in outcome.findings if finding.severity == "error"]
    lines += [f"- {f.message if f.rule.startswith('picture-') else redactor.finding(f.message)}" for f in errors]
    images = drawn(attempt, redactor.request) if sees else ()
    if images:
        beside = "; compare it with the one given" if redactor.request.images else ""
        lines.append(f"The picture that it drew is attached{beside}.")
    used = {name: version for name, version in versions.items() if name in attempt.code.source}
    if used and outcome.error is not None and protocol != "patch":  # the first turn has said it, and every token counts
        lines.append("Installed: " + ", ".join(f"{name} {version}" for name, version in used.items()) + ".")
    if _was_stopped(attempt):
        lines.append("You were stopped there; the rest has not been written.")
    if patch:
        lines += [*listing, ASK, f"or, if most must change, with the whole program in one ```{tag} block."]
    else:
        lines.append(f"Answer with the whole corrected program in one ```{tag} block.")
    return Message("assistant", answer), Message("user", "\n".join(lines), images)


def _answer(attempt: Attempt, tag: str, protocol: RepairProtocol) -> str:
    """What the model is shown as its own answer.

    Its very words where they are short: a server that kept what it computed need not evaluate them again. Else the program.
    An answer without a program is always given in its own words, so that the model sees what was missing.
    """
    said = attempt.completion.text if attempt.completion is not None and attempt.origin != "given" else ""
    if not attempt.code.source.strip() and attempt.completion is not None:
        return clean(said, _EXCERPT) or "(empty)"
    if protocol == "patch" and said and _is_terse(said, attempt):
        return f"{said.rstrip()}\n```" if _was_stopped(attempt) else said
    return fenced(attempt.code.source, tag)


def _is_terse(said: str, attempt: Attempt) -> bool:
    """True when a model said little besides its program or its patch, and no thinking."""
    return len(answers(said)) == 1 and answers(said)[0] == said and len(said) <= len(attempt.code.source) + _PROSE


def _listing(attempt: Attempt, answer: str) -> list[str]:
    """The program with numbered lines: all of it when the answer does not show it, else where it failed."""
    lines = attempt.code.source.rstrip("\n").split("\n")
    shown = extract(answer, attempt.code.language)
    line = attempt.outcome.error.line if attempt.outcome.error is not None else None
    if shown is None or shown.source != attempt.code.source:
        first, last, said = 1, len(lines), "The program is now, numbered:"
    elif line is not None and 1 <= line <= len(lines):
        first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
        said = "There, numbered:"
    else:
        return []
    width = len(str(last))
    numbered = "\n".join(f"{number:>{width}}| {lines[number - 1]}" for number in range(first, last + 1))
    return [said, fenced(numbered, "text")]


def _what(outcome: Outcome) -> str:
    return {
        "ok": "The program ran, but its picture is not right:",
        "no-plot": "The program ran and drew nothing.",
        "timeout": "The program did not end within the time limit.",
        "memory": "The program used more memory than it may.",
        "crashed": "The program crashed its process.",
        "blocked": "The program wanted to do something that is not allowed here. Draw without it.",
    }.get(outcome.status, "The program failed:")


def _trace(error: ErrorInfo, source: str, redactor: Redactor, quote_line: bool) -> str:
    """The end of a traceback, rebuilt from what may be shown: the program's own line, the error, its message."""
    lines = source.splitlines()
    line = lines[error.line - 1].strip() if error.line is not None and 0 < error.line <= len(lines) else ""
    head = f"Line {error.line}{f': {line}' if quote_line else ''}\n" if line else ""
    return f"{head}{redactor.name(error.name)}: {redactor.message(error)}"


def _printed(outcome: Outcome, redactor: Redactor) -> list[str]:
    """The last lines that the program wrote, which often hold the cause; only what may leave at the level."""
    if redactor.everything:
        text = clean(outcome.stdout[-4 * _EXCERPT :] + outcome.stderr[-4 * _EXCERPT :], _EXCERPT // 2)
        return ["It printed:\n" + fenced(text, "text")] if text.strip() else []
    text = clean(redactor.warnings(outcome.stderr), _EXCERPT // 2)
    return ["It warned:\n" + fenced(text, "text")] if text.strip() else []
