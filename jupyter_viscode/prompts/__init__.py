"""What a model is asked and what is read from its answer.

`render` and `repair` make a Prompt from a Request; `extract` takes the program out of an answer, `revised` out of an answer
to a repair prompt, which may be a patch.
"""

from jupyter_viscode.prompts.answer import extract
from jupyter_viscode.prompts.feedback import asks_for_patch, repair
from jupyter_viscode.prompts.instruction import render
from jupyter_viscode.prompts.patch import PatchError, revised

__all__ = ["PatchError", "asks_for_patch", "extract", "render", "repair", "revised"]
