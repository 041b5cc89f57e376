"""Settings that whoever configures the kernel has locked: nobody that uses it changes them."""

from __future__ import annotations

import pytest
from traitlets.config import Config

from jupyter_viscode.errors import ConfigError
from jupyter_viscode.traits import VisCode


@pytest.fixture
def locked() -> VisCode:
    return VisCode(config=Config(VisCode={"locked": ["consent"], "consent": "always-confirm"}))


def test_a_locked_setting_stays_and_says_who_locked_it(locked: VisCode) -> None:
    assert locked.fixed == {"consent"}
    with pytest.raises(ConfigError, match="locked by this kernel's configuration"):
        locked.consent = "auto-run"
    assert locked.consent == "always-confirm"
    locked.model = "builtin"
    assert locked.model == "builtin"


def test_a_lock_is_not_taken_away_later(locked: VisCode) -> None:
    with pytest.raises(ConfigError):
        locked.locked = []
    assert locked.fixed == {"consent"}


def test_nothing_is_locked_by_itself() -> None:
    free = VisCode()
    free.consent = "auto-run"
    assert free.fixed == frozenset()
