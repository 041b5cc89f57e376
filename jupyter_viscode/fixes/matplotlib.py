"""Matplotlib 2 to 3.11: what was removed or renamed (API changes of each release), and names of pyplot mixed with axes'."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

ATTRIBUTES = {
    "legendHandles": "legend_handles",
    "set_axis_bgcolor": "set_facecolor",
    "get_axis_bgcolor": "get_facecolor",
    "hline": "axhline",
    "vline": "axvline",
    "w_xaxis": "xaxis",
    "w_yaxis": "yaxis",
    "w_zaxis": "zaxis",
}
CALLS = {
    "set_clim": ("{o}.mappable.set_clim({a})", "A colour bar's limits are those of its mappable: set them there."),
    "get_axes": ("{o}.axes", "get_axes() was removed: used the attribute axes."),
    "set_color_cycle": ("{o}.set_prop_cycle(color={a})", "The cycle of colours is set with set_prop_cycle(color=...) now."),
    "set_tight_layout": (
        "{o}.set_layout_engine('tight' if {a} else 'none')",
        "set_tight_layout was removed: set the layout engine.",
    ),
}
"""Method to the call that stands for it, and the sentence that says so."""
SETTERS = ("xlabel", "ylabel", "zlabel", "title", "xlim", "ylim", "xscale", "yscale")
"""What axes have as ``set_...`` and pyplot has without."""
KEYWORDS: dict[str, tuple[str | None, str | None]] = {
    "normed": ("density", None),
    "axisbg": ("facecolor", None),
    "basex": ("base", None),
    "basey": ("base", None),
    "nonposx": ("nonpositive", None),
    "nonposy": ("nonpositive", None),
    "subsx": ("subs", None),
    "subsy": ("subs", None),
    "use_line_collection": (None, None),
    "b": ("visible", None),
    "grid_b": ("visible", None),
}
_BOXPLOT = {"labels": ("tick_labels", None)}
_STATEMENTS = ("hold", "ishold", "draw_all", "set_window_title")
"""Calls that do nothing for the picture, or that are the default now."""


def _attribute(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name in ATTRIBUTES:
        source = edits.rename_attribute(failure, name, ATTRIBUTES[name])
        return Change(source, f"{name} is called {ATTRIBUTES[name]} now.") if source else None
    if name in CALLS:
        source = edits.method_template(failure, name, CALLS[name][0])
        return Change(source, CALLS[name][1]) if source else None
    if name in _STATEMENTS:
        source = edits.drop_statement(failure, name)
        return (
            Change(source, f"Matplotlib has no {name} any more, and the picture does not need it: left it out.")
            if source
            else None
        )
    if name in SETTERS:
        source = edits.rename_attribute(failure, name, f"set_{name}")
        return Change(source, f"Axes have set_{name}, not {name}.") if source else None
    if name in ("xticks", "yticks"):
        return _ticks(failure, name)
    return _plot_date(failure) if name == "plot_date" else None


def _ticks(failure: Failure, name: str) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, text_of

    def build(call: cst.Call) -> str | None:
        if not isinstance(call.func, cst.Attribute):
            return None
        owner = text_of(call.func.value)
        args = ", ".join(argument(a) for a in call.args)
        if all(a.keyword is not None and a.keyword.value in ("rotation", "fontsize") for a in call.args):
            return f"{owner}.tick_params(axis='{name[0]}', {args.replace('fontsize', 'labelsize')})"
        return f"{owner}.set_{name}({args})"

    source = edits.replace_call(failure, name, build)
    return Change(source, f"Axes have no {name}: used their own method.") if source else None


def _title(failure: Failure, match: re.Match[str]) -> Change | None:
    from jupyter_viscode.fixes.rewriting import argument, text_of

    def build(call: cst.Call) -> str | None:
        import libcst as cst

        owner = text_of(call.func.value) if isinstance(call.func, cst.Attribute) else ""
        args = ", ".join(argument(a) for a in call.args)
        return f"{owner}.set_title({args})" if owner and owner not in failure.imports else None

    source = edits.replace_call(failure, "title", build)
    return Change(source, "The title of axes is set with set_title.") if source else None


def _pyplot(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name.startswith("set_") and name[4:] in SETTERS:
        source = edits.rename_attribute(failure, name, name[4:])
        return Change(source, f"pyplot has {name[4:]}, not {name}.") if source else None
    if name == "figsize":
        source = edits.method_template(failure, name, "{o}.figure(figsize=({a}))")
        return Change(source, "The size is given to figure: wrote plt.figure(figsize=...).") if source else None
    if name == "plot_date":
        return _plot_date(failure)
    return _attribute(failure, match)


def _plot_date(failure: Failure) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import text_of

    def build(call: cst.Call) -> str | None:
        if not isinstance(call.func, cst.Attribute):
            return None
        positional = [text_of(a.value) for a in call.args if a.keyword is None]
        named = {a.keyword.value: text_of(a.value) for a in call.args if a.keyword is not None}
        named = {name: value for name, value in named.items() if name not in ("xdate", "ydate", "tz")}
        style = named.pop("fmt", None)
        if len(positional) == 2:
            positional.append(style or "'o'")
        args = ", ".join([*positional, *(f"{name}={value}" for name, value in named.items())])
        return f"{text_of(call.func.value)}.plot({args})"

    source = edits.replace_call(failure, "plot_date", build)
    return Change(source, "plot_date was removed: plot draws dates as well.") if source else None


def _cm(failure: Failure, match: re.Match[str]) -> Change | None:
    if match[1] == "register_cmap":
        return _register(failure)
    source = failure.source
    if re.search(r"from matplotlib\.cm import [^\n]*get_cmap", source):
        source = re.sub(r"from matplotlib\.cm import get_cmap\b", "from matplotlib.pyplot import get_cmap", source)
        return Change(source, "get_cmap is in pyplot now.") if source != failure.source else None
    changed = edits.replace_qualified(failure, "matplotlib.cm.get_cmap", "plt.get_cmap")
    changed = changed or edits.replace_qualified(failure, "matplotlib.pyplot.cm.get_cmap", "plt.get_cmap")
    if changed is None:
        return None
    if failure.imports.get("plt") != "matplotlib.pyplot":
        changed = failure.with_import(changed, "import matplotlib.pyplot as plt")
    return Change(changed, "matplotlib.cm has no get_cmap any more: used plt.get_cmap.")


def _register(failure: Failure) -> Change | None:
    from jupyter_viscode.fixes.rewriting import argument

    def build(call: cst.Call) -> str | None:
        if any(a.keyword is None for a in call.args):
            return None
        return f"matplotlib.colormaps.register({', '.join(argument(a) for a in call.args)})"

    source = edits.replace_call(failure, "register_cmap", build)
    return (
        Change(
            failure.with_import(source, "import matplotlib"), "register_cmap was removed: used matplotlib.colormaps.register."
        )
        if source
        else None
    )


def _contours(failure: Failure, match: re.Match[str]) -> Change | None:
    """The lines of a contour plot are one collection now; a loop over the former ones treats it alone."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        looped = node.iter if isinstance(node, cst.For) else None
        if isinstance(node, cst.For) and isinstance(looped, cst.Attribute) and looped.attr.value == "collections":
            return node.with_changes(iter=cst.parse_expression(f"[{text_of(looped.value)}]"))
        return None

    source = failure.rewrite(replace)
    return Change(source, "Contours are one collection now: the loop goes over that one.") if source else None


def _keyword(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    of_boxes = re.search(r"\b(boxplot|bxp)\(\)", failure.error.message)
    known = KEYWORDS | (_BOXPLOT if of_boxes and failure.contains(of_boxes[1]) else {})
    if name not in known:
        return _projection(failure) if name == "projection" else None
    new, value = known[name]
    written = "b" if name == "grid_b" else name
    source = edits.rename_keyword(failure, written, new, value)
    if source is None:
        return None
    return Change(source, f"The keyword {written} " + (f"is called {new} now." if new else "is gone and was left out."))


def _projection(failure: Failure) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import keyword, text_of

    def build(call: cst.Call) -> str | None:
        given = keyword(call, "projection")
        if given is None or not isinstance(call.func, cst.Attribute):
            return None
        owner = text_of(call.func.value)
        method = "subplot" if failure.imports.get(owner) == "matplotlib.pyplot" else "add_subplot"
        return f"{owner}.{method}(projection={text_of(given.value)})"

    source = edits.replace_call(failure, "gca", build)
    return Change(source, "gca takes no projection any more: added the axes with it.") if source else None


def _style(failure: Failure, match: re.Match[str]) -> Change | None:
    import matplotlib.style

    old = match[1]
    names = list(matplotlib.style.available)
    new = f"seaborn-v0_8{old.removeprefix('seaborn')}" if old.startswith("seaborn") else edits.nearest(old, names)
    if new not in names:
        return None
    source = edits.replace_text(failure, old, new)
    return Change(source, f"The style {old!r} is called {new!r} now.") if source else None


def _rc(failure: Failure, match: re.Match[str]) -> Change | None:
    import matplotlib

    if match[1] == "axes.color_cycle":
        import libcst as cst

        from jupyter_viscode.fixes.rewriting import text_of

        def replace(node: cst.CSTNode) -> cst.CSTNode | None:
            if isinstance(node, cst.Assign) and "axes.color_cycle" in text_of(node):
                return node.with_changes(value=cst.parse_expression(f"plt.cycler(color={text_of(node.value)})"))
            return None

        source = failure.rewrite(replace)
        source = source and source.replace("axes.color_cycle", "axes.prop_cycle")
        return Change(source, "The cycle of colours is in axes.prop_cycle now.") if source else None
    near = edits.nearest(match[1], list(matplotlib.rcParams))
    if near is not None:
        source = edits.replace_text(failure, match[1], near)
        return Change(source, f"There is no setting {match[1]!r}: used {near!r}.") if source else None
    source = edits.drop_statement(failure, match[1])
    return Change(source, f"Matplotlib has no setting {match[1]!r} any more: left it out.") if source else None


def _index(failure: Failure, match: re.Match[str]) -> Change | None:
    """``subplots`` gives axes in as few dimensions as they need; the program counts on two."""
    made = _made(failure)
    first, last = failure.scope
    subscripts = [n for s in failure.statements() for n in ast.walk(s) if isinstance(n, ast.Subscript)]
    here = [n for n in subscripts if isinstance(n.slice, ast.Tuple) and first <= n.lineno <= last]
    if not any(isinstance(n.value, ast.Name) and n.value.id in made for n in here):
        return None  # another array has too few dimensions
    source = _all_subplots(failure, "squeeze", "False")
    return (
        Change(source, "Axes of one row or column have one index only: asked subplots for two (squeeze=False).")
        if source
        else None
    )


def _grid(failure: Failure, match: re.Match[str]) -> Change | None:
    """Axes in rows and columns, gone through as if they were in one row."""
    lines = failure.source.splitlines(keepends=True)
    for made in (s for s in failure.statements() if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Tuple)):
        last = made.targets[0].elts[-1] if isinstance(made.targets[0], ast.Tuple) else None
        given = made.value if isinstance(made.value, ast.Call) else None
        if not isinstance(last, ast.Name) or given is None or not ast.unparse(given.func).endswith("subplots"):
            continue
        if made.end_lineno is None or not _is_one_row(failure, last.id) or len(given.args) < 2:
            continue
        indent = lines[made.lineno - 1][: made.col_offset]
        lines.insert(made.end_lineno, f"{indent}{last.id} = {last.id}.ravel()\n")
        return Change("".join(lines), f"The axes in {last.id} stand in rows and columns: put them into one row.")
    return None


def _is_one_row(failure: Failure, axes: str) -> bool:
    """True when the program takes the axes by single numbers, or goes through them, and the failing statement is of that."""
    nodes = [n for s in failure.statements() for n in ast.walk(s)]
    loads = {id(n) for n in nodes if isinstance(n, ast.Name) and n.id == axes and isinstance(n.ctx, ast.Load)}
    single = [n for n in nodes if isinstance(n, ast.Subscript) and id(n.value) in loads]
    twice = {id(n.value) for n in nodes if isinstance(n, ast.Subscript)}
    plain = all(not isinstance(n.slice, ast.Tuple | ast.Slice) and id(n) not in twice for n in single)
    gone = {id(n.iter) for n in nodes if isinstance(n, ast.For)}
    zipped = {id(a) for n in nodes if isinstance(n, ast.Call) and ast.unparse(n.func) in ("zip", "enumerate") for a in n.args}
    used = {id(n.value) for n in single} | gone | zipped
    return bool(loads) and plain and loads <= used


def _made(failure: Failure) -> set[str]:
    """The names that hold what ``subplots`` gave."""
    return set(re.findall(r"(\w+)\s*=\s*(?:\w+\.)?subplots\(", failure.source))


def _all_subplots(failure: Failure, name: str, value: str) -> str | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, keyword, named

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Call) and called(node) == "subplots" and keyword(node, name) is None:
            return node.with_changes(args=[*node.args, named(name, value)])
        return None

    return failure.rewrite(replace, everywhere=True)


def _single(failure: Failure, match: re.Match[str]) -> Change | None:
    """One pair of axes is no list of them, unless ``squeeze=False`` makes it one."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import text_of

    made = _made(failure) - set(re.findall(r"(\w+)\s*=\s*(?:\w+\.)?subplots\([^\n]*squeeze\s*=\s*False", failure.source))

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name)):
            return None
        first = all(text_of(element).strip(", ") == "0" for element in node.slice)
        return node.value if first and node.value.value in made else None

    source = failure.rewrite(replace, everywhere=True)
    return Change(source, "subplots gave a single pair of axes, not a list: used it without an index.") if source else None


def _tick_params(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name in KEYWORDS:
        return _keyword(failure, match)
    known = [*re.findall(r"'(\w+)'", failure.error.message), "rotation"]
    renamed = {"fontsize": "labelsize", "rotate": "rotation", "angle": "rotation"}.get(name) or edits.nearest(name, known)
    if renamed is None and name not in ("ha", "va", "horizontalalignment", "verticalalignment"):
        return None
    source = edits.rename_keyword(failure, name, renamed)
    done = f"used {renamed}" if renamed else "left it out"
    return Change(source, f"tick_params knows no {name}: {done}.") if source else None


def _three(failure: Failure, match: re.Match[str]) -> Change | None:
    """A method of three-dimensional axes, called on plain ones: make them three-dimensional."""
    makers = re.findall(r"\b(?:subplots?|add_subplot|axes)\(([^()]*)\)", failure.source)
    several = any(re.match(r"\s*\d+\s*,\s*\d+\s*(?:$|,\s*\w+\s*=)|.*\b(?:nrows|ncols)\b", given) for given in makers)
    if not failure.contains(match[1]) or len(makers) != 1 or several:
        return None  # other axes would change as well
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, keyword, named

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call) or keyword(node, "projection") or keyword(node, "subplot_kw"):
            return None
        if called(node) == "subplots":
            return node.with_changes(args=[*node.args, named("subplot_kw", "{'projection': '3d'}")])
        if called(node) in ("add_subplot", "axes", "subplot") and not any(a.star for a in node.args):
            return node.with_changes(args=[*node.args, named("projection", "'3d'")])
        return None

    source = failure.rewrite(replace, everywhere=True)
    return Change(source, f"{match[1]} needs three-dimensional axes: made them so.") if source else None


def _normpdf(failure: Failure, match: re.Match[str]) -> Change | None:

    from jupyter_viscode.fixes.rewriting import text_of

    def build(call: cst.Call) -> str | None:
        if len(call.args) != 3 or any(a.keyword for a in call.args):
            return None
        x, mu, sigma = (text_of(a.value) for a in call.args)
        return f"np.exp(-0.5 * (({x} - {mu}) / {sigma}) ** 2) / ({sigma} * np.sqrt(2 * np.pi))"

    source = edits.replace_call(failure, "normpdf", build)
    if source is None:
        return None
    source = source if failure.imports.get("np") == "numpy" else failure.with_import(source, "import numpy as np")
    return Change(source, "mlab.normpdf was removed: wrote its formula.")


def _epoch(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import text_of

    def build(call: cst.Call) -> str | None:
        if len(call.args) != 1 or not isinstance(call.func, cst.Attribute):
            return None
        return f"{text_of(call.func.value)}.date2num(np.asarray({text_of(call.args[0].value)}, dtype='datetime64[s]'))"

    source = edits.replace_call(failure, "epoch2num", build)
    if source is None:
        return None
    source = source if failure.imports.get("np") == "numpy" else failure.with_import(source, "import numpy as np")
    return Change(source, "epoch2num was removed: used date2num.")


def _figure_title(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if "plotly" in failure.error.traceback or "plotly" in failure.source:
        return None  # that library's figures have the same name
    if name == "set_title":
        source = edits.rename_attribute(failure, name, "suptitle")
        return Change(source, "A figure's title is set with suptitle.") if source else None
    if name in ("set_xlabel", "set_ylabel"):
        new = "supxlabel" if name == "set_xlabel" else "supylabel"
        source = edits.rename_attribute(failure, name, new)
        return Change(source, f"A figure's label is set with {new}.") if source else None
    return None


_OWNERS = r"'(?:Axes|Axes3D|Axes3DSubplot|AxesSubplot|PolarAxes|Legend|Colorbar|FigureCanvas\w*)'"
_THREE = "plot_surface|plot_wireframe|plot_trisurf|scatter3[dD]|plot3[dD]|bar3d|contour3[dD]|set_zlabel|set_zlim|view_init"
_CHANGED = r"unexpected keyword argument '(\w+)'"
RULES = (
    Rule(("AttributeError",), r"module 'matplotlib\.mlab' has no attribute '(normpdf)'", _normpdf),
    Rule(("AttributeError",), r"module 'matplotlib\.dates' has no attribute '(epoch2num)'", _epoch),
    Rule(
        ("AttributeError", "ImportError"),
        r"'matplotlib(?:\.cm|\.pyplot|)' has no attribute '(get_cmap|register_cmap)'|cannot import name 'get_cmap'",
        _cm,
    ),
    Rule(("AttributeError",), r"'QuadContourSet' object has no attribute 'collections'", _contours),
    Rule(("AttributeError",), r"module 'matplotlib\.pyplot' has no attribute '(\w+)'", _pyplot),
    Rule(("AttributeError",), rf"'Axes' object has no attribute '({_THREE})'", _three),
    Rule(("AttributeError",), rf"{_OWNERS} object has no attribute '(\w+)'", _attribute),
    Rule(("AttributeError",), r"'Figure' object has no attribute '(set_tight_layout|hold)'", _attribute),
    Rule(("AttributeError",), r"'Figure' object has no attribute '(\w+)'", _figure_title),
    Rule(("TypeError",), r"^'Text' object is not callable", _title),
    Rule(("TypeError", "AttributeError"), _CHANGED, _keyword),
    Rule(("ValueError",), r"^keyword (\w+) is not recognized", _tick_params),
    Rule(("OSError",), r"'([^']+)' is not a valid package style", _style),
    Rule(("KeyError",), r"'([\w.]+)' is not a valid value for rcParam", _rc),
    Rule(("IndexError",), r"too many indices for array", _index),
    Rule(("AttributeError",), r"^'numpy\.ndarray' object has no attribute '\w+'", _grid),
    Rule(("TypeError",), r"'(?:Axes\w*|AxesSubplot)' object is not subscriptable", _single),
)
