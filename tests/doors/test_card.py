"""The card that follows an answer: what its attempts tell."""

from __future__ import annotations

from jupyter_viscode.display import Card
from jupyter_viscode.types import Attempt, Code, ErrorInfo, Outcome, Request, Result


def shown(outcome: Outcome) -> str:
    card = Card(rich=True)
    code = Code("print('halfway')", "python")
    attempt = Attempt(0, code, outcome)
    card.on_step(Request("bars"))
    card.result = Result("failed", "bars", attempts=(attempt,), message="It took too long.")
    return card.to_html()


def test_what_a_failed_trial_printed_is_told_and_escaped() -> None:
    slow = Outcome("timeout", stdout="half<b>way\n", error=ErrorInfo("TimeoutError", "over 30 s"))
    assert "It printed:" in shown(slow)
    assert "half&lt;b&gt;way" in shown(slow)
    assert "It printed:" not in shown(Outcome("ok", stdout="done"))
