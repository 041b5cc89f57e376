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
STAGE = [
    (
        "mean of Attendance by Venue_Name (bar), with Venue, descending by value",
        [
            "Average attendance per venue name, bar chart, highest first.",
            "What is the mean attendance of the performances at each venue? Bars in descending order of the mean.",
            "bar: avg attendance by venue name, high to low",
            "Rank the venues (name) by their average attendance in a bar chart, descending.",
        ],
    ),
    (
        "number of rows by Play_Name (bar), with Play, where Sold_Out = 'T'",
        [
            "How many sold out performances did each play have? Play name, bar chart.",
            "Number of performances that were sold out by play name, bars.",
            "bar chart of performances per play name, sold out is T",
            "For each play name count the performances where sold out is true, as bars.",
        ],
    ),
    (
        "number of rows by Genre (bar), where PlayID is not in Performance",
        [
            "How many plays of each genre were never performed? Bar chart of plays without any performance.",
            "Number of plays without a performance by genre, bars.",
            "bar: plays per genre, only plays that have no performance",
        ],
    ),
    (
        "Seats by Venue_Name (bar), where Seats between 100 and 800, ascending by value",
        [
            "Venue names and their seats, only venues with 100 to 800 seats, bar chart, y axis ascending.",
            "Bar chart of seats by venue name for venues with between 100 and 800 seats, sort y in ascending order.",
            "seats per venue name, seats from 100 to 800, bars from low to high",
        ],
    ),
    (
        "max of Attendance by Play_Name (bar), with Play",
        [
            "Highest attendance of each play by play name, bar chart.",
            "What was the maximum attendance for every play? Play names, bars.",
            "bar: max attendance by play name",
            "Show the largest attendance per play name with bars.",
        ],
    ),
    (
        "number of rows by Nationality (bar), with Author, where Genre = 'comedy'",
        [
            "Number of comedy plays by nationality of the author, bar chart.",
            "How many plays of genre comedy come from authors of each nationality? Bars.",
            "bar chart: comedies per author nationality (count of plays with genre comedy)",
        ],
    ),
]
CREW = [
    (
        "number of rows by surname_workers (bar), with workers",
        [
            "How many workers does each mentor have? Show the mentors' surnames in a bar chart.",
            "Bar chart of the number of workers by the surname of their mentor.",
            "Show the surname of each mentor and how many workers they have, as bars.",
            "mentor surname and number of workers, bar",
        ],
    ),
    (
        "mean of wage by surname_workers (bar), with workers",
        [
            "Average wage of the workers by the surname of their mentor, bar chart.",
            "What is the mean wage of workers for each mentor? Bars with the mentor's surname.",
            "bar: avg wage per mentor surname",
        ],
    ),
    (
        "number of rows by trade (bar), where licensed = 'no'",
        [
            "Number of unlicensed workers by trade, bar chart.",
            "How many workers of each trade are not licensed? Bars.",
            "bar: workers per trade where licensed is no",
            "Count the workers without a licence (licensed is no) for each trade, bar graph.",
        ],
    ),
    (
        "sum of fee by surname (bar), with workers",
        [
            "Total fee of the jobs by surname of the worker, bar chart.",
            "How much revenue did each worker bring in? Surname, bars.",
            "bar: sum of job fees per worker surname",
        ],
    ),
    (
        "mean of hours by grade (bar)",
        [
            "Average hours of the jobs by grade, bar chart.",
            "mean job length (hours) per grade, bars",
            "How many hours do jobs of each grade take on average? Bar chart.",
        ],
    ),
    (
        "number of rows by month of the year of done_on (line), where grade = 'A'",
        [
            "Line chart of the number of grade A jobs in each month.",
            "How many jobs of grade A were there per month? Line.",
            "number of jobs with grade 'A' by month, line",
        ],
    ),
    (
        "rows by surname (bar), with workers, for each surname, where sum hours > 20",
        [
            "Number of jobs per worker surname, only workers with more than 20 hours in total, bars.",
            "For workers with over 20 total hours, show the surname and the number of jobs as a bar chart.",
            "bar: count of jobs by surname of worker, leave out workers with 20 or fewer hours in total",
        ],
    ),
    (
        "number of rows by trade (bar), where id is not in jobs where grade = 'C'",
        [
            "How many workers of each trade never had a grade 'C' job? Bar chart.",
            "Number of workers per trade who do not have any job with grade 'C', bars.",
        ],
    ),
]
