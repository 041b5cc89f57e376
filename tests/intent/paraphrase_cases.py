"""The same question in several wordings on invented tables: what is drawn must not hang on how it is said."""

from __future__ import annotations

ANIMALS = [
    (
        "number of rows by owner_name (bar), with owners",
        [
            "Bar chart of the number of animals per owner name.",
            "How many animals does each owner have? Show it as bars.",
            "For every owner, count the animals. Bar chart.",
            "animals per owner, bar",
            "Count of animals by owner (owner name), bar graph please.",
            "Draw bars: owner name on x, how many animals they have on y.",
        ],
    ),
    (
        "number of rows by last_name (bar), with vets, descending by value",
        [
            "Number of visits by last name of the vet, bars from most to least.",
            "How many visits did each vet do? Last names, bar chart, highest first.",
            "Show the vets' last names and how often they were visited... I mean the number of visits, as a bar chart in descending order.",
            "visits per vet last name, bar, biggest to smallest",
            "Rank the vets (last name) by their number of visits in a bar chart, from high to low.",
        ],
    ),
    (
        "mean of salary by speciality (bar), ascending by value",
        [
            "What is the average salary for each speciality of vets? Bar chart in ascending order of the average salary.",
            "avg salary by speciality, bars, lowest first",
            "Bar graph: mean salary of the vets per speciality, smallest to largest.",
            "How much do vets earn on average in each speciality? Sort the bars from low to high.",
            "For each vet speciality, plot the mean salary as a bar, y axis ascending.",
        ],
    ),
    (
        "number of rows by town (bar), where owner_id is not in animals",
        [
            "How many owners without animals are there in each town? Bar chart.",
            "Number of owners who have no animal, by town, as a bar chart.",
            "Count owners that don't have any animals for each town, bar graph.",
            "bars: owners per town, only those with no animals",
            "For owners who do not own an animal, show the number per town in a bar chart.",
        ],
    ),
    (
        "salary by last_name (bar), where vet_id is not in visits",
        [
            "Last name and salary of the vets who never had a visit, bar chart.",
            "Which vets have no visits? Show their last names and salaries as bars.",
            "bar chart of salary by last name for vets without visits",
            "Plot last name against salary in bars for the vets that have not had any visit.",
        ],
    ),
    (
        "pie of number of rows by species, where weight_kg > 20",
        [
            "Pie chart of the number of animals per species, only animals heavier than 20 kg.",
            "What share does each species have among animals over 20 kg? Pie.",
            "pie: animals by species, weight above 20",
            "For animals weighing more than 20 kg, show how many there are of each species in a pie chart.",
            "Proportion of species among the animals with a weight greater than 20, as a pie chart.",
        ],
    ),
    (
        "rows by last_name (bar), with vets, for each last_name, where rows > 10",
        [
            "Show the last names of vets with more than 10 visits and the number of their visits in a bar chart.",
            "Which vets had over 10 visits? Last name and count as bars.",
            "number of visits per vet last name, only vets with more than 10 visits, bar chart",
            "Bar chart of visits by last name of vet, leaving out vets with 10 or fewer visits.",
            "For the vets who have more than ten visits, plot the number of visits by last name, bars.",
        ],
    ),
    (
        "sum of fee by clinic_name (bar), with vets, with clinics",
        [
            "Total fee for each clinic name, bar chart.",
            "How much was charged in fees at each clinic in total? Clinic name, bars.",
            "bar: sum of visit fees by clinic",
            "Show each clinic's total of visit fees in a bar chart.",
            "What is the sum of the fees of the visits per clinic name? Use bars.",
        ],
    ),
    (
        "number of rows by year of visit_date (line), with animals, where species = 'dog'",
        [
            "Line chart of the number of visits per year for dogs.",
            "How many visits by dogs were there each year? Line.",
            "visits by year, only dogs, line graph",
            "Show the yearly number of visits of animals whose species is dog with a line.",
        ],
    ),
    (
        "weight_kg by animal_name (bar), where species = 'parrot', descending by animal_name",
        [
            "Names and weights of the parrots, bar chart, x axis in descending order.",
            "Bar chart of weight by animal name for parrots, sorted by name from Z to A.",
            "parrots: animal name and weight_kg as bars, names z-a",
            "Show the weight of every parrot by its name in bars, with the names in descending order.",
        ],
    ),
]
HARBOUR = [
    (
        "sum of cargo_tons by vessel_name (bar), with vessels",
        [
            "Total cargo tons per vessel name in a bar chart.",
            "How much cargo did each vessel carry in total? Bars.",
            "bar graph of summed cargo by vessel name",
            "For each vessel, add up the cargo tons of its voyages. Bar chart with the vessel name.",
            "What is the sum of cargo_tons for every vessel? Show the names as bars.",
        ],
    ),
    (
        "number of rows by port_name (bar), with ports",
        [
            "How many voyages leave from each port? Port name, bar chart.",
            "Number of voyages by the name of the port they start from (from port), bars.",
            "Bar chart of voyages per port name, from port.",
        ],
    ),
    (
        "mean of age by rank (bar), where nationality != 'Greek'",
        [
            "Average age of the crew by rank, excluding Greek crew members, bar chart.",
            "What is the mean age per rank of crew members who are not Greek? Bars.",
            "bar: avg age by rank, nationality other than Greek",
            "Show the average age of non Greek crew members for each rank in a bar chart.",
            "mean crew age for every rank without the Greeks, bar graph",
        ],
    ),
    (
        "tonnage by vessel_name (bar), where built between 1990 and 2005",
        [
            "Tonnage of the vessels built between 1990 and 2005 by vessel name, bar chart.",
            "Bar chart of vessel name and tonnage, only vessels built from 1990 to 2005.",
            "vessel name and tonnage, built 1990 to 2005, bars",
            "Show names and tonnage of vessels whose built year is between 1990 and 2005 as bars.",
        ],
    ),
    (
        "number of rows by result (bar), with vessels, where vessel_type = 'tanker'",
        [
            "Number of inspections by result for tankers, bar chart.",
            "How did the inspections of tankers end? Count by result, bars.",
            "bar chart: inspection count per result, vessel type tanker",
            "How many inspections of vessels of type tanker had each result? Show bars.",
        ],
    ),
    (
        "tonnage by vessel_name (bar), where vessel_id is not in inspections where result = 'fail'",
        [
            "Name and tonnage of the vessels that never had an inspection with result fail, bar chart.",
            "Bar chart of tonnage by vessel name for vessels that do not have any 'fail' inspection.",
            "vessels without a failed inspection: name and tonnage as bars",
        ],
    ),
    (
        "number of rows by vessel_type (bar), one colour per headquarters, with companies",
        [
            "Stacked bar chart of the number of vessels by vessel type, stacked by headquarters of the company.",
            "How many vessels are there of each type? Stack the bars by the owner company's headquarters.",
            "vessel count per vessel_type with headquarters stacked, stacked bars",
            "Stacked bars: vessels per vessel type, one colour per headquarters.",
        ],
    ),
    (
        "score against tonnage, with vessels",
        [
            "Scatter plot of vessel tonnage and inspection score.",
            "Is there a relation between the tonnage of a vessel and its inspection score? Scatter.",
            "scatter: tonnage vs score of inspections",
            "Plot inspection score against tonnage as points.",
        ],
    ),
    (
        "number of rows by weekday of depart_date (bar)",
        [
            "Number of voyages per weekday of the departure date, bar chart.",
            "On which weekday do voyages depart? Count them, bars.",
            "voyages by day of the week, bar",
            "How many voyages departed on each weekday? Show a bar chart.",
            "Bin the depart date by weekday and count the voyages in a bar chart.",
        ],
    ),
    (
        "rows by vessel_name (bar), with vessels, for each vessel_name, where mean cargo_tons > 4000",
        [
            "For vessels whose average cargo is over 4000 tons, show the number of voyages by vessel name in a bar chart.",
            "How many voyages did each vessel make, only for vessels averaging more than 4000 cargo tons? Bars with the vessel names.",
            "Number of voyages per vessel name for those with an average cargo_tons above 4000, bar.",
            "bar: voyages by vessel name, vessels with more than 4000 cargo tons on average only",
        ],
    ),
    (
        "number of rows by rank (bar), where age > 30, where full_name not like 'A%'",
        [
            "Number of crew members older than 30 by rank, except those whose name starts with A, bar chart.",
            "count crew by rank, age above 30, names not beginning with 'A', bar chart",
            "How many crew members over 30 are there in each rank whose full name does not start with the letter A? Bars.",
        ],
    ),
]
GYM = [
    (
        "number of rows by Membership_Type (bar), one colour per Gender",
        [
            "Stacked bar chart of members per membership type, coloured by gender.",
            "How many members of each gender are there in each membership type? Stacked bars, membership type on x.",
            "stacked bars: member count by membership type with the genders stacked",
        ],
    ),
    (
        "mean of Hourly_Rate by Branch_Name (bar), with Branches, where Certified = 'Y'",
        [
            "Average hourly rate of certified trainers by branch name, bar chart.",
            "What do certified trainers cost per hour on average in each branch (branch name)? Bars of the mean hourly rate.",
            "mean hourly rate per branch name, certified trainers only, bar",
            "For trainers who are certified, show the average hourly rate for each branch name as a bar chart.",
        ],
    ),
    (
        "Number_of_Machines by Branch_Name (bar), where City = 'Lyon'",
        [
            "Number of machines of the branches in Lyon, by branch name, bar chart.",
            "How many machines does each Lyon branch have? Branch name, bars.",
            "bar: branch name and number of machines, city Lyon",
            "Show the branch names and their number of machines for branches located in Lyon in a bar chart.",
        ],
    ),
    (
        "number of rows by year of Join_Date (line)",
        [
            "How many members joined each year? Line chart.",
            "Number of new members per year of the join date as a line.",
            "members by join year, line",
            "Line graph: count of members for every year they joined.",
        ],
    ),
    (
        "pie of number of rows by Membership_Type, with Branches, where City = 'Nice'",
        [
            "Pie chart of members by membership type for members whose home branch is in Nice.",
            "What are the proportions of membership types among members of branches in the city Nice? Pie.",
            "pie: members per membership type, branch city Nice",
        ],
    ),
]
