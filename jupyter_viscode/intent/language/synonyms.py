"""Synonyms: a table of words; nothing enters or leaves.

General words of everyday data, in the forms of `jupyter_viscode.intent.language.words.stem`; no word of any particular table.
"""

from __future__ import annotations

SYNONYM_SETS = """
price cost fee charge fare
salary wage pay earning income earn
revenue sale turnover
amount total sum
customer client buyer shopper
employee staff worker personnel
student pupil
teacher instructor lecturer professor
instructor professor lecturer
doctor physician
company firm business corporation enterprise
country nation nationality region zone territory
city town
movie film picture
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
begin start open
end finish
result outcome
team club
height tall elevation
weight heavy mass weigh weighed weighing
age old young
area size
length long duration
duration runtime
speed fast velocity pace
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
kg kilogram kilogramme kilo weight mass
litre liter
metre meter
profit margin gain
founded established
millilitre milliliter ml
kilometre kilometer km
euro eur
hectolitre hl
calorie kcal
discount rebate
person people individual
document paper
flight trip flew fly flying
airline carrier
airport field
ship vessel boat shipment deliver delivery
shop store
hire employ recruit
birthday birth dob
death casualty fatality died die dying
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
purchase bought buy
written write wrote writing
made make making
built build building constructed construction
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
house home dwelling
road street
stadium arena ground
theatre theater cinema
restaurant eatery diner
school academy
university college
course class subject
exam test examination
lesson class
magazine journal
paper publication
show program
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
runtime minute
reduction discount
remuneration salary
expense expenditure spending
spending spend
funds fund budget
takings revenue
earnings profit
vote ballot
proportion share
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
squad team
industry sector
reason cause
method mode means
purpose aim
arrive arrival land
depart departure leave left
cancel cancelled canceled
injury injured wound
register registration enrollment enrolment
enroll enrol registration
buyer purchaser
lend loan borrow
rent rental lease price
build construct constructed construction
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
cellphone phone mobile
web website
staff personnel
headcount employee
faculty teacher professor
scholar student
participant participation entrant
entrant entry
nominee nomination
premiere release
debut start
storey floor
horsepower power
occupant resident
elevation altitude
altitude height
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
tariff price
toll fee
inventory quantity
warehouse depot
depot station
route line
journey trip
voyage trip
ride trip
travel trip
tour trip
stay visit
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
survey poll
answer response
response reply
topic subject theme
theme genre
style genre
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
kw power
mw power
minute duration
eur price cost
usd price cost
kmh speed
kph speed
mph speed
celsius temperature
"""
"""Each line a star: its first word is near to all others, those are near to it alone. A unit is near to what it measures."""
