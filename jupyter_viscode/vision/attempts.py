"""Parts that may fail: what cannot be read is left out, and why is logged.

Enters: an action. Leaves: its result, or what stands in for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


def attempt(action: Callable[[], T], otherwise: Any) -> T:
    """What an action gives; where it fails the part is left out, and the failure is logged."""
    try:
        return action()
    except Exception:
        _LOG.debug("A part of the picture could not be read.", exc_info=True)
        return otherwise  # type: ignore[no-any-return]
