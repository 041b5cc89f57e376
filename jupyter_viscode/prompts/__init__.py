"""What a model is asked and what is read from its answer.

`render` and `repair` make a Prompt from a Request; `extract` takes the program out of an answer.
"""

from jupyter_viscode.prompts.answer import extract
from jupyter_viscode.prompts.feedback import repair
from jupyter_viscode.prompts.instruction import render

__all__ = ["extract", "render", "repair"]
