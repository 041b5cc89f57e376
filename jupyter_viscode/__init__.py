"""A chart assistant for notebooks: ask in plain words, get tested chart code."""

__version__ = "0.1.0"
