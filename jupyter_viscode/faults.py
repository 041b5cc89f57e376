"""The forms in which a failure is handed in, as one: an exception, a traceback's text or a trial's outcome to ErrorInfo."""

from __future__ import annotations

from jupyter_viscode.types import ErrorInfo, Outcome


def error_info(error: ErrorInfo | BaseException | str) -> ErrorInfo:
    """Any form of an error; of a traceback's text the last line names it."""
    if isinstance(error, ErrorInfo):
        return error
    if isinstance(error, BaseException):
        import traceback

        return ErrorInfo(type(error).__name__, str(error), "".join(traceback.format_exception(error)))
    name, _, message = error.strip().splitlines()[-1].partition(":") if error.strip() else ("Error", "", "")
    return ErrorInfo(name.strip(), message.strip(), error)


def error_of(outcome: Outcome) -> ErrorInfo | None:
    """What to repair in a trial that raised nothing; None when all is well."""
    if outcome.status == "ok" and not outcome.findings:
        return None
    if outcome.findings:
        return ErrorInfo("Findings", " ".join(f.message for f in outcome.findings))
    return ErrorInfo(outcome.status, " ".join(outcome.notes) or "The code drew nothing.")


def draws(code: str) -> bool:
    """True when a program looks like plotting code, so that a repair must draw something."""
    words = ("plt.", "matplotlib", "sns.", "seaborn", "plotly", "px.", "altair", "alt.", ".plot", ".hist(", "bokeh")
    return any(word in code for word in words)
