"""Notions: what words stand for in a clause that asks for an edit; tables only."""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "gone": """
        remove delete drop hide without don't dont doesn't nor omit clear no not off away gone vanish disappear unnecessary
        superfluous skip eliminate disable none never removed hidden minus suppress forget scrap lose leave exclude
        needless unneeded redundant kick kicked chuck toss trash nuke erase erased wipe cut dump banish
        strip stripped removal taking leaving""",
    "back": "back again missing restore bring where return needs lacks lacking lack",
    "legend": "legend key legends",
    "colorbar": "colorbar colourbar",
    "grid": "grid gridline gridlines raster",
    "title": "title heading headline caption titles headings header",
    "labels": "label labels tick ticks ticklabels names ticklabel tickmarks",
    "text": """
        print text texts font fonts letters lettering letter type characters writing everything words fontsize print. glyphs
        lettersize""",
    "size": "size sizes sized",
    "chart": """
        chart plot graph figure diagram picture image canvas visualisation visualization it drawing visual figure's chart's""",
    "axis": "axis axes",
    "x": "x",
    "y": "y",
    "both": "both",
    "inside": "inside within in",
    "place": """
        right left top bottom outside above below under beneath underneath up beside right-hand left-hand aside next lower
        upper bottom-right""",
    "corner": """corner side edge margin hand upper lower middle center centre next to of beside position spot area space""",
    "cover": """
        cover covers covering obscure obscures obscuring block blocks blocking obstructs hides hiding hide sits sit hid
        concealing conceals conceal masks masking""",
    "overlap": """
        overlap overlaps overlapping collide collides colliding crowded cramped squeezed squashed crash clash touch touching
        mess messy jumbled dense tight close overplotted together overlapped overplotting bunched cluttered crammed stacked
        cramp""",
    "unread": """
        hardly barely scarcely can't cannot couldn't unable difficult hard impossible illegible unreadable trouble hardest
        tough""",
    "read": """
        read readable legible decipher see seen recognise recognize make out reading tell visible understand clearer legibly
        discern legibility visibility""",
    "angle": """
        rotate rotated turn turned tilt tilted slant slanted incline inclined angle angled diagonal diagonally oblique
        rotation sloping slanting askew lean leaning slope sloped inclination 45-degree""",
    "level": "level straight horizontal horizontally flat unrotated",
    "upright": "vertical vertically upright perpendicular",
    "up": """
        bigger larger more increase enlarge grow greater raise bump boost augment enlarged magnify bolder enhance expand double
        wider grown blow inflate""",
    "down": "smaller less fewer decrease reduce shrink decreased reduced tone shrunk compress diminish lessen",
    "small": "small tiny little minuscule microscopic narrow short",
    "big": "big large huge enormous giant oversized",
    "too": "too so very enough far way overly much rather",
    "wide": """wide wider broad broader width stretch stretched widen landscape panorama widescreen broaden elongate""",
    "high": "tall taller high higher height heighten",
    "narrower": "narrower slimmer narrow",
    "lower": "shorter flatter",
    "square": "square",
    "unit": "inch inches cm centimeters centimetres px pixels pixel",
    "pt": "pt point points",
    "degrees": "degrees degree deg °",
    "lines": "line lines curve curves stroke strokes",
    "dots": "dot dots marker markers circle circles bubbles balls points point",
    "thin": "thin thinner fine finer faint delicate",
    "thick": "thick thicker bold bolder fat fatter heavy heavier strong stronger",
    "see-through": "transparent translucent see-through transparency opacity alpha faded ghostly",
    "percent": "percent % percentage percentages pct percents shares share",
    "log": "log logarithmic logarithm logarithmically logs logscale",
    "root": "sqrt root square-root",
    "linear": "linear",
    "scale": """
        scale scales scaled scaling range limits limit domain extent span zoom values run runs go goes set axis-scale""",
    "begin": """
        begin start begins starts starting beginning originate baseline base contain contains include includes including
        reach down""",
    "zero": "0 zero origin nought nil",
    "upto": """
        end ends stop stops limit limited max maximum cap capped cut until ending to at most upper cut-off truncate over
        beyond past exceed exceeding after above""",
    "reverse": """
        reverse reversed invert inverted backwards backward upside down flip flipped mirror mirrored decreasing opposite
        direction turn around other way""",
    "money": "dollar dollars usd $ euro euros eur € pounds sterling gbp £ yen ¥ currency",
    "thousands": "thousand thousands comma commas separator separators delimiter delimiters digit grouping",
    "millions": "million millions mio abbreviate abbreviated shorten compact billions si k m bn",
    "scientific": "scientific exponential exponent exponents notation 1e7 1e6 1e9 1e8 e-notation sci",
    "decimals": "decimal decimals digits digit places cent cents pennies penny fraction fractions fractional",
    "year": "year years yearly",
    "month": "month months months'",
    "only": "only just simply merely solely",
    "sort": """
        sort sorted sorting order ordered ordering rank ranked ranking arrange arranged arrangement sequence line-up""",
    "original": "original originally default initial normal first natural data file table before was usual standard",
    "mark": """
        bar bars column columns slice slices box boxes cell cells area areas band bands series wedge segments segment tile
        tiles square squares bar's bars' boxplots""",
    "data": """
        data values value number numbers figures amount amounts counts quantity quantities many much percentage exact total
        totals sum sums mean average share value's median values' figure""",
    "change": "change changed changes difference differ differs develop increase growth moved",
    "per": "per each every a one single its their own individual separate respective apiece",
    "time": "day days week weeks month months quarter quarters year years hour hours monthly weekly daily yearly quarterly",
    "from": "from to over by than previous last before",
    "compare": "compare comparing comparable tell apart distinguish distinguished tellable",
    "many": "many much lots plenty tons loads several",
    "colors": "colour colours color colors colourful colorful hues palette scheme colormap colourmap",
    "blind": "blind blindness colorblind colourblind accessible",
    "clean": """
        clean cleaner clutter cluttered busy minimal minimalist minimalistic simpler simple tidy tidier overloaded
        decluttered unobtrusive plainer""",
    "dark": "dark night black nighttime",
    "light": "light white bright",
    "theme": "theme mode style look background backdrop",
    "presentation": """
        slide slides presentation projector screen poster page beamer lecture talk print-out printout paper handout""",
    "whole": "whole integer integers full rounded round entire",
    "show": """
        show add write put display print include draw see want label annotate insert give need have with indicate note state
        spell mark mention tag flag circle star pinpoint reveal plot please visible appear let where point which when
        displayed shown written printed drawn marked labelled labeled circled pointing whereabouts add-on""",
    "most": "maximum max highest peak largest biggest top best record longest tallest greatest high",
    "least": "minimum min lowest smallest worst trough bottom shortest least weakest low fewest",
    "emphasis": """
        highlight highlighted emphasise emphasize stand noticeable pop attention stands visible highlighting""",
    "lying": "lying lie sideways horizontal horizontally flat lay laid sidewards lengthways sideward recumbent",
    "panel": """
        panel panels subplot subplots facet facets facetted faceted trellis mini-chart mini-charts multiples chart charts
        plot plots graph graphs""",
    "move": "move moved shift relocate reposition moving",
    "fill": "fill filled filling shade shaded",
    "split": "split break divide separate breakup apart broken divided",
    "restrict": "restrict restricted confine limit limited crop clip zoom focus narrow window",
    "trend": "trend trendline trendlines regression tendency fit fitted fitting",
    "cumulative": "cumulative cumulated cumulatively accumulate accumulated accumulating cumsum",
    "short": "short abbreviated abbreviate shortened three-letter",
    "separator": "comma commas separator separators delimiter delimiters digit grouping",
    "kind": "columns donut areas treemap line lines bar bars pie area scatter histogram heatmap donut violin boxplot "
    "strip swarm",
    "bins": "bin bins bucket buckets interval intervals class classes",
    "categories": "categories category groups bars items entries",
    "hole": "hole holes hollow doughnut donut ring",
    "stat": "mean average avg median",
    "front": "first leftmost topmost top start beginning front head left",
    "rear": "last rightmost end bottom right final finally",
    "behind": "behind background backdrop",
    "single": "one single just",
    "stack": "stack stacked stacking pile piled piling heap",
    "swap": "swap swapped switch exchange interchange transpose transposed",
    "copula": "is are looks look seems seem appears was were gets",
}
"""Notions and the words that stand for them; a word may stand for several."""

PHRASES = {
    "down side": "place",
    "bottom side": "place",
    "up side": "place",
    "top side": "place",
    "left side": "place",
    "right side": "place",
    "colour bar": "colorbar",
    "color bar": "colorbar",
    "grid lines": "grid",
    "grid line": "grid",
    "tick labels": "labels",
    "tick marks": "labels",
    "axis labels": "labels",
    "run into": "overlap",
    "one another": "overlap",
    "stand out": "emphasis",
    "stands out": "emphasis",
    "standing out": "emphasis",
    "pop out": "emphasis",
    "in the way": "cover",
    "on top of": "overlap",
    "square root": "root",
    "figure size": "size",
    "see through": "see-through",
    "upside down": "reverse",
    "right to left": "reverse",
    "top to bottom": "reverse",
    "other way round": "reverse",
    "other way around": "reverse",
    "cut off": "upto cut",
    "too many": "too many",
    "run over": "overlap",
    "as before": "original",
    "sum up": "cumulative",
    "adds up": "cumulative",
    "add up": "cumulative",
    "adding up": "cumulative",
    "sum it up": "cumulative",
    "add it up": "cumulative",
    "running total": "cumulative",
    "running sum": "cumulative",
    "so far": "cumulative",
    "best fit": "trend",
    "small multiples": "panel",
    "small multiple": "panel",
    "lying down": "lying",
    "on its side": "lying",
    "on their side": "lying",
    "on their sides": "lying",
    "any order": "sort",
    "at most": "upto",
    "up to": "upto",
    "make out": "read",
    "tell apart": "compare",
    "each other": "overlap",
    "type of": "nothing",
    "types of": "nothing",
    "kind of": "nothing",
    "kinds of": "nothing",
    "sort of": "nothing",
    "colour map": "colors",
    "color map": "colors",
    "colour scheme": "colors",
    "color scheme": "colors",
    "guide lines": "grid",
    "guiding lines": "grid",
    "help lines": "grid",
    "helper lines": "grid",
    "legend box": "legend",
    "legend entries": "legend",
    "color legend": "legend",
    "colour legend": "legend",
    "font size": "text size",
}
"""Words that stand for something only together."""

TAGS: dict[str, frozenset[str]] = {}
for _notion, _words in _WORDS.items():
    for _word in _words.split():
        TAGS[_word] = TAGS.get(_word, frozenset()) | {_notion}
NOTIONS = frozenset(TAGS)
"""All words that stand for something here."""
SILENT = frozenset(
    """
    after behind lie lies lying along across against among via if while when having had has they them our your he
    she onto near around almost nearly always anyway honestly actually basically please kindly sign signs symbol
    symbols prefix because since as well currently can't possible also only just really quite rather pretty still
    currently always here there again than thing way see like get gets got look looks looking seem seems so would
    could should may might must can will be being been its own which who what how when do does am listed clockwise
    patients people reader readers audience anyone nobody me us somebody person boss eye eyes help helps helpful
    useful appreciate appreciated great nice good better would wouldn't place did does done was were runs run goes
    go placed put position positioned move moved sit sits stand located side
    """.split()
)
"""Words that say nothing; they count only where a sense asks for them."""


BEYOND = frozenset(
    """
    shadow shadows 3d three-dimensional animation animate animated animations sound music email mail printer
    spreadsheet logo watermark emoji emojis icon icons photo photos glow glowing neon sparkle sparkles glitter cat
    dog stripes striped hatch hatched hatching texture ellipse ellipses arrow arrows outliers outlier notch notches
    forecast border borders frame video gif dance blink spin explode exploded pull rounded gradient gradients
    interactive tooltip tooltips slider button buttons dropdown link hyperlink password internet website database
    excel powerpoint pdf png svg file folder save saved export download undo redo revert wind weather joke planet
    """.split()
)
"""Things that no edit of a chart makes: a clause that speaks of them is not understood by the rest of its words."""
