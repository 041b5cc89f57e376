"""Code of a reading: matplotlib calls with the values inline, one for each thing that was read.

Enters: a `Reading`. Leaves: a program. Other libraries are written from the reading's Chart.
"""

from __future__ import annotations

from jupyter_viscode.vision.code_axes import axes_lines, shift
from jupyter_viscode.vision.code_marks import mark_lines
from jupyter_viscode.vision.code_places import Places
from jupyter_viscode.vision.numerals import plain, short
from jupyter_viscode.vision.reading import SIDES, Label, Legend, Panel, Reading


def write(reading: Reading, library: str = "matplotlib") -> str:
    """A program that draws the picture again; matplotlib's where `library` cannot draw what was read."""
    if library != "matplotlib":
        from jupyter_viscode.vision.charts import chart_code

        code = chart_code(reading, library)
        if code is not None:
            return code
    return _matplotlib(reading)


def _matplotlib(reading: Reading) -> str:
    """The matplotlib program."""
    lines: list[str] = []
    names: list[str] = []
    main = [p for p in reading.panels if p.grid[0] >= 0]
    lines += _figure(reading, main, names)
    for k, panel in enumerate(main):
        lines += ["", *_panel(panel, names[k], reading)]
    for k, panel in enumerate(p for p in reading.panels if p.grid[0] < 0):
        name = f"inset_{k + 1}" if k else "inset"
        lines += ["", f"{name} = fig.add_axes({_position(panel, reading)})", *_panel(panel, name, reading)]
    lines += _loose(reading, main, names)
    lines.append("")
    if reading.legend is not None and reading.legend.entries:
        lines += _figure_legend(reading, main, names)
    lines.append("fig.tight_layout()")
    lines.append("plt.show()")
    body = "\n".join(lines) + "\n"
    head = "import matplotlib.pyplot as plt\n"
    for short_name, module in (("np", "numpy"), ("pd", "pandas")):
        if f"{short_name}." in body:
            head += f"import {module} as {short_name}\n"
    if "mdates." in body:
        head = f"import matplotlib.dates as mdates\n{head}"
    note = "\n# Values are estimated from the pixels of a picture.\n"
    return head + note + body


def _figure(reading: Reading, main: list[Panel], names: list[str]) -> list[str]:
    """The figure and its axes."""
    width, height = reading.inches or (6.4, 4.8)
    size = f"figsize=({short(width)}, {short(height)})"
    face = f", facecolor={reading.background!r}" if reading.background not in ("#ffffff", "#fefefe") else ""
    if not main:
        return [f"fig = plt.figure({size}{face})"]
    if len(main) == 1 and reading.rows == reading.columns == 1:
        names.append("ax")
        kind = _projection(main[0])
        extra = f", subplot_kw={{'projection': {kind!r}}}" if kind else ""
        return [f"fig, ax = plt.subplots({size}{face}{extra})"]
    plain_grid = len(main) == reading.rows * reading.columns and all(
        p.grid[0] == p.grid[1] and p.grid[2] == p.grid[3] for p in main
    )
    same = len({(_projection(p)) for p in main}) == 1
    if plain_grid and same:
        kind = _projection(main[0])
        extra = f", subplot_kw={{'projection': {kind!r}}}" if kind else ""
        for p in main:
            at = f"[{p.grid[0]}, {p.grid[2]}]" if reading.rows > 1 and reading.columns > 1 else f"[{max(p.grid[0], p.grid[2])}]"
            names.append(f"axes{at}")
        return [f"fig, axes = plt.subplots({reading.rows}, {reading.columns}, {size}{face}{extra})"]
    out = [
        f"fig = plt.figure({size}{face})",
        f"grid = fig.add_gridspec({reading.rows}, {reading.columns}{_ratios(reading, main)})",
    ]
    for k, p in enumerate(main):
        r = f"{p.grid[0]}" if p.grid[0] == p.grid[1] else f"{p.grid[0]}:{p.grid[1] + 1}"
        c = f"{p.grid[2]}" if p.grid[2] == p.grid[3] else f"{p.grid[2]}:{p.grid[3] + 1}"
        kind = _projection(p)
        names.append(f"ax{k + 1}")
        out.append(f"ax{k + 1} = fig.add_subplot(grid[{r}, {c}]" + (f", projection={kind!r})" if kind else ")"))
    return out


def _ratios(reading: Reading, main: list[Panel]) -> str:
    """Ratios of a grid whose rows or columns differ in size."""
    out = ""
    for name, count, low, high, size in (
        ("width_ratios", reading.columns, 2, 3, "width"),
        ("height_ratios", reading.rows, 0, 1, "height"),
    ):
        sizes = []
        for k in range(count):
            own = [getattr(p.box, size) for p in main if p.grid[low] == p.grid[high] == k]
            sizes.append(max(own, default=0.0))
        if count > 1 and min(sizes) > 0 and max(sizes) > 1.15 * min(sizes):
            out += f", {name}={[round(s / min(sizes), 2) for s in sizes]}"
    return out


def _projection(panel: Panel) -> str:
    """matplotlib's name for the kind of axes."""
    return {"polar": "polar", "3d": "3d"}.get(panel.kind, "")


def _position(panel: Panel, reading: Reading) -> str:
    """Place of an inset in the figure."""
    width, height = reading.size
    b = panel.box
    return str([round(b.x0 / width, 3), round(1 - b.y1 / height, 3), round(b.width / width, 3), round(b.height / height, 3)])


def _panel(panel: Panel, name: str, reading: Reading) -> list[str]:
    """All calls of one axes."""
    out: list[str] = []
    second = f"{'twin' if name == 'ax' else name.replace('[', '_').replace(']', '').replace(', ', '_') + '_twin'}"
    if panel.y2 is not None:
        out.append(f"{second} = {name}.twinx()")
    labels = {mark.label for mark in panel.marks if mark.label and mark.kind not in ("boxplot", "violin")}
    places = Places(panel)
    out += places.lines
    for mark in panel.marks:
        out += mark_lines(mark, second if mark.secondary and panel.y2 is not None else name, places.of(mark))
    out += axes_lines(panel, name, second, places)
    out += _texts(panel, name, second)
    if panel.face != "#ffffff" and panel.kind == "cartesian":
        out.append(f"{name}.set_facecolor({panel.face!r})")
    if panel.grid_lines:
        which, color = panel.grid_lines.split()
        axis = "" if which == "both" else f"axis={which!r}, "
        out.append(f"{name}.grid(True, {axis}color={color!r})")
        out.append(f"{name}.set_axisbelow(True)")
    if panel.axis_off:
        out.append(f"{name}.axis('off')")
    gone = [side for side in SIDES if side not in panel.spines]
    if gone and panel.kind == "cartesian" and not panel.axis_off and panel.y2 is None:
        out.append(f"{name}.spines[{gone if len(gone) < len(SIDES) else ':'}].set_visible(False)")
    ink = _light_ink(panel, reading)
    if ink and panel.kind == "cartesian" and not panel.axis_off:
        out += [f"{name}.tick_params(colors={ink!r})", f"{name}.spines[:].set_color({ink!r})"]
    if panel.legend is not None:
        legend = _legend(panel.legend, panel, name, labels)
        out += [f"{legend[0][:-1]}, facecolor={panel.face!r}, labelcolor={ink!r})"] if ink else legend
    return out


def _light_ink(panel: Panel, reading: Reading) -> str:
    """The colour of ticks and frame on a dark ground, where matplotlib's black would not be seen: that of the texts."""
    if _lightness(reading.background) > 0.4:
        return ""
    lightest = max((label.color for label in panel.labels), key=_lightness, default="#ffffff")
    return lightest if _lightness(lightest) > 0.5 else "#ffffff"


def _lightness(color: str) -> float:
    """Between 0, black, and 1, white (the weights of ITU-R BT.601)."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _texts(panel: Panel, name: str, second: str) -> list[str]:
    """Title, axis labels and notes."""
    out = []
    for label in panel.labels:
        look = _look(label)
        if label.role == "title":
            out.append(f"{name}.set_title({plain(label.text)!r}{look})")
        elif label.role == "xlabel":
            out.append(f"{name}.set_xlabel({plain(label.text)!r}{look})")
        elif label.role == "ylabel":
            out.append(f"{name}.set_ylabel({plain(label.text)!r}{look})")
        elif label.role == "y2label":
            out.append(_right_label(panel, name, second, label, look))
        else:
            out.append(_note(panel, name, label, look))
    return out


def _right_label(panel: Panel, name: str, second: str, label: Label, look: str) -> str:
    """The label of a second axis or a colour bar, or a note at the right."""
    if panel.y2 is not None:
        return f"{second}.set_ylabel({plain(label.text)!r}{look})"
    placed = f"transform={name}.transAxes, rotation={int(label.angle)}, va='center'"
    return f"{name}.text(1.02, 0.5, {plain(label.text)!r}, {placed}{look})"


def _note(panel: Panel, name: str, label: Label, look: str) -> str:
    """A text on the plot, at its place."""
    b = panel.box
    turn = f", rotation={round(label.angle)}" if abs(label.angle) > 8 else ""
    if panel.kind == "cartesian" and panel.x.known and panel.y.known:
        mesh = any(m.data.get("cells") for m in panel.marks)
        x = panel.x.value(label.box.cx) + (shift(panel, "x") if mesh or panel.x.scale == "category" else 0)
        y = panel.y.value(label.box.cy) + (shift(panel, "y") if mesh or panel.y.scale == "category" else 0)
        dx, dy = abs(panel.x.slope * b.width), abs(panel.y.slope * b.height)
        at = f"{short(x, dx if panel.x.scale != 'log' else abs(x))}, {short(y, dy if panel.y.scale != 'log' else abs(y))}"
        return f"{name}.text({at}, {plain(label.text)!r}, ha='center', va='center'{turn}{look})"
    at = f"{round((label.box.cx - b.x0) / max(1, b.width), 3)}, {round((b.y1 - label.box.cy) / max(1, b.height), 3)}"
    where = f"transform={name}.transAxes"
    method = "text2D" if panel.kind == "3d" else "text"
    return f"{name}.{method}({at}, {plain(label.text)!r}, {where}, ha='center', va='center'{turn}{look})"


def _look(label: Label) -> str:
    """Size and colour of a text where they are not the usual ones."""
    usual = 12.0 if label.role == "title" else 10.0
    known = label.size != Label.size  # drawings do not tell
    out = f", fontsize={round(label.size)}" if known and abs(label.size - usual) > 1.1 else ""
    if label.color != "#000000" and max(int(label.color[i : i + 2], 16) for i in (1, 3, 5)) > 60:
        out += f", color={label.color!r}"
    return out


def _legend(legend: Legend, panel: Panel, name: str, labels: set[str]) -> list[str]:
    """The legend; entries that no mark explains are left to their marks."""
    options = []
    if legend.title:
        options.append(f"title={plain(legend.title)!r}")
    if legend.columns > 1:
        options.append(f"ncols={legend.columns}")
    b, box = legend.box, panel.box
    if b.y1 < box.y0 + 4:
        options.append("loc='lower center', bbox_to_anchor=(0.5, 1.02)")
    elif b.y0 > box.y1 - 4:
        options.append("loc='upper center', bbox_to_anchor=(0.5, -0.12)")
    elif b.x0 > box.x1 - 4:
        options.append("loc='center left', bbox_to_anchor=(1.02, 0.5)")
    else:
        down = "upper" if b.cy < box.y0 + box.height / 3 else "lower" if b.cy > box.y1 - box.height / 3 else "center"
        across = "left" if b.cx < box.x0 + box.width / 3 else "right" if b.cx > box.x1 - box.width / 3 else "center"
        options.append(
            f"loc={'center' if down == across == 'center' else f'{down} {across}'!r}"
            if not (down == across == "center")
            else "loc='center'"
        )
    missing = [(t, c) for t, c in legend.entries if t not in labels]
    if (missing and len(missing) < len(legend.entries)) or not labels:
        return [f"{name}.legend({_handles(legend)}, {', '.join(options)})"]
    return [f"{name}.legend({', '.join(options)})"]


def _figure_legend(reading: Reading, main: list[Panel], names: list[str]) -> list[str]:
    """A legend of the whole figure."""
    legend = reading.legend
    assert legend is not None
    aside = bool(main) and all(legend.box.x0 > p.box.x1 - 4 for p in main)
    where = "center right" if aside else "upper center" if legend.box.cy < reading.size[1] / 2 else "lower center"
    options = [f"loc={where!r}", f"ncols={max(1, legend.columns)}"]
    if legend.title:
        options.append(f"title={plain(legend.title)!r}")
    return [f"fig.legend({_handles(legend)}, {', '.join(options)})"]


def _handles(legend: Legend) -> str:
    """Handles and texts of a legend that no mark explains."""
    handles = ", ".join(f"plt.Line2D([], [], color={c!r}, linewidth=6)" for _, c in legend.entries)
    return f"[{handles}], {[plain(t) for t, _ in legend.entries]!r}"


def _loose(reading: Reading, main: list[Panel], names: list[str]) -> list[str]:
    """Texts of the figure."""
    width, height = reading.size
    out = []
    for label in reading.labels:
        turn = f", rotation={round(label.angle)}" if abs(label.angle) > 8 else ""
        at = f"{round(label.box.cx / width, 3)}, {round(1 - label.box.cy / height, 3)}"
        out.append(f"fig.text({at}, {plain(label.text)!r}, ha='center', va='center'{turn}{_look(label)})")
    return out
