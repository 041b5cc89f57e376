"""Fixtures of a host with scripted models."""

from hosting import home, models

__all__ = ["home", "models"]
