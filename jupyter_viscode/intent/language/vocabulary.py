"""Vocabulary: tables of words; nothing enters or leaves.

English only, and small on purpose: general synonyms and abbreviations of everyday data, nothing else.
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
SYNONYM_SETS = """
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
adviser advisor mentor tutor
boss manager supervisor
chief head leader
coach trainer
skipper captain
player athlete competitor contestant
sportsman sportswoman athlete
referee umpire
winner champion
actor actress performer
author writer
writer screenwriter
guest visitor attendee participant
attendance visitor spectator audience crowd
member subscriber
owner proprietor
tenant renter lodger
reader borrower
passenger traveller traveler rider pax
candidate applicant
donor sponsor contributor
donation contribution
vet veterinarian
reviewer critic
musician artist
composer songwriter
crew staff
soldier troop
kid child
spouse husband wife
woman female
man male
girl female
boy male
bike bicycle
boat ferry
plane aircraft airplane aeroplane
lorry truck
train rail
flat apartment
house home dwelling
road street
stadium arena ground
theatre theater cinema
restaurant eatery diner
outlet branch
branch office
school academy
university college
course class subject
exam test examination
lesson class
magazine journal
paper article publication
movie picture
show programme program
track tune
concert gig performance
match game fixture
tournament competition contest championship
medal award prize
prize award
device gadget appliance
machine device
computer pc
software application app
mobile phone
dish meal food
drug medicine medication
disease illness sickness
treatment therapy procedure
surgery operation
appointment visit consultation
booking reservation
invoice bill
fine penalty
debt owed owe
owe owed
agreement contract
task job assignment
accident incident crash
crime offence offense
blaze fire
storm hurricane
mountain peak summit
river stream
crop harvest yield
garbage trash waste rubbish
file document
photo photograph picture image
message text
remark comment note
website site webpage
part component piece
piece quantity
supplier vendor provider
manufacturer maker producer
maker brand make
brand label
version release
colour color
material fabric
breadth width
speed pace
runtime minute duration
length minute
hour duration
reduction discount
remuneration salary
expense expenditure spending
spending spend
funds fund budget
takings revenue
pay rate
earnings profit
position place standing
vote ballot
proportion share
area region
region province
district borough
state province
village town
postcode zip zipcode
faith religion
citizenship nationality
hobby interest
skill ability
qualification degree
major discipline
section division
squad team
side team
band group
firm company
industry sector
condition status
status state
reason cause
method mode means
purpose aim
mode way
destination arrival
origin departure
arrive arrival land
depart departure leave left
cancel cancelled canceled
injury injured wound
register registration enrollment enrolment
enroll enrol registration
buyer purchaser
ship shipment deliver delivery
lend loan borrow
rent rental lease
build construct constructed construction
built constructed construction
establish established founded foundation founding
found founded foundation founding
launch launched release released
repair fix mend
install fitted installation
inspect check inspection
treat treatment
teach taught teaching
live reside residence
situated located location
injure injury
donate donation
favourite favorite
nickname alias
surname last family
forename first
given first
family last
cellphone phone mobile
email mail
web website
staff personnel crew
headcount employee
faculty teacher professor
professor faculty
scholar student
participant participation entrant
entrant entry
nominee nomination
premiere release
debut start
storey floor
story floor
floor level
horsepower power
torque power
seat capacity
occupancy capacity
occupant resident
elevation altitude
altitude height
rainfall precipitation
snow snowfall
humidity moisture
harvest yield
herd livestock
livestock animal
pet animal
species kind
breed kind
variety kind
flavour flavor
taste flavor
cuisine food
beverage drink
recipe dish
chef cook
wage rate
tariff price rate
toll fee
rent price
deposit payment
refund return
tip gratuity
stock inventory
inventory quantity
warehouse depot
depot station
stop station
station stop
platform track
route line
line route
journey trip
voyage trip
ride trip
travel trip
tour trip
stay visit
night stay
dealer seller
seller vendor
realtor agent
agent representative
representative rep
deputy vice
minister politician
politician representative
mayor politician
constituency district
election vote
poll vote
survey poll
answer response
response reply
question query
topic subject theme
theme genre
style genre
format type
shape form
gear equipment
tool equipment
tank reservoir
dam reservoir
pool tank
cave cavern
hut cabin lodge
lodge cabin
inn hotel
accommodation lodging hotel
sqm area
sqkm area
ha area
hectare area
km distance
kg weight mass
kw power
mw power
minute duration
hour duration
eur price cost amount
usd price cost amount
kmh speed
kph speed
mph speed
celsius temperature
"""
"""Each line a star: its first word is near to all others, those are near to it alone."""
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
