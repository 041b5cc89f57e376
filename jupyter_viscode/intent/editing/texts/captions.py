"""Captions: wishes for titles, axis titles, the formats of numbers and dates."""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_viscode.intent.editing.drawn.axes import channels_of
from jupyter_viscode.intent.editing.drawn.shapes import noun
from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Refusal, Rules, Wish
from jupyter_viscode.intent.editing.words.lexicon import IS, MACROS, NUMBER_WORDS, SET
from jupyter_viscode.intent.editing.words.speech import QUOTE
from jupyter_viscode.intent.language.vocabulary import MONTHS
from jupyter_viscode.spec import Chart

_rules = Rules()

# -- titles ------------------------------------------------------------------------------------------------------------


@_rules.add(
    rf"{SET}(?:title|heading|headline|caption)(?:d)?{IS}(?P<q>{{Q}})",
    r"(?:call|name|title|entitle|head)(?:d|led)? (?:it|this|the chart|the plot|the graph|chart)(?: as)? (?P<q>{Q})",
    r"(?:entitled|titled|called) (?P<q>{Q})",
    r"(?:use |put |add |set |write )?(?P<q>{Q}) (?:(?:on top|at the top|above|over it) )?(?:as|for) (?:the |a |its "
    r")*(?:chart |plot |main )?(?:title|heading|headline)",
)
def _title(facts: Facts, match: re.Match[str]) -> Wish:
    return titled(facts.speech.opened(match["q"]))


@_rules.add(
    r"(?:the |a |an? )?(?:title|heading|headline)(?: (?!(?:x|y|axis|axes|legend|of|on|for|under|below|beneath|sub\w*|"
    r"left|right|than|not)\b)[a-z']+){1,6} "
    r"(?P<q>{Q})",
)
def _title_at_last(facts: Facts, match: re.Match[str]) -> Wish:
    """The text stands last: "the title would be better in this form: ..." """
    return titled(facts.speech.opened(match["q"]), 0.3)


def inked(text: str, lead: str) -> bool:
    """Whether a colour behind these words is one for letters: "make the title red"; a text is given."""
    given = re.search(r"\b(?:to|as|into|it|titled|entitled|called|named|says?|saying|reads?|reading)\b|:", lead)
    return not given and re.fullmatch(MACROS["color"], text) is not None


def titled(title: str, cost: float = 0.0) -> Wish:
    """The wish for a title."""
    return Wish(f"title {title!r}", lambda chart: replace(chart, title=title), cost=cost)


@_rules.add(
    r"(?:(?:set|change|rename|update|make) (?:the |its )?(?:chart |plot |main )?(?:title|heading|headline)(?: to| as| "
    r"into|:)|(?:chart |plot )?title: ?|(?:with|add|use|give it) (?:the |a )?title|title it(?: as)?|titled|entitled|"
    r"call it|rename it(?: to| as)?|(?<!the )title) ?(?P<p>[^,;\ue000-\uf7ff]+)",
    phrase=True,
)
def _bare_title(facts: Facts, match: re.Match[str]) -> Wish | None:
    text = facts.speech.literal(*match.span("p"))
    words, lead = text.split(), match.string[match.start() : match.start("p")]
    if facts.speech.work[match.end() :].lstrip()[:1] >= chr(QUOTE):
        return None  # the text is what is quoted
    if inked(text, lead):
        return None
    if not words or words[0].lower() in (
        "size",
        "font",
        "color",
        "colour",
        "larger",
        "smaller",
        "bigger",
        "bold",
        "to",
        "off",
        "away",
        "at",
        "in",
    ):
        return None
    return titled(text, 0.12 * len(words))


@_rules.add(r"{no}(?:(?:chart |main |plot |figure )?(?:title|heading|headline))s?\b", r"untitled\b", r"(?:the )?title off\b")
def _no_title(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("no title", lambda chart: replace(chart, title="", subtitle=""))


@_rules.add(rf"{SET}sub-?(?:title|heading)(?:d)?{IS}(?P<q>{{Q}})", r"(?P<q>{Q}) as (?:the |a )*sub-?title")
def _subtitle(facts: Facts, match: re.Match[str]) -> Wish:
    text = facts.speech.opened(match["q"])
    return Wish(f"subtitle {text!r}", lambda chart: replace(chart, subtitle=text))


@_rules.add(r"{no}sub-?titles?\b")
def _no_subtitle(facts: Facts, match: re.Match[str]) -> Wish:
    return Wish("no subtitle", lambda chart: replace(chart, subtitle=""))


_AXIS = r"(?P<ax>[xy]|horizontal|vertical|(?:right(?:-hand)?|second(?:ary)?)(?: y)?(?= ?ax[ie]s))[- ]?(?:ax[ie]s)?"


@_rules.add(
    rf"(?:label|name|call|title|rename|relabel|set|change|make|with)?(?:l?ed)? ?(?:the )?{_AXIS}(?:'s)?(?: (?:title|"
    rf"label|name|caption))?(?: (?:to|as|is|be|should be|should read|reads?|titled|label(?:l)?ed|named|called|=))*:? "
    rf"?(?P<q>{{Q}})",
    rf"(?:title|label|name) (?:for|of|on) (?:the )?{_AXIS}{IS}(?P<q>{{Q}})",
    rf"(?:use |put |write )?(?P<q>{{Q}}) (?:as|on|for|along) (?:the )?{_AXIS}(?: (?:title|label|name))?",
)
def _axis_title(facts: Facts, match: re.Match[str]) -> Wish:
    return named_axis(match["ax"], facts.speech.opened(match["q"]))


@_rules.add(
    rf"(?:label|name|call|rename|relabel|title) (?:the )?{_AXIS}(?: (?:title|label))?(?: (?:to|as))? "
    rf"(?P<p>[^,;\ue000-\uf7ff]+)",
    rf"(?:set|change) (?:the )?{_AXIS} (?:title|label|name) (?:to|as) (?P<p>[^,;\ue000-\uf7ff]+)",
    rf"(?:the )?{_AXIS} (?:title|label|name)(?: (?:is|should be|as)|:|=) ?(?P<p>[^,;\ue000-\uf7ff]+)",
    phrase=True,
)
def _bare_axis_title(facts: Facts, match: re.Match[str]) -> Wish | None:
    text = facts.speech.literal(*match.span("p"))
    if re.match(r"(?:in|as|to|with|at|by|off|dollars|euros|yen|percent|thousands)\b", text.lower()):
        return None
    return named_axis(match["ax"], text, 0.12 * len(text.split()))


@_rules.add(
    r"(?:label|name|call|title|rename|relabel) {the}(?:two |both )?(?:x and y[- ]?)?ax[ie]s(?: (?:as|to|with))? "
    r"(?P<q>{Q})(?:,| and|, and) (?P<r>[\ue000-\uf7ff])",
    r"(?:{the}ax[ie]s |x and y )(?:labels|titles|names)(?: (?:are|to|as|be|:|=))*:? ?(?P<q>{Q})(?:,| and|, and) "
    r"(?P<r>[\ue000-\uf7ff])",
)
def _both_axis_titles(facts: Facts, match: re.Match[str]) -> Wish:
    across, up = (named_axis(axis, facts.speech.opened(match[part])) for axis, part in (("x", "q"), ("y", "r")))
    return Wish(f"{across.said}, {up.said}", lambda chart: up.act(across.act(chart)))


def named_axis(axis: str, text: str, cost: float = 0.0) -> Wish:
    """The wish for an axis's title."""
    channel = {"horizontal": "x", "vertical": "y"}.get(axis, axis)
    if axis.startswith(("right", "second")):
        return Wish(f"right axis {text!r}", lambda chart: _named_right(chart, text), cost=cost)

    def act(chart: Chart) -> Chart:
        if channel not in chart.encodings:
            raise Refusal(
                f"A {noun(chart)} has no {channel} axis to name"
                if chart.mark in ("arc", "treemap")
                else f"The {channel} axis shows no column to name"
            )
        return chart.with_encoding(channel, replace(chart.encoding(channel), title=text))

    return Wish(f"{channel} axis {text!r}" if text else f"no title on {channel}", act, cost=cost)


def _named_right(chart: Chart, text: str) -> Chart:
    """The chart with another title on the axis of the layer that has one of its own."""
    if not any(layer.secondary for layer in chart.layers):
        raise Refusal(f"The {noun(chart)} has no axis on the right")
    layers = [
        layer.with_encoding("y", replace(layer.encoding("y"), title=text)) if layer.secondary else layer
        for layer in chart.layers
    ]
    return replace(chart, layers=tuple(layers))


@_rules.add(
    r"{no}(?:(?P<ax>[xy]|horizontal|vertical)[- ]?)(?:ax[ie]s )?(?:titles?|labels?|names?)\b",
    r"{no}(?:titles?|labels?|names?) (?:on|of|from|for) (?:the )?(?P<ax>[xy]|horizontal|vertical)[- ]?(?:ax[ie]s)?",
    r"(?:leave|have|keep|make|show|draw|want) {the}(?P<ax>[xy]|horizontal|vertical)[- ]?(?:ax[ie]s )?without "
    r"{the}(?:titles?|labels?|names?)\b",
    r"{no}(?:both )?(?:ax[ie]s )(?:titles?|labels?|names?)\b",
    r"{no}(?:titles?|labels?) (?:on|of|from) (?:the |both )*ax[ie]s\b",
)
def _no_axis_title(facts: Facts, match: re.Match[str]) -> Wish:
    axis = match.groupdict().get("ax")
    channels = ["x", "y"] if axis is None else [{"horizontal": "x", "vertical": "y"}.get(axis, axis)]

    def act(chart: Chart) -> Chart:
        for channel in channels:
            if channel in chart.encodings:
                chart = chart.with_encoding(channel, replace(chart.encoding(channel), title=""))
        return chart

    return Wish("no axis titles" if axis is None else f"no title on {channels[0]}", act)


# -- formats -----------------------------------------------------------------------------------------------------------

_SHOWN = (
    r"(?:(?:format|it|them|show|display|write|print|put|use|with|have|make|round|express|add|give|in|the|its|values?|numbers?|"
    r"figures?|ticks?|tick|of|on|for|all|axis) )*"
)
_ON = r"(?: (?:on|for|along|in) (?:the )?{ax})?"
_BESIDE = r"(?: (?:before|in front of|next to|beside|after|behind|with|at) {the}(?:numbers?|values?|labels?|ticks?|figures?))?"
_CURRENCY = (
    r"(?P<money>(?:us[- ])?dollars?|usd|(?:a )?currency|euros?|eur|british pounds?|pounds? sterling|pounds?(?= signs?)"
    r"|gbp|(?:japanese )?yen|jpy)(?: signs?)?"
)
_SIGNS = {
    "eur": "€",
    "€": "€",
    "pound": "£",
    "british": "£",
    "gbp": "£",
    "£": "£",
    "yen": "¥",
    "japanese": "¥",
    "jpy": "¥",
    "¥": "¥",
}
"""By how their words begin (bare pounds may be a weight); all others are dollars."""
_NAMES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}


def _formatted(facts: Facts, match: re.Match[str], pattern: str, said: str) -> Wish:
    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            chart = with_format(chart, facts, channel, pattern)
        return chart

    return Wish(said, act)


def with_format(chart: Chart, facts: Facts, channel: str, pattern: str) -> Chart:
    """One channel's labels in a d3 format, if it shows what the format is for."""
    encoding = chart.encodings.get(channel)
    if pattern == "," and encoding is not None and (old := re.fullmatch(r"([$€£¥]?),?((?:\.\d+)?[f%]?)", encoding.format)):
        pattern = f"{old[1]},{old[2]}"
    if encoding is None or (channel not in ("x", "y") and chart.mark != "rect"):
        raise Refusal(f"A {noun(chart)} has no {channel} axis whose labels could be formatted")
    kind = "number" if encoding.aggregate in ("count", "distinct") else facts.kind(encoding.field)
    dates = bool(re.search(r"%[a-zA-Z]", pattern.replace("%%", "")))
    if dates and (kind != "temporal" or (encoding.time_unit and not encoding.time_unit.startswith("year"))):
        raise Refusal(f"The {channel} axis shows no dates")
    if not dates and kind not in ("number", ""):
        raise Refusal(f"The {channel} axis shows no numbers")
    return chart.with_encoding(channel, replace(encoding, format=pattern))


@_rules.add(
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:as |in |with |formatted as |to be "
    rf")*{_CURRENCY}(?: format)?\b{_BESIDE}{_ON}",
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:as |in |with )*(?P<money>[$€£¥])(?: signs?| "
    rf"format)?{_BESIDE}{_ON}",
)
def _money(facts: Facts, match: re.Match[str]) -> Wish:
    words = match["money"]
    sign = next((s for begin, s in _SIGNS.items() if words.startswith(begin)), "$")
    return _formatted(facts, match, f"{sign},.0f", f"labels in {_NAMES[sign]}")


@_rules.add(
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:as |in |with |formatted as |to be )+(?:a "
    rf")?(?:per ?cent(?:ages?)?|%)(?: signs?| format)?(?! of| stack){_ON}"
)
def _percent(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        if chart.mark == "arc":
            return chart  # its slices say their shares
        for channel in channels_of(chart, facts, match):
            field = chart.encoding(channel).field
            values = [v for v in facts.values_of(field) if isinstance(v, (int, float))]
            if chart.encoding(channel).aggregate in ("count", "distinct", "sum") or not values or max(map(abs, values)) > 1.5:
                raise Refusal(
                    f"The values of {field or 'the axis'} are no shares between 0 and 1; 'percent of total' computes shares"
                )
            chart = with_format(chart, facts, channel, ".0%")
        return chart

    return Wish("labels in percent", act)


@_rules.add(
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:as |in |with |use |using "
    rf")*{{the}}(?:thousands?[- ](?:separators?|commas?|delimiters?|grouping)|comma separators?|(?:digit )?grouping|"
    rf"commas)\b{_ON}",
    rf"(?:separate|group|split) {{the}}(?:thousands|digits)(?: (?:on|of) (?:the )?{{ax}})?(?: (?:with|by) (?:a "
    rf")?commas?)?{_ON.replace('{ax}', '[xy](?:[- ]?axis)?')}",
)
def _thousands(facts: Facts, match: re.Match[str]) -> Wish:
    return _formatted(facts, match, ",", "thousands separators")


@_rules.add(
    rf"{_SHOWN}(?:to |with |up to )*(?P<n>{{n}}|no) (?:decimals?|decimal places?|cents?|pennies|digits? after the "
    rf"(?:point|comma)|fractional digits?)\b{_ON}",
    rf"{_SHOWN}(?P<n>no|without)(?: any)? (?:decimals?|cents|pennies){_ON}",
    rf"{_SHOWN}(?:(?:tick )?format )?(?:as |in |to )*(?:(?P<n>whole|full|integer) numbers?|integers){_ON}",
)
def _decimals(facts: Facts, match: re.Match[str]) -> Wish:
    words = match["n"] or "no"
    digits = int(words) if words.isdigit() else NUMBER_WORDS.get(words, 0)

    def act(chart: Chart) -> Chart:
        for channel in channels_of(chart, facts, match):
            old = chart.encoding(channel).format
            if old.endswith("s") and not digits:
                continue  # what is abbreviated has none
            sign = (old[:1] if old[:1] in _NAMES else "") + ("," if "," in old else "")
            kind = "%" if old.endswith("%") else "f"
            chart = with_format(chart, facts, channel, f"{sign}.{min(digits, 9)}{kind}")
        return chart

    return Wish(f"{digits} decimals", act)


@_rules.add(
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:as |in |with )*(?:abbreviated (?:numbers|"
    rf"labels|values)|si (?:units|prefixes|format)|(?<=in )thousands|millions|billions)\b{_ON}"
)
def _abbreviated(facts: Facts, match: re.Match[str]) -> Wish:
    return _formatted(facts, match, "~s", "large numbers in short")


@_rules.add(
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:tick ?)?format(?: (?:to|as|is|of|string|=))* "
    rf"?(?P<q>{{Q}})",
    rf"{_SHOWN}(?P<q>{{Q}}) (?:as {{the}})?format{_ON}",
)
def _spelt_format(facts: Facts, match: re.Match[str]) -> Wish | None:
    """A format as the libraries write it."""
    pattern = re.sub(r"(?<![%a-zA-Z])d$", ".0f", facts.speech.opened(match["q"]))
    if not re.fullmatch(r"[$€£¥]?,?(?:\.\d)?~?[dfs%]|(?:%[a-zA-Z][ /.:,-]*)+", pattern):
        return None
    if match["ax"] is None and pattern.count("%") > 0 and not pattern.endswith("%"):
        return Wish(f"dates as {pattern}", lambda chart: with_format(chart, facts, "x", pattern))
    return _formatted(facts, match, pattern, f"format {pattern}")


@_rules.add(r"{no}(?:(?:number |date |dollar |euro |currency |percent )?format(?:ting|s)?)\b")
def _no_format(facts: Facts, match: re.Match[str]) -> Wish:
    def act(chart: Chart) -> Chart:
        return replace(chart, encodings={c: replace(e, format="") for c, e in chart.encodings.items()})

    return Wish("plain labels", act)


@_rules.add(
    rf"{_SHOWN}(?:{{ax}}(?: (?:labels?|values?|ticks?|numbers?))? ?)?(?:(?:formatted|written|looking|shown|look|"
    rf"format) )*(?:like|as|such as|in the form(?: of)?|in the style(?: of)?):? (?P<p>\S+)(?: (?P<tail>[%€$£]))?(?: "
    rf"(?:etc\.?|and so on))?{_ON}",
    rf"{_SHOWN}(?P<p>[$€£¥]?\d[\d.,]*[kKmM%]?)(?P<tail>(?!.)x)?[- ]style"
    rf"(?: (?:numbers?|labels?|values?|ticks?|format))?{_ON}",
)
def _numbers_like(facts: Facts, match: re.Match[str]) -> Wish | None:
    if match["p"].isdigit() and not re.search(
        r"number|value|figure|tick|label|axis|format|written|look|show|display|round|print", match[0]
    ):
        return None  # "I want like 40" is no way to write a number
    pattern = number_pattern(facts.speech.opened(match["p"]) + (match["tail"] or ""))
    return _formatted(facts, match, pattern, f"numbers as {pattern}") if pattern else None


def number_pattern(example: str) -> str:
    """The d3 format of an example number: "1,200", "12.5%", "$1.20", "3.4M"; empty for anything else."""
    found = re.fullmatch(
        r"(?P<sign>[$€£¥]?)(?P<whole>\d{1,3}(?P<group>(?:,\d{3})+)?|\d+)(?:\.(?P<part>\d+))?(?P<end>[kKmMbB%]?)",
        example.strip(),
    )
    if found is None or (re.fullmatch(r"[12]\d{3}", example.strip())):
        return ""
    digits = len(found["part"] or "")
    if found["end"] and found["end"] != "%":
        return f"{found['sign']}.{max(digits + len(found['whole']), 2)}s" if digits else f"{found['sign']}~s"
    return f"{found['sign']}{',' if found['group'] else ''}.{digits}{'%' if found['end'] else 'f'}"


@_rules.add(
    rf"{_SHOWN}(?P<what>full month names?|(?:short )?month names?|names of (?:the )?months|(?:the )?months? and (?:the "
    rf")?years?|(?:only |just )*(?:the "
    rf")?years?(?: only| alone)?)(?: (?:in|on|as|for|along) {{the}}(?:x(?:[- ]?axis)?|ticks?|labels?|axis|dates?)(?: labels?)?)"
)
def _month_names(facts: Facts, match: re.Match[str]) -> Wish:
    said = match["what"]
    month = "%B" if "full" in said else "%b"
    pattern = f"{month} %Y" if " and " in said else "%Y" if "year" in said else month
    return Wish(f"dates as {pattern}", lambda chart: with_format(chart, facts, "x", pattern))


@_rules.add(
    rf"{_SHOWN}(?:{{ax}} )?(?:dates?|time|months?|days?|(?:x )?(?:axis )?(?:ticks?|labels?)|{{ax}})(?: (?:labels?|"
    rf"values?|ticks?|axis))?(?: (?:like|as|in the form(?: of)?|(?:be )?(?:formatted|written|spelt|spelled|shown|displayed)(?: "
    rf"out)? (?:as|like)|in the format|format(?:ted)?|"
    rf"(?:should |to )?look(?:s|ing)? like|such as))+:? (?P<p>.+)",
    r"date format:? (?P<p>.+)",
    r"(?:use |with )?{the}(?:date )?(?:format|form) (?P<p>.+?) (?:for|on) {the}(?:x )?(?:dates?|ax[ie]s|labels?|ticks?|"
    r"months?)",
    phrase=True,
)
def _dates(facts: Facts, match: re.Match[str]) -> Wish | None:
    said = re.sub(r" (?:on|along|for) (?:the )?x(?:[- ]?axis)?$", "", facts.speech.literal(*match.span("p")))
    said = said.strip(" ,;")
    if (parts := _PARTS_OF_DATES.fullmatch(said.lower())) is not None:
        said = " ".join(_LETTERS[p] for p in (parts[1], parts[2], parts[3]) if p)
    if number_pattern(said):
        return None
    found = {date_pattern(example) for example in re.split(r",(?: and)? | and ", said)}  # "Jan, Feb, Mar" is one form
    pattern = found.pop() if len(found) == 1 else date_pattern(said)
    if pattern is None:
        return None

    def act(chart: Chart) -> Chart:
        channel = next(
            (c for c in ("x", "y") if facts.kind(chart.encoding(c).field) == "temporal" and not chart.encoding(c).aggregate),
            "x",
        )
        return with_format(chart, facts, channel, pattern)

    return Wish(f"dates as {pattern}", act, cost=-0.05)


_LETTERS = {"day": "DD", "month": "MMM", "year": "YYYY"}
"""Parts of a date by their names, as the letters of a format."""
_PARTS_OF_DATES = re.compile(r"(?:(day),? (?:and )?)?(?:the )?(month)(?:,? (?:and )?(?:the )?(year))?")


def date_pattern(example: str) -> str | None:
    """The strftime format of an example ("Jan 2024", "2024-01-31") or of letters ("YYYY-MM")."""
    months = "|".join(m[:3] for m in MONTHS)
    parts = (
        (rf"(?i:{'|'.join(MONTHS)})\b|MMMM", "%B"), (rf"(?i:{months})\b|MMM|(?i:mon)\b", "%b"), (r"[12]\d{3}|[Yy]{4}|%Y", "%Y"),
        (r"'\d\d|YY|yy|%y", "%y"), (r"(?i:month names?|full month)", "%B"), (r"(?i:short month)", "%b"),
        (r"(?i:years?)\b", "%Y"), (r"%[bBdmyYHMj]", ""),
    )  # fmt: skip
    found, place, numbers = "", 0, 0
    text = example.strip()
    while place < len(text):
        for source, form in parts:
            match = re.compile(source).match(text, place)
            if match:
                found += form or match[0]
                place = match.end()
                break
        else:
            match = re.compile(r"\d{1,2}|MM|DD|[md]{2}(?![a-z])").match(text, place)
            if match:
                day = match[0].lower() == "dd" or (
                    match[0].isdigit()
                    and (int(match[0]) > 12 or "%m" in found or "%b" in found or "%B" in found or "%Y" not in found)
                )
                found += "%d" if day and "%d" not in found else "%m"
                numbers += 1
                place = match.end()
            elif text[place] in " -/.,":
                found += text[place]
                place += 1
            else:
                return None
    if re.fullmatch(r"%d[-/. ]%Y", found) and text[0].isdigit():
        found = found.replace("%d", "%m")  # beside a year alone a number is a month
    return found if "%" in found else None


RULES = _rules.all()
