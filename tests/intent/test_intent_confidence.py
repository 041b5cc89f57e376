"""What is not understood well enough is offered instead of drawn: the doubts are named, and each reading can be asked for."""

from __future__ import annotations

import random
from typing import Any

import pytest
from asked import best_reading
from intent_cases import FIRM, SHOP
from intent_frames import firm, shop
from test_intent_everyday import CASES, session

from jupyter_viscode.backends.builtin import BuiltinBackend
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading
from jupyter_viscode.intent.judging.confidence import confidence, threshold
from jupyter_viscode.types import Completion, GenerationConfig, Prompt, Request

HARD = "average salary by gender of employees with at least three frobs who are older than the glorbs"


def asked(instruction: str, frames: dict[str, Any], variant: int = 0, *, guess: bool = False) -> Completion:
    request = Request(instruction, frames=frames, context=build(frames, instruction))
    return BuiltinBackend(guess=guess).generate(Prompt((), request), GenerationConfig(variant=variant))


def best(instruction: str, frames: dict[str, Any]) -> Reading:
    return best_reading(instruction, frames)


def test_plain_requests_are_drawn() -> None:
    plain = [(q, shop()) for q, _ in SHOP] + [(q, firm()) for q, _ in FIRM] + [(q, session()) for q, _, _ in CASES]
    unsure = [q for q, frames in plain if not best(q, frames).sure]
    assert len(unsure) <= 0.02 * len(plain), unsure


def test_what_is_not_sure_is_offered() -> None:
    reading = best(HARD, firm())
    assert not reading.sure
    answer = asked(HARD, firm())
    assert answer.stop_reason == "declined" and not answer.text
    assert reading.sentence in answer.message and "%viscode alternatives 1" in answer.message
    assert any(doubt in answer.message for doubt in reading.doubts)
    assert answer.alternatives[0] == reading.sentence


def test_each_reading_can_be_asked_for() -> None:
    offered = asked(HARD, firm()).alternatives
    for number, sentence in enumerate(offered, 1):
        drawn = asked(HARD, firm(), number)
        assert drawn.stop_reason == "stop" and drawn.reading.startswith(sentence)
    assert asked(HARD, firm(), len(offered) + 1).stop_reason == "declined"


def test_a_guess_can_be_had() -> None:
    assert asked(HARD, firm(), guess=True).stop_reason == "stop"


@pytest.mark.parametrize(
    ("instruction", "doubt"),
    [
        ("average salary by department of those not in Oslo nor in the glorbish office", "glorbish"),
        ("salary by gender, employees with at least three frobs", "comparison"),
    ],
)
def test_doubts_name_what_was_not_understood(instruction: str, doubt: str) -> None:
    assert doubt in " ".join(best(instruction, firm()).doubts)


def test_a_doubt_never_raises_the_confidence() -> None:
    plain = best("average salary by department", firm()).evidence
    for name in ("denial lost", "comparison lost", "figure lost", "one group", "near filter", "weak join", "passing columns"):
        assert confidence({**plain, name: 1.0}) < confidence(plain)
    assert 0.0 < threshold("least") < threshold("certain") < 1.0


def test_what_may_be_wrong_is_said_with_the_chart() -> None:
    found = [asked(q, firm()) for q, _ in FIRM] + [asked(q, session()) for q, _, _ in CASES]
    said = [a for a in found if "(not sure: " in a.reading]
    assert 0 < len(said) < 0.25 * len(found)
    assert all(a.text for a in said)


def test_weights_are_found_again() -> None:
    """The fit finds which figure goes with wrong answers, on databases that it has not seen."""
    pytest.importorskip("scipy")
    from jupyter_viscode.bench.confidence import Case, fit, left_out

    chance = random.Random(0)
    cases = []
    for number in range(400):
        lost, idle = float(chance.random() < 0.4), chance.random()
        right = chance.random() < (0.2 if lost else 0.9)
        cases.append(Case("made", f"database {number % 8}", right, False, {"denial lost": lost, "near rival": idle}))
    _, weights = fit(cases, ["denial lost", "near rival"])
    assert weights["denial lost"] < -0.5 < weights["near rival"] <= 0.0
    rated = left_out(cases, ["denial lost", "near rival"])
    low = [c for c, p in zip(cases, rated, strict=True) if p < 0.5]
    assert low and sum(not c.right for c in low) > 0.7 * len(low)


def test_pasted_document_is_no_instruction() -> None:
    pasted = asked("mean of price by month " * 6000, shop())
    assert pasted.text == ""
    assert "138,000 characters" in pasted.message and "few sentences" in pasted.message
