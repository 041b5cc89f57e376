"""Backends: a Prompt goes in, a Completion comes out. Which one answers is looked up in `jupyter_viscode.registry`."""
