"""What a model is asked and what is read from its answer.

`guide` and `render` make the first Prompt of a Request, `repair` each next one; `extract` takes the program out of an answer,
`revised` out of an answer to a repair prompt, which may be a patch; `Statements` out of one that is still being written.
"""

from jupyter_viscode.prompts.answer import extract
from jupyter_viscode.prompts.feedback import asks_for_patch, repair
from jupyter_viscode.prompts.guide import Guide, guide
from jupyter_viscode.prompts.instruction import render
from jupyter_viscode.prompts.patch import PatchError, revised
from jupyter_viscode.prompts.picture import has_drawn, without_drawn
from jupyter_viscode.prompts.statements import Statements

__all__ = [
    "Guide", "PatchError", "Statements", "asks_for_patch", "extract", "guide", "has_drawn", "render", "repair", "revised",
    "without_drawn",
]  # fmt: skip
