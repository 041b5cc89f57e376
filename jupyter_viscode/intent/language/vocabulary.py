"""Vocabulary: tables of words; nothing enters or leaves.

English only, and small on purpose: general abbreviations and forms of everyday words, nothing else.
"""

from __future__ import annotations

KEEPING_OUT = (
    r"leav(?:e|ing) out|outside(?: of)?|apart from|aside from|ignor(?:e|ing)|skip(?:ping)?|disregarding|drop"
    r"(?:ping)?|forget(?:ting)?|omit(?:ting)?|not counting|non"
)
"""Words that keep rows out."""
LEAVING_OUT = rf"{KEEPING_OUT}|exclud(?:e|ing)|except(?: for)?|other than|but not"
"""The same, with the plain words of exclusion."""
MONTHS = "january february march april may june july august september october november december".split()
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
IRREGULAR_PLURALS = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "mice": "mouse", "geese": "goose",
    "teeth": "tooth", "data": "data", "series": "series", "species": "species", "movies": "movie", "cookies": "cookie",
    "wives": "wife", "lives": "life", "leaves": "leave", "criteria": "criterion", "indices": "index", "analyses": "analysis",
    "status": "status", "bus": "bus", "gas": "gas", "address": "address", "class": "class", "campus": "campus", "sales": "sale",
    "ids": "id", "buses": "bus", "bonuses": "bonus", "campuses": "campus", "viruses": "virus", "sent": "send", "shoes": "shoe",
    "toes": "toe", "has": "has", "is": "is", "was": "was", "this": "this", "yes": "yes", "news": "news", "plus": "plus",
    "census": "census", "bonus": "bonus", "virus": "virus", "genus": "genus", "lens": "lens", "corpus": "corpus",
    "focus": "focus", "basis": "basis",
}  # fmt: skip
ABBREVIATIONS = {
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
    "init": ("initial",), "pax": ("passenger",), "ppl": ("person",), "mins": ("minute",), "secs": ("second",),
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
ENDINGS = (
    "ational", "ation", "ate", "ization", "isation", "ation", "ition", "ment", "tion", "sion", "ance", "ence", "ing", "ion",
    "ity", "ive", "ful", "ure", "ed", "er", "or", "al", "ly", "e", "y",
)  # fmt: skip
"""What makes a word of another, in the order in which it is looked for."""
IRREGULAR_VERBS = {
    "won": "win", "sold": "sell", "paid": "pay", "built": "build", "made": "make", "held": "hold", "bought": "buy",
    "sent": "send", "taken": "take", "took": "take", "written": "write", "wrote": "write", "seen": "see", "driven": "drive",
    "drove": "drive", "flown": "fly", "flew": "fly", "lent": "lend", "kept": "keep", "met": "meet", "lost": "lose",
    "caught": "catch", "grown": "grow", "grew": "grow", "chosen": "choose", "chose": "choose", "spent": "spend",
    "taught": "teach", "fed": "feed", "led": "lead", "gave": "give", "given": "give", "begun": "begin", "began": "begin",
    "brought": "bring", "broken": "break", "broke": "break", "stolen": "steal", "worn": "wear", "sung": "sing", "sang": "sing",
    "swum": "swim", "swam": "swim", "drawn": "draw", "thrown": "throw", "hidden": "hide", "bred": "breed",
}  # fmt: skip
DOERS = {"recipient": "receive", "donor": "give", "author": "write", "victor": "win"}
"""Words for those who do something that do not tell the verb."""
LIGHT_VERBS = frozenset("make take hold keep see meet".split())
"""Verbs that are said of anything: visits are made, and no maker is meant."""
COMPOUND_HEADS = (
    "count view time rate load price cost amount value mass weight speed pressure income margin revenue length level"
)
WHOLE_WORDS = """
account discount miscount recount review interview preview overview sometime maritime corporate separate moderate accurate
elaborate demonstrate generate operate integrate celebrate concentrate illustrate underrate unload offload devalue evaluate
paramount tantamount overweight lifetime runtime overtime daytime download upload workload payload
"""
LASTING = frozenset("duration time delay length wait waiting run running play travel reading session lasted".split())
"""Words before "min" in a column's name that make minutes of it."""
NAME_TAILS = ("name", "id", "no", "num", "number", "code", "title", "date", "type", "key", "desc")
ENDING_LIKE_NAMES = frozenset(
    """
    rename nickname surname forename filename username firstname lastname paid said laid aid grid valid void solid
    fluid acid maid raid bid kid lid rid mid avoid hybrid casino volcano piano domino update candidate mandate
    subtitle entitle prototype decode encode barcode postcode zipcode monkey turkey hockey key id no
    """.split()
)
"""Words that end like a table's initial and a tail, and are neither."""
PARTICIPLES = frozenset(
    """
    paid made sold taught held given built bought won led run sent done put written spent kept met left shot born
    lost found caught grown chosen driven flown lent bred fed fought stood
    """.split()
)
"""Participles that do not end as most do."""
FULL_WORDS = frozenset(
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
