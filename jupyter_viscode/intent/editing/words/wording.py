"""Wording: an instruction as somebody wrote it goes in; the same in the words that the rules know comes out.

Numbers are written in digits, and a complaint that something is not needed becomes its removal. Quotations stay as they are.
"""

from __future__ import annotations

import re

from jupyter_viscode.intent.editing.words.lexicon import COLORS

_POWERS = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "mio": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_LARGE = re.compile(rf"\b(\d+(?:[.,]\d+)*) ?({'|'.join(_POWERS)})\b", re.I)
_EXPONENT = re.compile(r"\b(\d+(?:\.\d+)?)e\+?(\d{1,2})\b", re.I)
_START = r"(^|[,;.:] ?|\b(?:and|then|but) )"
_THING = r"((?:the |its |this |that |these |those |all |any |my )+(?:\w+ ){0,3}?\w+)"
_SIZES = {
    "big": "bigger", "large": "larger", "small": "smaller", "thick": "thicker", "thin": "thinner", "wide": "wider",
    "narrow": "narrower", "tall": "taller", "high": "higher", "short": "shorter", "dark": "darker", "light": "lighter",
    "bold": "bolder", "clean": "cleaner", "simple": "simpler",
}  # fmt: skip
"""Adjectives and their comparatives: "more big" is said by those who learn the language."""
_PLAIN: tuple[tuple[str, str], ...] = (
    (r"\b(\w+s)' (?=ax[ie]s|labels?|ticks?|titles?)", r"\1 "),
    (r" ?\b(?:with|as|in|by|to) (?:this|the following) (?:text|form|words?|wording|name|title|label|heading)s?:? ?"
     r"(?=\S)", ": "),
    (r"\b(title|headline|(?:[xy] )?axis|legend)(?:'s)?(?: text| label| name| title)? is "
     r"(?:missing|empty|wrong|unclear|absent)[,;.] "
     r"(?:so |and |please )*(?:write|put|add|use|say|make it|call it) (?=[\ue000-\uf7ff])", r"\1 title "),
    (r"\brather (have|see|use|want|like) ([^,;.]+?) than ", r"\1 \2 instead of "),
    (r"^(?:can|could|should|may) ((?:the|all|any|this|that|these|those) (?:\w+ ){0,3}?\w+) (?:go|be (?:removed|dropped|hidden|"
     r"deleted|left out))(?: away)?$", r"remove \1"),
    (r"(^|[,;.] )(?:the )?(\w+(?: \w+){0,2}?) (?:should|must|shall|need) not be (?:shown|displayed|included|drawn|plotted|"
     r"visible|"
     r"there|counted)\b", r"\1remove \2"),
    (r"(^|[,;.] )(\w+(?: \w+)?) (?:should|must|can|could|may) be (?:left out|removed|excluded|dropped|omitted|hidden|deleted)"
     r"(?=$|[,;.])", r"\1remove \2"),
    (r"\bgive (?:the )?([\w ]+?) the colou?r (?=\w)", r"make \1 "),
    (r"\b(navy|teal|crimson|maroon|turquoise|indigo|magenta) (?:blue|green|red|purple|pink)\b", r"\1"),
    (r"\bcompare (?:only|just) ", "only "),
    (r"\b(?:up )?(to|until|till) (?:and including )?the end of (?=(?:19|20)\d\d\b)", "until "),
    (r"\b(from|since) the (?:start|beginning) of (?=(?:19|20)\d\d\b)", r"\1 "),
    (r"\bfirst (?:six|6) months (?:of|in) (?=(?:19|20)\d\d\b)", "first half of "),
    (r"\blast (?:six|6) months (?:of|in) (?=(?:19|20)\d\d\b)", "second half of "),
    (r"\b(?:colou?r|paint) (?:only|just) ", "make "),
    (r"\b(make|colou?r|paint|show|draw|turn|fill|highlight) (?:the )?(?:bars?|lines?|columns?|slices?|box(?:es)?|areas?|"
     r"segments?|"
     rf"points?|dots?) (?:for|of) (?=[^,;.]*\b(?:{'|'.join(COLORS)})\b)", r"\1 "),
    (r"^how many (\w+)(?: instead)?$", r"number of \1 instead"),
    (r"((?:title|heading|headline|caption)\b[^,;.\ue000-\uf7ff]*[\ue000-\uf7ff])(?:,| and|, and) (make|set|print|draw) "
     r"(?:it|that|this) (?=(?:in |a bit |a little |much |slightly |even )*(?:bigger|larger|smaller|bold|italic))",
     r"\1, \2 the title "),
    (r"\biso (?:dates?|format)\b", "dates like 2024-01-31"),
    (r"(^|[,;.] )(?!(?:the |all )*(?:others?|rest)\b)(?:the )?(\w+(?: \w+)?) (?:(?:is|are) not|isn't|aren't) (?:really )?"
     r"(?:needed|necessary|wanted|relevant|required)\b", r"\1remove \2"),
    (r"\b(?:(?:should|must|shall|has to) )?be (?:changed|set|turned|made) (?:in|into|to) "
     r"(?=(?:dark|light|deep|pale)? ?(?:red|blue|green|"
     r"gr[ae]y|black|orange|purple|brown|yellow|pink))", "in "),
    (r"\blog[- ]?transform (?=\w)", "log scale on "),
    (r"\bonly (.+?) (?:is|are|be|being|has|have|gets?) (?:with |in |a )*colou?r(?:ed)?\b", r"all grey except \1"),
    (r"\bput ([\w ]+?) first, (?:and )?then ([\w ]+?)"
     r"(?:,? (?:and )?then (?:the |all )*(?:others?|rest|remaining))?(?=$|[,;.])", r"put \1 and \2 first"),
    (r"\b(?:cap|limit|cut|restrict) (?:it|them|this) (?:at|to) (?:the )?(?:top )?"
     r"(\d|1\d|two|three|four|five|six|seven|eight|nine|ten)(?=$|[,;.])", r"top \1"),
    (r"\b(do|does|did|is|are|was|ca|wo|would|could|should|have|has)nt\b", r"\1n't"),
    (r"\b(what|that|there|let)s(?= )", r"\1's"),
    (r"\b(?:dash|dot) ((?:the |all |its )?(?:lines?|curves?))\b", r"dashed \1"),
    (r"\b(\d+|one|two|three|no) (?:digits?|numbers?|figures?|places?) (?:after|behind) (?:the )?"
     r"(?:decimal )?(?:comma|point|dot)\b", r"\1 decimals"),
    (r"\b(\d+(?:\.\d+)?)-[a-z]+ (?:wide )?(?:bins|buckets|intervals)\b", r"bin width \1"),
    (r"\b(?:pls|plz|plse|thx|thank you)\b,? ?", ""),
    (r"^(?:(?:so|hey|hi|hello|ok|okay|well|and)[ ,]+)*(?:please )?(?:how (?:do|can|could|would|should) (?:i|we|you|"
     r"one)|(?:would|do) you mind|is it possible to|it is possible to|what about|how about|what if (?:we|i|you|"
     r"one)) (?:do that |make that |get that )?", ""),
    (r"(\b(?:excl|incl|approx|max|min|avg|no|vs))\.(?= )", r"\1"),
    (r"\b(?:my|our|his|her) [a-z]+ (?:wants|would like|prefers|asks? for|asked for|needs|insists on|said)(?: (?:it|"
     r"this|that|them|us|me))?(?: to (?:have|see|be))? ", ""),
    (r"^(?:(?:the|our|my|all) )?[a-z]+ (?:should|must|need to|want to|ought to|has to|have to|can|could) (?:all "
     r")?(?:be able to (?:see|read|find|recogni[sz]e)|see) ", "show "),
    (r"[,;.]? ?(?:and |so |please |can you |could you )*(?:fix|solve|repair|mend|address|improve|correct) (?:it|this|"
     r"that|them)\b", ""),
    (r"\blet us\b", "let's"),
    (r"(\bax[ie]s\b[^;.]*?)\bthe (horizontal|vertical|x|y|other) one\b", r"\1the \2 axis"),
    (r" \+ (?=\w)|(?<=[a-z])\+(?=[a-z])", " and "),
    (r"\b(red|blue|green|gr[ae]y|orange|pink|yellow|cyan|brown) (dark|light)\b", r"\2 \1"),
    (r"\b(?:take|leave|get|throw) out (?:of|from) (?:the |this )?(?:chart|plot|graph|graphic|picture|figure) ", "remove "),
    (r"\b(?:take|leave|get|throw) ([^,;.]+?) out of (?:the |this )?(?:chart|plot|graph|graphic|picture|figure)\b",
     r"remove \1"),
    (r"(?:^|(?<=[,;.] ))(\w+(?: \w+)?) (?:is|are) [^,;.]+[,;.] (?:so |and |please )*(?:leave|take|drop|remove|hide|"
     r"exclude|omit|skip|throw) (?:it|them)(?: (?:out|away|off))?\b", r"remove \1"),
    (r"(\blines?\b[^;.]*?),? and (?:colou?r|paint|draw|make) it (?:in )?(?=(?:dark |light )?(?:red|blue|green|gr[ae]y|"
     r"black|orange|purple|brown)\b)", r"\1 in "),
    (r"\b([1-9]\d{0,2}) (?=\d{3}\b)", r"\1"),
    (r"\b(?:starts?|begins?) ((?:the )?(?:\w+ )?(?:axis|scale)) (?:at|from|with) (-?[\d,.]+) and (?:ends?|stops?|goes?|runs?)"
     r"(?: it)? (?:up )?(?:at|to|with) (?=\d)", r"\1 from \2 to "),
    (r"\bi(?:'m| am)? (?:only|just) (?:care about|interested in)(?: [a-z]+:)? ", "only "),
    (r"\b(sort(?:ed)?|order(?:ed)?|rank(?:ed)?) of (?=(?:the )?(?:high|low|big|small|larg|great|most|least))", r"\1 from "),
    (r"\bthe (?:whole|entire) (?:thing|chart|plot|figure|picture|graph)\b", "the chart"),
    (r"\bit is (?:necessary|important|needed|useful|better|required) (?:to|that) ", ""),
    (r"[,;.]? ?(?:and )?(?:the )?(?:rest|others?|everything else) (?:stays?|remains?|(?:can|should|may|must) (?:stay|"
     r"remain|be left))(?: (?:as (?:it is|they are|is)|the same|unchanged|alone))?(?=$|[,;.])", ""),
    (r"\b[a-z]+ \((#[0-9a-f]{6})\)", r"\1"),
    (r"\bwhat(?:'s|s| is) the (?=mean|average|avg|median)", "what is the "),
    (r"\b(?:replace|exchange|substitute|swap) (?:the |these |those )?(?:bars|lines|points|dots|boxes|violins|pie|"
     r"slices|columns|areas?|histogram|heat ?map|donut) (?:by|with|for) (?:a |an )?", "use "),
    (r"(?:^|(?<=[,;.] ))(?:i (?:think|believe|find|feel)(?: that)? )?(?:an? |the )?[a-z]+(?: charts?| plots?)? "
     r"(?:would be|would look|is|are|looks?|seems?) (?:too |very |so |a bit |really |rather )*"
     r"(?:misleading|ugly|confusing|bad|wrong|awful|boring|dull|terrible|horrible|childish|old-fashioned|"
     r"unprofessional)(?:[,;.] |,? so | and )(?:so )?", ""),
    (r"[;.] (?:and )?(?=(?:the |all )*(?:others?|rest)\b)", ", "),
    (r"\b(chart|plot|graph) of (bars|columns|lines|points|boxes|violins)\b", r"\2 chart"),
    (r": ?(?=[\ue000-\uf7ff])", " "),
    (r"\bfade (.+?) to (\d+ ?%|0?\.\d+)", r"\1 opacity \2"),
    (r"\b(?:take|throw|leave|get|kick|cut|filter) ((?:\w+ ){0,2}?\w+) out\b(?! of)", r"remove \1"),
    (r"\btoo (?:few|many) ([a-z]+)[,;.] (?:(?:i|we|it|them|want|need|make|use|take|give me|have|"
     r"like|about|around|maybe|say|rather) )*"
     r"(\d+)$", r"\2 \1"),
    (r",? (?:with|sharing|on|that share|and share) (?:the same|one|a (?:common|shared)|shared|common) "
     r"(?:[xy][- ])?(?:ax[ie]s|scales?)\b", ""),
    (r"\b(ax[ie]s) (?:of (?:the )?)?([xy])\b(?! (?:and|is|at))", r"\2 \1"),
    (r"\bgive (?:to )?((?:the )?[xy] axis|the legend|the chart) the (?:name|title|label) (?=[\ue000-\uf7ff])", r"\1 title "),
    (r"\[ ?(-?\d[\d.]*) ?[,;] ?(-?\d[\d.]*) ?\]", r"from \1 to \2"),
    (r"\b(to|in|within|only|need|for) (?:the |a )?(?:[\w-]+ )?(?:window|interval|range|span) "
     r"(?=(?:from |between )?-?\d)", r"\1 "),
    (r"\b(an?|one|there) line (vertical|horizontal)\b", r"\1 \2 line"),
    (r"[,;] (?:that is|that means|i\.e\.|namely|in other words),? (?=by\b)", " "),
    (r"\bin (?:place|lieu) of\b", "instead of"),
    (r"\bw/o ", "without "),
    (r"\bw/ ?", "with "),
    (r"\btoo much (?=[a-z]+)", "too "),
    (r"\bgive (?:it|him|her|them|this|that) (?=[a-z])", "add "),
    (r"((?<!trend )(?<!regression )\blines?\b[^;.]*?),? and (?:label|name|call|title) it (?:as |with "
     r")?(?=[\ue000-\uf7ff])", r"\1 labelled "),
    *((rf"\bmore {adjective}\b", comparative) for adjective, comparative in _SIZES.items()),
    (r"\b(?:only|just) ([^;.]+?) (?:matters?|counts?|(?:is|are) (?:relevant|needed|required|of interest|interesting|"
     r"important)|interests? (?:me|us|them))(?: here| to (?:me|us)| now)?(?= ?[,;.]|$)", r"only \1"),
    (r"[,;.]? ?(?:and |the )*(?:others?|other ones|rest) (?:are |is |do |does )?(?:not|don't|doesn't|un) ?(?:needed|"
     r"necessary|important|interesting|wanted|matter|count|relevant)\b", ""),
    (r"\b(?:one (?:beside|next to|by|near) (?:the )?(?:other|another)|(?:beside|alongside|next to|near) (?:each other|"
     r"one another))\b", "side by side"),
    (r"\b(?:one (?:over|above|upon|on(?: top of)?) (?:the )?(?:other|another))\b", "on top of each other"),
    (r"\b(?:starts?|begins?|goes?|runs?|from) (?:at |from |with )?(-?\d[\d,.]*) (?:and |, )?(?:goe?s?|ends?|stops?|"
     r"runs?|finish(?:es)?|reach(?:es)?) (?:up )?(?:to |at |with )?(?=\d)", r"from \1 to "),
    (r",? please(?=:)", ""),
    (r"\be\. ?g\.,? ?|\bi\. ?e\.,? ?", ""),
    (r",? ?\b(?:if (?:you can|you could|possible|that's possible|it's possible|you like|you don't mind|at all "
     r"possible)|when you have (?:time|a moment)|for (?:me|once|a change)|would be (?:ideal|perfect|great|nice|good|"
     r"fine|lovely|best|enough))$", ""),
    (r"\b(.+?) (?:suffices?|(?:is|are) (?:enough|sufficient|all (?:i|we) need)|will (?:do|suffice)|would (?:do|"
     r"suffice))$", r"only \1"),
    (r"(?<=\w )'?em\b", "them"),
    (r"\b(?:gimme|lemme see|lemme have)\b", "give me"),
    (r"\b(?:wanna|gotta) (?:see|have|get) ", "want "),
    (r"(?<=\d) ?(?:\.\.\.?|…) ?(?=-?\d)", " to "),
    (r"\b(?:very|utmost|absolute|extreme) (?=(?:end|top|bottom|beginning|start|left|right|first|last|front)\b)", ""),
    (r"\b(?:more [a-z]+|better|clearer|nicer|easier) than (?:a|an|the|this|that) \w+$", "better"),
    (_START + r"(?:nobody|no one|none of us) (?:really )?(?:needs|wants|reads|cares (?:about|for)|looks at|uses) ",
     r"\1remove "),
    (r"\b(?:does|did|is|are|would|could|should|need|must|have)n'?t\b", "not"),
    (r"\b(?:(?:do|does|did) not|don't) (?=(?:need|have) to\b)", "not "),
    (r"\b(?:no longer|not any (?:more|longer))\b", "not"),
    (r"\b(no|not|without) (.+?) any ?(?:more|longer)\b", r"\1 \2"),
    (_START + r"(?:i |we )?(?:do not|don't|not) (?:really )?(?:need|want|like|care (?:for|about))(?: to (?:see|have|"
              r"show|look at|read))? (?!to\b)", r"\1remove "),
    (_START + r"(?:get|be|let's get) rid of |" + _START + r"(?:lose|ditch|scrap|kill|strip|do without|do away with|"
              r"dispense with|take out|leave off|take off|switch off|turn off) (?=(?:the|all|any|its|my|every)\b)",
     r"\1\2remove "),
    (_START + _THING + r" (?:(?:can|could|may|should|must) (?:go(?! (?:from|to|up|until|till|since|on|in|down|left|right|below|"
                       r"above|under|first|last|side|outside|inside|between|into|with|by|next))|disappear|vanish|be "
                       r"(?:gone|removed|deleted|erased|dropped|hidden|left out|omitted))(?: away)?|(?:has|have|"
                       r"needs?) to go(?! )|"
                       r"(?:is|are) (?:superfluous|unnecessary|not (?:needed|necessary|wanted|useful)))\b", r"\1remove \2"),
    (_START + r"no more (?=[a-z]+)", r"\1no "),
    (_START + r"(?:don't|do not|never) (?:show|include|count|consider|plot|display) (?!any\b)", r"\1remove "),
    (_START + r"(?:forget(?: about)?|never mind|(?:we )?can do without|could do without|no need (?:for|of)|there is "
              r"no need (?:for|of)|(?:please )?spare me) (?!to\b)", r"\1remove "),
    (r"\bi(?:'m| am) not interested in ([^,;]+)(?:,? (?:so )?(?:please )?(?:remove|drop|hide|omit|leave|throw) (?:it|"
     r"them)(?: (?:out|away))?)?", r"remove \1"),
    (r"(\bremove [^,;.]+)[,;.] (?:so |and |please )*(?:take|throw|leave|remove|drop|hide|delete|kick) (?:it|them)"
     r"(?: (?:away|out|off))?(?=$|[,;.])", r"\1"),
    (r"\b(?:show|keep|display|plot|draw|want) ([^;]+?),? (?:and )?(?:nothing|nobody|no one|none) (?:else|other)\b", r"only \1"),
)  # fmt: skip
"""Ways of saying a plain thing, and the plain thing."""
_THINGS = frozenset(
    """
    title heading headline caption subtitle legend key grid gridlines lines labels label names ticks background
    colours colors colour color axis axes numbers values markers dots points bars bar line font text letters legends
    order sorting palette theme trend trendline
    """.split()
)
"""Things a pronoun may stand for."""
_STATED = re.compile(
    r"^(?:(?:please|well|oh|hm+|sorry|hi|hey|so|and|but)[, ]+)*(?:who needs |what is |where (?:is|are) |do we "
    r"(?:really )?need |what about |is |are |i (?:don't|can't|cannot|can hardly|hardly|dislike|hate|do not) ?(?:like |"
    r"read |see |need )?)?"
    r"(?P<thing>(?:the|a|an|these|those|this|that|my|your|our|its|tiny|small|huge|big|ugly|thin|thick|long|short) [^,;?!.]+)$",
    re.I,
)
"""A clause that says something of a thing, and asks for nothing."""
_PRONOUN = re.compile(
    r"^(?P<lead>(?:so |please |and |just |then |now |(?:can|could|would|will) (?:you|u|we|i) )*)(?P<verb>[a-z]+) "
    r"(?:it|them|these|those|"
    r"that one)\b(?! (?:as|with) (?:a|an) )",
    re.I,
)
_ANSWERED = re.compile(_PRONOUN.pattern.removesuffix("(?! (?:as|with) (?:a|an) )"), re.I)
"""The same behind a question: "what is the mean? draw it as a line"."""
_CLAUSES = re.compile(r"([,;?!.]+ |[,;?!.]+$| and (?:please )?| so (?:please )?)")
_VALUE = re.compile(r" (?:is|are|=|:) (?:#[0-9a-f]{3,6}\b|\d|[\ue000-\uf7ff])", re.I)
"""What a thing is said to be: "our colour is #004488"."""
_OF_THE_CHART = frozenset("make show draw do redo give let".split())
"""Verbs whose "it" is the chart, unless it was just spoken of its size or colour."""


def plain(text: str) -> str:
    """The instruction in plainer words; private characters, which stand for quotations, stay."""
    for pattern, words in _PLAIN_FORMS:  # the order counts
        text = pattern.sub(words, text)
    text = _resolved(text)
    text = _LARGE.sub(lambda m: f"{float(m[1].replace(',', '')) * _POWERS[m[2].lower()]:.0f}", text)
    return _EXPONENT.sub(lambda m: f"{float(m[1]) * 10 ** int(m[2]):.0f}", text)


def _resolved(text: str) -> str:
    """What is said of a thing and then wished with a pronoun, as one wish: "the legend is huge, hide it"."""
    parts = _CLAUSES.split(text)
    for i in range(0, len(parts) - 2, 2):
        stated = _STATED.match(parts[i].strip())
        asked = parts[i].lower().startswith("what is")
        follows = (_ANSWERED if asked else _PRONOUN).match(parts[i + 2])
        named = [w for w in re.findall(r"[a-z]+", stated["thing"].lower()) if w in _THINGS] if stated else []
        words = (
            re.match(
                r"\S+ ((?:\S+ ){0,2}?\S+)(?= (?:is|are|was|were|looks?|seems?|covers?|hides?|overlaps?|takes?|needs?|"
                r"should|runs?|can|can't|sits?|gets?|stands?|does|do|has|have)\b|$)",
                stated["thing"],
            )
            if stated
            else None
        )
        if not stated or not words or not follows:
            continue
        if follows["verb"].lower() in ("use", "take", "apply", "choose") and _VALUE.search(stated["thing"]):
            parts[i + 1] = parts[i + 2] = ""
            continue
        thing = words[1] if named or asked or follows["verb"].lower() not in _OF_THE_CHART else ""
        if thing:
            parts[i + 2] = f"{follows['lead']}{follows['verb']} the {thing}{parts[i + 2][follows.end() :]}"
            parts[i] = parts[i + 1] = ""
    return "".join(parts)


_PLAIN_FORMS = tuple((re.compile(pattern, re.I), words) for pattern, words in _PLAIN)
