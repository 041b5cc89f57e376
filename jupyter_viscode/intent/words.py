"""Words: what enters are strings; what leaves are stems, tokens of names, and how alike two words are.

English only, and small on purpose: the vocabulary holds general synonyms and abbreviations of everyday data, nothing else.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

STOP = frozenset(
    """
    a an the of and or to for in on at with as is are was were be been being it its this that these those their
    there them they what which who whom whose how show me give return find list part named called display draw plot
    visualize visualise create make get tell please can could would you i we want like need let us using use used
    via into from by per each every all any some do does did has have had having also along together combined
    respectively corresponding according about graph chart diagram figure plot picture so than then if when where
    while along including include compute calculate retrieve fetch provide produce report generate present
    illustrate see look my our your his her he she different distinct various unique many much more most less least
    same other others whole entire just only within between among against across
    """.split()
)
"""Words that carry no content of their own."""

_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "mice": "mouse", "geese": "goose",
    "teeth": "tooth", "data": "data", "series": "series", "species": "species", "movies": "movie", "cookies": "cookie",
    "wives": "wife", "lives": "life", "leaves": "leave", "criteria": "criterion", "indices": "index", "analyses": "analysis",
    "status": "status", "bus": "bus", "gas": "gas", "address": "address", "class": "class", "campus": "campus", "sales": "sale",
    "ids": "id", "buses": "bus", "bonuses": "bonus", "campuses": "campus", "viruses": "virus", "sent": "send", "shoes": "shoe",
    "toes": "toe", "has": "has", "is": "is", "was": "was", "this": "this", "yes": "yes", "news": "news", "plus": "plus",
    "census": "census", "bonus": "bonus", "virus": "virus", "genus": "genus", "lens": "lens", "corpus": "corpus",
    "focus": "focus", "basis": "basis",
}  # fmt: skip

_SYNONYM_SETS = """
price cost fee charge fare
salary wage pay earning income earn
revenue sale turnover
amount total sum
customer client buyer shopper
employee staff worker personnel
student pupil
teacher instructor lecturer professor
instructor teacher professor lecturer
doctor physician
company firm business corporation enterprise
country nation nationality
city town
movie film
song track
singer artist
car vehicle automobile auto
product item good
order purchase
date day time
year yr
month mon
quantity qty amount
number no num count
address location
location place venue site
phone telephone
type kind category sort
category kind genre
grade score mark point
rank ranking rating position
score rating point
size capacity magnitude
population resident inhabitant citizen people
gender sex
job occupation profession position title role
department dept division
maximum max highest top peak
minimum min lowest
average avg mean
begin start
end finish
begin open
result outcome
team club
country region zone territory
height tall elevation
weight heavy mass
age old young
area size
length long duration
duration runtime
speed fast velocity
temperature temp
distance far
budget funding
party group
description detail
detail info information
manager head leader
name title
id identifier key number code
code abbreviation
level tier
percent percentage share rate
kg kilogram kilogramme kilo
litre liter
metre meter
profit margin gain
founded established
millilitre milliliter ml
kilometre kilometer km
kilo kg
euro eur
hectolitre hl
calorie kcal
discount rebate
person people individual
document paper
flight trip
airline carrier
airport field
ship vessel boat
shop store
hire employ recruit
birthday birth dob
death casualty fatality
language tongue
hometown home
precipitation rain rainfall
origin country nation
wind breeze
loss lost lose losing
sale sold sell selling
birth born
sown sow sowing
grown grow growing growth
payment paid pay paying
death died die dying
flight flew fly flying
weight weigh weighed weighing
purchase bought buy
written write wrote writing
made make making
built build building
held hold holding
drawn draw drawing
driven drive drove driving
difficulty difficult hard
mileage mpg
email mail
latitude lat
longitude long lng lon
"""

_ABBREVIATIONS = {
    "fname": ("first", "name"), "lname": ("last", "name"), "firstname": ("first", "name"), "lastname": ("last", "name"),
    "dob": ("date", "birth"), "dept": ("department",), "emp": ("employee",), "prof": ("professor",), "apt": ("apartment",),
    "qty": ("quantity",), "amt": ("amount",), "avg": ("average",), "num": ("number",), "no": ("number",), "nbr": ("number",),
    "cnt": ("count",), "addr": ("address",), "desc": ("description",), "cat": ("category",), "loc": ("location",),
    "yr": ("year",), "yrs": ("year",), "mgr": ("manager",), "org": ("organization",), "cust": ("customer",),
    "prod": ("product",), "acct": ("account",), "pct": ("percent",), "perc": ("percent",), "temp": ("temperature",),
    "max": ("maximum",), "min": ("minimum",), "pop": ("population",), "pos": ("position",), "std": ("standard",),
    "tel": ("telephone",), "vol": ("volume",), "wt": ("weight",), "ht": ("height",), "lang": ("language",),
    "univ": ("university",), "uni": ("university",), "gov": ("government",), "intl": ("international",), "sem": ("semester",),
    "lat": ("latitude",), "lon": ("longitude",), "lng": ("longitude",), "asst": ("assistant",), "doc": ("document",),
    "docs": ("document",), "ref": ("reference",), "temps": ("temperature",), "info": ("information",), "cyl": ("cylinder",),
    "mpg": ("mile", "gallon"), "hp": ("horsepower",), "gdp": ("gdp",), "msrp": ("price",), "rev": ("revenue",), "id": ("id",),
    "yn": (), "flag": (), "flg": (), "ind": (), "mth": ("month",), "sal": ("salary",), "nm": ("name",), "cd": ("code",),
    "dt": ("date",), "typ": ("type",), "mi": ("mile",), "nr": ("number",), "ft": ("foot",), "hrs": ("hour",), "hr": ("hour",),
    "spd": ("speed",), "nat": ("nationality",), "est": ("established",), "jobcode": ("job", "code"),
    "hiredate": ("hire", "date"), "zipcode": ("zip", "code"), "timestamp": ("time",), "datetime": ("date", "time"),
    "init": ("initial",),
}  # fmt: skip

GENERIC = frozenset("id name code number no num type value text description detail date title key index".split())
"""Words that say what sort of column it is rather than which."""

UNITS = frozenset(
    """
    mm cm m km sqm sqkm ha hectare g kg lb ton tonne t ml l liter litre hl sec second min minute hour hr day usd eur
    dollar euro musd meur million thousand percent pct mph kmh kph mw kw kwh gb mb inch foot mile degree celsius deg
    w
    """.split()
)
"""Stems of units of measure: at the end of a column's name they say how it is measured, not what."""


def _synonyms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SYNONYM_SETS.strip().splitlines():
        words = line.split()
        head = words[0]
        for word in words:
            # A set is a star: its head is near to all; the others are near to the head only.
            found.setdefault(word, set()).update(words if word == head else {head})
    return {k: frozenset(v) for k, v in found.items()}


_SYNONYMS = _synonyms()


_NO_MEN = frozenset(("specimen", "regimen", "abdomen", "cyclamen", "stamen", "acumen", "lumen", "bitumen"))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The singular of a lower-case word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 5 and word not in _NO_MEN:
        return f"{word[:-3]}man"
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("zzes"):
        return word[:-3]
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("oes") and len(word) > 4:
        return word[:-2]
    return word[:-1]


_ENDINGS = (
    "ational", "ation", "ate", "ization", "isation", "ation", "ition", "ment", "tion", "sion", "ance", "ence", "ing", "ion",
    "ity", "ive", "ful", "ure", "ed", "er", "or", "al", "ly", "e", "y",
)  # fmt: skip
"""What makes a word of another, in the order in which it is looked for."""


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """What is left of a word without its plainest endings: hired, hiring, hires → hir."""
    word = stem(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    else:
        if len(word) == 4 and word.endswith("e"):
            return word[:-1]
        if len(word) in (5, 6) and word.endswith(("ed", "ing")):
            word = word.removesuffix("ed").removesuffix("ing")
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word


_PAST = {
    "won": "win", "sold": "sell", "paid": "pay", "built": "build", "made": "make", "held": "hold", "bought": "buy",
    "sent": "send", "taken": "take", "took": "take", "written": "write", "wrote": "write", "seen": "see", "driven": "drive",
    "drove": "drive", "flown": "fly", "flew": "fly", "lent": "lend", "kept": "keep", "met": "meet", "lost": "lose",
    "caught": "catch", "grown": "grow", "grew": "grow", "chosen": "choose", "chose": "choose", "spent": "spend",
    "taught": "teach", "fed": "feed", "led": "lead", "gave": "give", "given": "give", "begun": "begin", "began": "begin",
    "brought": "bring", "broken": "break", "broke": "break", "stolen": "steal", "worn": "wear", "sung": "sing", "sang": "sing",
    "swum": "swim", "swam": "swim", "drawn": "draw", "thrown": "throw", "hidden": "hide", "bred": "breed",
}  # fmt: skip


@lru_cache(maxsize=65536)
def infinitive(word: str) -> str:
    """The plain form of an irregular verb and of one whose last letter is doubled: won, winning → win."""
    if word in _PAST:
        return _PAST[word]
    for ending in ("ing", "ed"):
        short = word.removesuffix(ending)
        if short != word and 4 <= len(short) <= 5 and short[-1] == short[-2] and short[-1] not in "lsz":
            return short[:-1]
    return word


_DOERS = {"recipient": "receive", "donor": "give", "author": "write", "victor": "win"}
"""Words for those who do something that do not tell the verb."""
_LIGHT_VERBS = frozenset("make take hold keep see meet".split())
"""Verbs that are said of anything: visits are made, and no maker is meant."""
_IRREGULAR_VERBS = frozenset((*_PAST.values(), *_DOERS.values())) - _LIGHT_VERBS


def _does(verb: str, doer: str) -> bool:
    """Whether one word is for those who do what the other says, or for its being done, where `root` does not tell.

    Won and winner, received and recipient, inspected and inspection, donated and donation.
    """
    if doer.endswith(("ction", "ation")):
        return verb.removesuffix("ed").removesuffix("ing").removesuffix("e") == doer.removesuffix("ion")
    if not doer.endswith(("er", "or")) and doer not in _DOERS:
        return False
    short = doer[:-2]
    if len(verb) > 3 and doer in (f"{verb}r", f"{verb}er", f"{verb.removesuffix('d').removesuffix('e')}or"):
        return True
    verbs = {_DOERS.get(doer, short), doer[:-1], short[:-1] if short[-1:] == short[-2:-1] else short}
    said = {infinitive(verb), verb.removesuffix("d"), verb.removesuffix("ed")}
    return bool(verbs & said & _IRREGULAR_VERBS)


_DIGITS = re.compile(
    r"""
    (?<![A-Za-z\d]) [A-Za-z]{1,3}\d{1,2} (?![A-Za-z\d])   # one word: co2, pm10, q1
    | (?P<letter>[A-Za-z])(?=\d) | (?P<digit>\d)(?=[A-Za-z])
    """,
    re.VERBOSE,
)


def _apart(match: re.Match[str]) -> str:
    return match[0] if len(match[0]) > 1 else f"{match[0]} "


@lru_cache(maxsize=16384)
def split_name(name: str) -> tuple[str, ...]:
    """The lower-case words of a column's or table's name: ``LifeExpectancy``, ``unit_price``, ``order no.``."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", spaced)
    spaced = _DIGITS.sub(_apart, spaced)
    return tuple(part for word in re.findall(r"[^\W_]+", spaced.lower()) for part in _compound(word))


_HEADS = "count view time rate load price cost amount value mass weight speed pressure income margin revenue length level"
_COMPOUND = re.compile(rf"([a-z]{{3,}})((?:{'|'.join(_HEADS.split())})s?)")
_WHOLE_WORDS = """
account discount miscount recount review interview preview overview sometime maritime corporate separate moderate accurate
elaborate demonstrate generate operate integrate celebrate concentrate illustrate underrate unload offload devalue evaluate
paramount tantamount overweight lifetime runtime overtime daytime download upload workload payload
"""
_WHOLE = frozenset(_WHOLE_WORDS.split())
"""Words that end as compounds do and are words of their own."""


def _compound(word: str) -> tuple[str, ...]:
    """The parts of a word that was written together: ``pageviews``, ``heartrate``."""
    match = _COMPOUND.fullmatch(word)
    return (word,) if match is None or {word, word.removesuffix("s")} & _WHOLE else match.groups()


_LASTING = frozenset("duration time delay length wait waiting run running play travel reading session lasted".split())
"""Words before "min" in a column's name that make minutes of it."""


@lru_cache(maxsize=16384)
def name_stems(name: str) -> tuple[str, ...]:
    """The stems of a name's words, with everyday abbreviations written out."""
    found: list[str] = []
    words = split_name(name)
    for place, word in enumerate(words[:-1]):
        if word in ("f", "l", "m") and words[place + 1] == "name":
            words = (*words[:place], f"{word}name", *words[place + 2 :])
            break
    if words == ("st",):
        return ("state",)
    if len(words) > 1 and words[0] in ("is", "has", "was"):
        words = words[1:]
    for place, word in enumerate(words):
        if word in ("min", "mins") and place == len(words) - 1 and set(words[:-1]) & _LASTING:
            found.append("minute")
        else:
            found.extend(_ABBREVIATIONS.get(word, (stem(word),)))
    return tuple(found) or tuple(stem(w) for w in split_name(name))


_TAILS = ("name", "id", "no", "num", "number", "code", "title", "date", "type", "key", "desc")
_ENGLISH = frozenset(
    """
    rename nickname surname forename filename username firstname lastname paid said laid aid grid valid void solid
    fluid acid maid raid bid kid lid rid mid avoid hybrid casino volcano piano domino update candidate mandate
    subtitle entitle prototype decode encode barcode postcode zipcode monkey turkey hockey key id no
    """.split()
)
"""Words that end like a table's initial and a tail, and are neither."""


def _without_unit(name: str) -> str:
    """A column's name without the unit that stands behind it in brackets."""
    bare, bracket, unit = name.rstrip(") ]").partition("(")
    measured = bracket and name.endswith(")") and {*split_name(unit)} & {*UNITS, "per"}
    return bare if measured and split_name(bare) else name


@lru_cache(maxsize=16384)
def column_stems(name: str, table: str) -> tuple[str, ...]:
    """The stems of a column's name, short forms of its own table's name written out: ``gname`` and ``gid`` of gardeners."""
    name = _without_unit(name)
    words, owner = split_name(name), split_name(table)
    if not words or not owner:
        return name_stems(name)
    first, head = words[0], stem(owner[-1] if len(owner) == 1 else owner[0])
    initial = len(words) > 1 and 1 <= len(first) < len(head) and head.startswith(first)
    if initial and first not in _ABBREVIATIONS:  # noqa: SIM102
        if len(first) > 1 or words[1] in _TAILS:
            return (head, *name_stems("_".join(words[1:])))
    if len(words) > 1 and 1 < len(first) < len(head) and first not in _ABBREVIATIONS and _skeleton(first, head):
        return (head, *name_stems("_".join(words[1:])))
    if len(words) == 1 and first not in _ABBREVIATIONS and first not in _ENGLISH:
        for tail in _TAILS:
            short = first.removesuffix(tail)
            if first.endswith(tail) and 1 <= len(short) <= 4 and short != head and head.startswith(short):
                return (head, *name_stems(tail))
        if first.endswith("id") and 2 < len(first) <= 5:
            return (first[:-2], "id")
    return name_stems(name)


def grown_together(name: str, owners: frozenset[str]) -> tuple[str, ...] | None:
    """The stems of a name that is the name of a thing and a tail in one word: ``ownerid``, ``matchno``; None for others."""
    words = split_name(name)
    for tail in _TAILS if len(words) == 1 and words[0] not in _ENGLISH else ():
        if words[0].endswith(tail) and (head := stem(words[0].removesuffix(tail))) in owners:
            return (head, *name_stems(tail))
    return None


def _skeleton(short: str, word: str) -> bool:
    """Whether a few consonants are those of a word, in its order: ``trl`` of trail, ``rgr`` of ranger."""
    if short[0] != word[0] or not 2 <= len(short) <= 4 or _VOWELS.search(short):
        return False
    rest = iter(word)
    return all(letter in rest for letter in short)


PARTICIPLES = frozenset(
    """
    paid made sold taught held given built bought won led run sent done put written spent kept met left shot born
    lost found caught grown chosen driven flown lent bred fed fought stood
    """.split()
)
"""Participles that do not end as most do."""


def participle(word: str) -> bool:
    """Whether a word has the form of a participle: "sold", "treated", "arriving"."""
    return word in PARTICIPLES or (len(word) > 4 and word.endswith(("ed", "ing", "wn")))


@lru_cache(maxsize=262144)
def likeness(said: str, named: str) -> float:
    """How alike a word of the instruction and a word of a name are, from 0 to 1 (both stems).

    Notes
    -----
    Same word 1; same root 0.9; synonym 0.75; abbreviation 0.8; a misspelling at most 0.8. Short words must agree exactly.
    """
    if said == named:
        return 1.0
    if len(said) < 2 or len(named) < 2 or said.isdigit() or named.isdigit():
        return 0.0
    if len(said) >= 4 and len(named) >= 4 and root(said) == root(named) and len(root(said)) >= 3:
        return 0.9
    if infinitive(said) == infinitive(named) or _does(said, named) or _does(named, said):
        return 0.9
    expanded = _ABBREVIATIONS.get(said)
    if expanded and named in expanded:
        return 0.9 / len(expanded)
    if named in _SYNONYMS.get(said, ()):
        return 0.75
    if _abbreviates(named, said) or _abbreviates(said, named):
        return 0.8
    if len(said) >= 5 and len(named) == len(said) + 1 and named.endswith(said):
        return 0.65  # pclass, nrooms: a letter before the word
    if min(len(said), len(named)) >= 5 and abs(len(said) - len(named)) <= 2:
        ratio = SequenceMatcher(None, said, named).ratio()
        if ratio >= 0.82 and said[0] == named[0]:
            return 0.8 * ratio
    return 0.0


_VOWELS = re.compile("[aeiouy]")
MOST_CONSONANTS = 0.6
"""What an abbreviation without vowels keeps of a word's consonants."""


def _within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in another in the same order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def _abbreviates(short: str, long: str) -> bool:
    """A prefix of at least three letters that leaves out at least two, or most consonants: ``crs`` of course, ``bldg``."""
    if len(short) >= 3 and short[0] == long[0] and not _VOWELS.search(short):
        consonants = _VOWELS.sub("", long)
        if len(short) >= MOST_CONSONANTS * len(consonants) and _within(short, consonants):
            return True
    return 3 <= len(short) <= len(long) - 2 and len(short) <= 5 and long.startswith(short) and short not in _FULL_WORDS


_FULL_WORDS = frozenset(
    """
    car art age use per men man her his one two ten end day way out off new old air port part park cat bat sun mon
    cap can cost count main mark mass mat mean mill miss mort name nat net nation pass past pay pen pet pin pop post
    pot press prof pub race rat rest sea see sen sin sit some son star stat sub sum tea team temp ten term test the
    tim tin tip top toy tra vis war win work form for over under inter trans state comp cont inst cons prod cond
    comm conf high low long short home hand head line point show sale place plan play plant pro real real road room
    root rule side sign site size skin snow soft song sort star stop store
    """.split()
)
"""Words on their own: not read as abbreviations of longer ones."""
