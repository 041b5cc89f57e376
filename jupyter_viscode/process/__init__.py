"""Child processes: started, limited, confined, watched and ended.

What enters is a callable and its limits; what leaves is an `Ending`: the bytes that the child sent and why it ended.
"""

from jupyter_viscode.process.child import Confinement, confine, fork
from jupyter_viscode.process.sandbox import Guarantee, sandbox_report
from jupyter_viscode.process.watch import Ending, kill_group, read_pipe, watch

__all__ = ["Confinement", "Ending", "Guarantee", "confine", "fork", "kill_group", "read_pipe", "sandbox_report", "watch"]
