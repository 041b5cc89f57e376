"""What can be configured of the magics: IPython's configuration goes in, checked defaults and a question's settings come out.

Imported when the extension is loaded: nothing heavy may stand here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Bool, Float, Int, List, Unicode, validate
from traitlets.config import Configurable

from jupyter_viscode.errors import ConfigError

if TYPE_CHECKING:
    from jupyter_viscode.settings import Settings

LOCKABLE = ("model", "library", "context", "consent")
"""Settings that whoever configures the kernel can keep users from changing."""


class VisCode(Configurable):  # type: ignore[misc]
    """Defaults of ``%%viscode``: ``%config VisCode.max_repairs = 1``, or ``c.VisCode.*`` in ``ipython_config.py``."""

    model = Unicode("", help="Model: builtin, http(s)://host:port/v1#name, a path or a catalogue name.").tag(config=True)
    library = Unicode("", help="Plotting library: matplotlib, seaborn, plotly or altair; empty leaves it open.").tag(
        config=True
    )
    context = Unicode("schema", help="What a model may see of frames: none, schema, stats or sample.").tag(config=True)
    consent = Unicode("confirm-if-risky", help="always-confirm, confirm-if-risky or auto-run.").tag(config=True)
    max_repairs = Int(3, help="Rounds of repair by the model.").tag(config=True)
    repair_protocol = Unicode("patch", help="What repair asks for: patch, or whole programs: deduplicated, reference.").tag(
        config=True
    )
    candidates = Int(1, help="Answers asked for at the same time; the first that passes is taken.").tag(config=True)
    seed = Int(0, help="Seed of the generation.").tag(config=True)
    timeout = Float(30.0, help="Seconds that a trial may take.").tag(config=True)
    memory = Float(4.0, help="GiB that a trial may use above what the kernel uses.").tag(config=True)
    max_tokens = Int(2048, help="Longest answer of a model, in tokens.").tag(config=True)
    insert = Bool(False, help="Put the accepted code into the next cell.").tag(config=True)
    history = Bool(True, help="Keep a local history of questions, attempts and accepted code.").tag(config=True)
    locked = List(Unicode(), help=f"Settings that stay as configured, of: {', '.join(LOCKABLE)}.").tag(config=True)

    def __init__(self, **given: Any) -> None:
        self._fixed: frozenset[str] = frozenset()
        super().__init__(**given)
        self._fixed = frozenset(self.locked)

    @property
    def fixed(self) -> frozenset[str]:
        """What was locked when the kernel was configured; nothing that runs in it later unlocks it."""
        return self._fixed

    @validate(*LOCKABLE, "locked")
    def _keep(self, proposal: Any) -> Any:
        name = proposal["trait"].name
        if (name in self._fixed or (name == "locked" and self._fixed)) and proposal["value"] != getattr(self, name):
            raise locked_error(name)
        return proposal["value"]


def locked_error(name: str) -> ConfigError:
    """What is said to who would change a locked setting."""
    return ConfigError(
        f"VisCode.{name} is locked by this kernel's configuration (c.VisCode.locked).",
        hint="Leave the setting away, or ask who administers the kernel.",
    )


def settings_of(traits: VisCode, options: dict[str, Any], variant: int = 0) -> Settings:
    """The settings of one question: its options, else what the traits say."""
    from jupyter_viscode.settings import Settings

    def pick(name: str, trait: str | None = None) -> Any:
        value, usual = options.get(name), getattr(traits, trait or name)
        if value is not None and value != usual and (trait or name) in traits.fixed:
            raise locked_error(trait or name)
        return usual if value is None else value

    return Settings(
        model=pick("model") or None,
        library=pick("lib", "library") or None,
        language=options.get("lang", "python"),
        level=pick("context"),
        consent=pick("consent"),
        execute=not options.get("no_execute", False),
        max_repairs=pick("max_repairs"),
        repair_protocol=traits.repair_protocol,
        candidates=pick("candidates"),
        seed=pick("seed"),
        variant=variant,
        timeout=pick("timeout"),
        memory=traits.memory,
        max_tokens=traits.max_tokens,
        animate=options.get("animate", False),
        reuse=not options.get("regenerate", False) and variant == 0,
    )
