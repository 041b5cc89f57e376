"""What the user is asked before code runs: a result goes in, the question and its explanation come out."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_viscode.settings import Consent
from jupyter_viscode.types import Attempt, Result, Risk


def consent_question(result: Result, policy: Consent) -> str | None:
    """The question to ask before the result's code may run, or None when the policy lets it run.

    A program that its trial could not bring to an end within the limits is asked about under every policy.
    """
    best = result.best
    if best is None:
        return None
    if best.outcome.status in ("timeout", "memory"):
        return f"{explain(best)} In your session it would run without limits."
    if policy == "auto-run":
        return None
    wanted = wishes(best)
    if wanted:
        return f"The code wants to {_listed([risk.what for risk in wanted])}."
    if best.outcome.status == "unsupported":
        return f"The code could not be tried: {explain(best)}"
    return "The code passed its trial and waits." if policy == "always-confirm" else None


def wishes(attempt: Attempt) -> list[Risk]:
    """What a program does that the user should agree to, each with its line where it is known."""
    found = list(attempt.risks)
    known = {risk.what for risk in found}
    found += [Risk(wish) for wish in attempt.outcome.blocked if wish not in known]
    if not any("change" in risk.what for risk in found):
        found += [Risk(f"change your variable {name}") for name in attempt.outcome.changes]
    return found


_OF_NOTHING = ("no numeric data to plot", "empty sequence", "zero-size array", "axis 0 with size 0", "argument is empty")
"""How libraries put it that there is nothing to draw."""


def explain(attempt: Attempt) -> str:
    """One sentence on what an attempt came to; empty when all is well."""
    outcome = attempt.outcome
    match outcome.status:
        case "ok":
            return " ".join(f.message for f in outcome.findings)
        case "error" if outcome.error is not None:
            where = f" in line {outcome.error.line}" if outcome.error.line else ""
            empty = any(words in outcome.error.message for words in _OF_NOTHING)
            hint = ". Perhaps no row is left: check the filters." if empty else ""
            return f"{outcome.error.name}{where}: {outcome.error.message}{hint}"
        case "no-plot":
            return "The code ran but drew nothing."
        case "blocked":
            return f"The code wants to {_listed(outcome.blocked)}."
        case _:
            return " ".join(outcome.notes) or (outcome.error.message if outcome.error else outcome.status)


def _listed(parts: Sequence[str]) -> str:
    unique = list(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}" if unique else "do something"
