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


def test_names_and_messages_give_no_orders() -> None:
    hostile = "price \x1b[31m \u202e\x00"
    outcome = Outcome("error", stdout=f"1\r2\r\n{hostile}", error=ErrorInfo("KeyError", hostile, traceback=hostile))
    card = Card(rich=True)
    card.on_step(Attempt(0, Code("x = 1\r\ny = 2", "python"), outcome))
    card.finish(Result("failed", hostile, attempts=tuple(card.attempts), reading=hostile, message=hostile), drawn=False)
    for form in (card.to_html(), card.to_text()):
        assert "price" in form and not set(form) & set("\x1b\u202e\x00\r")
    assert "�" not in card.to_html().partition("<code")[2].partition("</code>")[0]


def test_what_a_failed_trial_printed_is_told_and_escaped() -> None:
    slow = Outcome("timeout", stdout="half<b>way\n", error=ErrorInfo("TimeoutError", "over 30 s"))
    assert "It printed:" in shown(slow)
    assert "half&lt;b&gt;way" in shown(slow)
    assert "It printed:" not in shown(Outcome("ok", stdout="done"))
