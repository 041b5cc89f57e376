"""Words of editing: small words, colours, palettes, figures of speech; constants only."""

from __future__ import annotations

from jupyter_viscode.intent.language.vocabulary import MONTHS

BOUNDARIES = frozenset((",", ";", ".", ":", "?", "!", "and", "then", "but", "also", "plus", "&", "–", "—", "(", ")"))
"""Where one wish may end and another begin."""

FILLERS = frozenset(
    """
    a an the it its this that them these those they is are be was were please can could would should you i i'd we me
    us my our to of on in at by for with as into from make makes making set sets setting change turn switch convert
    show display draw plot use using put give have get let keep add want like need instead now just so do does also
    rather chart graph plot figure picture diagram visualisation visualization otherwise graphic graphics see seen
    view look looks try maybe perhaps ok okay thanks kindly better best nicer preferable good great fine nice suits
    suit fits fit about how idea prefer preferred same thing things really actually simply possible help somehow own
    take taken old new current existing present become becomes becoming version might must shall ought let's i'll
    i'm that's it's think believe guess rather'd mind hey hi go goes going all each every everything anything
    nothing some any here there will which than one more very bit little too redo again
    """.split()
)
"""Words that mean nothing on their own in an edit."""

COMMENTS = frozenset(
    """kinda sorta idk tbh imo imho btw lol prof hates loves dislikes nicely cool cooler neater smarter
    ugly boring dull bland drab outdated wrong bad worse terrible awful horrible confusing confused misleading weird
    strange odd lovely pretty beautiful elegant fancy neat proper decent silly stupid evil annoying distracting
    unhelpful useless pointless easier easy easily obvious understandable friendly professional interesting useful
    handy lame hideous dreadful poor unclear clearer clearly crisp sensible reasonable hate love dislike enjoy hurt
    hurts strain bother bothers annoys suffer struggle teacher boss colleague colleagues audience reader readers
    manager supervisor professor client clients reviewer reviewers editor team says said say tell tells told asked
    asks complains complained thinks wants wanted wish wishes likes hope expect expects evolution development course
    corporate brand company official favourite favorite front sense bit lot deal fair considerably noticeably
    somewhat visibly significantly subtle discreet unobtrusive decent individual quick quickly properly correctly
    definitely certainly probably instance example interactive would've wouldn't could've it'd they're we're you're
    he's she's sorry oh well hmm um alright fine sure yes yeah no-one
    """.split()
)
"""Words of judgement, feeling and talk: beside a wish they say nothing, alone they are no wish."""

NEGATIONS = frozenset(
    """
    no not without don't dont doesn't never remove hide drop delete omit except excluding exclude avoid undo less
    nor neither hate dislike
    """.split()
)
"""Words that turn what follows into its opposite: a wish may not begin behind one."""

COLORS = """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
    cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod
    darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon
    darkseagreen darkslateblue darkslategray darkturquoise darkviolet deeppink deepskyblue dimgray dodgerblue
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey
    honeydew hotpink indianred indigo ivory khaki lavender lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightsteelblue
    lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple
    mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream
    mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
    paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown
    royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray snow
    springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen
    """.split()
"""CSS's names, which every library knows."""

_SHADES = ("dark", "light", "medium", "deep", "pale", "sky", "steel", "royal", "forest", "hot", "midnight", "dim", "slate")
_SHADED = "|".join(
    sorted(
        {f"{shade} ?{c.removeprefix(shade)}" for c in COLORS for shade in _SHADES if c.startswith(shade) and c != shade}
        | set(COLORS),
        key=len, reverse=True,
    )
)  # fmt: skip

SCHEMES = {
    name.lower(): name
    for name in """
        viridis plasma inferno magma cividis turbo Blues Greens Reds Greys Oranges Purples RdBu RdYlBu RdYlGn PiYG PRGn
        BrBG YlGnBu YlOrRd YlOrBr coolwarm spectral rainbow hot tab10 tab20 Set1 Set2 Set3 Paired Accent Dark2 Pastel1
        Pastel2
        """.split()
}
"""Palettes by their lower-case name."""

AGGREGATES = {
    "average": "mean", "avg": "mean", "mean": "mean", "averages": "mean", "means": "mean", "total": "sum", "totals": "sum",
    "sum": "sum", "sums": "sum", "median": "median", "medians": "median", "maximum": "max", "max": "max", "highest": "max",
    "largest": "max", "minimum": "min", "min": "min", "lowest": "min", "smallest": "min", "count": "count", "counts": "count",
    "number": "count", "standard deviation": "stdev", "std": "stdev", "variance": "variance",
}  # fmt: skip
"""Words of aggregates."""

NUMBER_WORDS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "nought": 0,
    "nil": 0,
    "dozen": 12,
}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
"""First and last month of a season."""

SET = (
    r"(?:(?:set|change|rename|make|give|add|use|with|put|let|have|and|update|replace|it|the|a|an|main|chart|plot|"
    r"figure|new|as|to|by) )*"
)
"""Words before what a title is set to."""
IS = r"(?: (?:to|as|is|of|be|should be|reads?|saying|with|it|=))*:? ?"
"""Words between a title and its text."""

_LOW = (
    r"(?:small|little|tini|low|short|few|least|bott?om|earli|old|cheap|slow|weak|poor|light|young|worst|minimum|min)"
    r"(?:er|est|ly)?"
)
_HIGH = (
    r"(?:large?|bigg?|high|tall|great|most|long|late|new|dear|expensive|costl[iy]|pric[iy]|fast|strong|rich|heavi|"
    r"busi|best|top|maximum|max)(?:e?r|e?st)?"
)
"""Adjectives that say little and much."""
_THINGS = (
    r"(?: (?:values?|bars?|ones?|slices?|[a-z]+(?= (?:first|leftmost|topmost|on top|at the top|on the left|at the "
    r"left|to the left|(?:should |to )?(?:come|be|stand|go)s? (?:first|leftmost|topmost|on top|at the top|on the left)"
    r"))))?"
)
_FIRST = (
    rf"{_THINGS}(?: (?:first|leftmost|topmost|on top|above(?! \d)|at the top|(?:on|at|to) the (?:far )?left|(?:should "
    rf"|to )?(?:come|be|stand|go)s? (?:first|leftmost|topmost|on top|at the top|on the left)))"
)
_AFTER = (
    r"(?: (?:values?|bars?|ones?|[a-z]+(?= (?:last|rightmost|on the right|at the bottom))))?(?: (?:last|rightmost|at "
    r"the bottom|(?:on|at|to) the (?:far )?right))"
)

MACROS = {
    "the": r"(?:(?:the|a|an|my|our|its|their|this|that|these|those|all|any|every|each|it|them) )*",
    "Q": "[\ue000-\uf7ff]",
    "till": r"(?: ?(?:to|and|until|till|through|thru|up to|-|–|—) ?)",
    "N": r"-?(?:\d[\d,]*\d|\d)(?:\.\d+)?(?: ?[km]\b| ?%)?",
    "n": rf"(?:\d+|{'|'.join(NUMBER_WORDS)})",
    "ax": r"(?:(?P<ax>[xy]|horizontal|vertical|category|categories|value|measure)(?:[- ]?ax[ie]s)?\b|(?P<both>both(?: "
          r"(?:the )?ax[ie]s| x and y(?:[- ]ax[ie]s)?)?|x and y(?:[- ]?ax[ie]s)?)\b)",
    "no": r"(?:no|not|without|remove|drop|hide|delete|clear|get rid of|turn off|switch off|disable|deactivate|take away|"
    r"take off|undo|"
          r"omit|eliminate|erase|suppress|quit|discard|cancel|(?:don't|do not|never) (?:use|show|have|want|need)) "
          r"(?:(?:the|a|an|any|all|my) )*",
    "color": rf"(?:#[0-9a-f]{{6}}\b|#[0-9a-f]{{3}}\b|\b(?:{_SHADED})\b)",
    "scheme": rf"\b(?:{'|'.join(SCHEMES)})\b",
    "agg": rf"\b(?:{'|'.join(sorted(AGGREGATES, key=len, reverse=True))})\b",
    "marks": r"(?:bars?|cells?|lines?|points?|dots?|circles?|markers?|columns?|areas?|slices?|boxes|box|violins?|"
             r"series|curves?|histogram)",
    "legend": r"(?:legend|(?:colou?r )?key)",
    "up": rf"(?:ascending(?:ly)?|asc|increasing(?:ly)?|rising|{_LOW}{_FIRST}|{_HIGH}{_AFTER}|(?:from )?(?:the "
          rf")?{_LOW} to (?:the )?{_HIGH})",
    "down": rf"(?:descending(?:ly)?|desc|decreasing(?:ly)?|falling|{_HIGH}{_FIRST}|{_LOW}{_AFTER}|(?:from )?(?:the "
            rf")?{_HIGH} to (?:the )?{_LOW})",
}  # fmt: skip
"""Pieces of patterns by the name that rules use."""


def color_of(words: str) -> str:
    """A colour's name as the libraries spell it."""
    return words.replace(" ", "")


def month_of(words: str) -> int:
    """The number of a month by its name."""
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(words[:3]))


def number(words: str) -> float | int:
    """A number in digits, or a small one in words; ``k``, ``m`` multiply and ``%`` divides."""
    text = words.strip().replace(",", "").replace(" ", "")
    if text in NUMBER_WORDS:
        return NUMBER_WORDS[text]
    factor = {"k": 1e3, "m": 1e6, "%": 0.01}.get(text[-1:], 1.0)
    value = float(text.rstrip("km%")) * factor
    return int(value) if value.is_integer() and "." not in text else value
