"""Repairs that need no model: a program that failed and its error enter, a mended program leaves.

`mend` is called after each failed trial; it changes what the error names and says what it did.
"""

from jupyter_viscode.fixes.rules import mend

__all__ = ["mend"]
