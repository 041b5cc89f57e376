"""Questions on invented tables of four walks of life (`unseen_frames`): what is drawn of which columns, through which joins."""

from __future__ import annotations

import pytest
import unseen_frames

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings

ANIMALS = [
    (
        "Bar chart of the number of visits for each vet last name, sort the y axis in descending order.",
        "number of rows by last_name (bar), with vets, descending by value",
    ),
    (
        "How many animals does each owner have? Show the owner name and the count in a bar chart, rank by count from high to low.",
        "number of rows by owner_name (bar), with owners, descending by value",
    ),
    (
        "Show the number of visits per reason description in a pie chart.",
        "pie of number of rows by reason_description, with ref_reasons",
    ),
    (
        "For owners without any animal, how many are there in each town? Bar chart.",
        "number of rows by town (bar), where owner_id is not in animals",
    ),
    (
        "Show the last name and salary of vets who have never had a visit in a bar chart.",
        "salary by last_name (bar), where vet_id is not in visits",
    ),
    ("Show the total fee by clinic name, bar chart.", "sum of fee by clinic_name (bar), with vets, with clinics"),
    (
        "For each clinic, show its name and the number of vets working there, order by the number desc in a bar graph.",
        "number of rows by clinic_name (bar), with clinics, descending by value",
    ),
    (
        "Bar chart of average salary of vets for clinics located in Bergen or Lund, grouped by clinic name.",
        "mean of salary by clinic_name (bar), with clinics, where town in Bergen, Lund",
    ),
    (
        "Which vets have at least 10 visits? Show their last name and number of visits in a bar chart.",
        "rows by last_name (bar), with vets, for each last_name, where rows >= 10",
    ),
    (
        "For animals whose weight is between 10 and 30, show species and the number of animals with a pie chart.",
        "pie of number of rows by species, where weight_kg between 10 and 30",
    ),
    (
        "Return the number of visits whose fee is above the average fee for each reason code in a bar chart.",
        "number of rows by reason_code (bar), where fee > its mean",
    ),
    (
        "Draw a line chart of number of visits by year for animals that are dogs.",
        "number of rows by year of visit_date (line), with animals, where species = 'dog'",
    ),
    ("What is the total dose of each drug? Show a bar chart with the drug name.", "sum of dose by drug_name (bar), with drugs"),
    ("A scatter chart showing the relation between animal id and number of visits.", "number of rows against animal_id"),
    (
        "Compare the weight of animals owned by people from Lund, show animal name and weight in a bar chart from low to high.",
        "weight_kg by animal_name (bar), with owners, where town = 'Lund', ascending by value",
    ),
    (
        "How many different vets treated each species? Bar chart.",
        "number of different vet_id by species (bar), with visits, with animals",
    ),
    (
        "List the first name of vets and their salary for those whose speciality is neither Surgery nor Dental in a bar chart, show by the x axis in asc.",
        "salary by first_name (bar), where speciality not in Surgery, Dental, ascending by first_name",
    ),
    (
        "List names of animals that have been treated by a vet with speciality Exotics and their weights as bar chart.",
        "weight_kg by animal_name (bar), where animal_id is in visits where vet_id is in vets where speciality = 'Exotics'",
    ),
    (
        "How many vets are not assigned to the clinic Paws? Group by speciality in a bar chart.",
        "number of rows by speciality (bar), with clinics, where clinic_name != 'Paws'",
    ),
    (
        "Show the clinic name and the opening year of clinics with more than 10 beds as a bar chart.",
        "opened_year by clinic_name (bar), where beds > 10",
    ),
    (
        "Bar chart of the number of animals treated by each vet, show the vet's last name.",
        "number of rows by last_name (bar), with visits, with vets",
    ),
    (
        "What is the average weight for dogs and cats? Show it in a bar chart.",
        "mean of weight_kg by species (bar), where species in dog, cat",
    ),
    (
        "Plot a bar chart of the total fee of visits for each town of the owner, in descending order of fee",
        "sum of fee by town (bar), with animals, with owners, descending by value",
    ),
    (
        "For every drug maker, what is the highest price? bar chart sorted by maker descending",
        "max of price by maker (bar), descending by maker",
    ),
    (
        "Names of owners who own at least 3 animals and how many animals they own. Bar chart.",
        "rows by owner_name (bar), with owners, for each owner_name, where rows >= 3",
    ),
    (
        "Show drug names and prices for drugs whose price is not between 20 and 60, bar chart",
        "price by drug_name (bar), where not price between 20 and 60",
    ),
    (
        "Show drug names and prices for drugs cheaper than 30 and not made by Nov",
        "price by drug_name (bar), where price < 30, where maker != 'Nov'",
    ),
    (
        "Show the number of vets hired before 2010 for each speciality excluding Dental",
        "number of rows by speciality (bar), where year of hired_on < 2010, where speciality != 'Dental'",
    ),
    ("the five owners with the most animals", "number of rows by owner_name (bar), with owners, top 5, descending by value"),
    (
        "Give the count of vets by clinic town and speciality in a stacked bar chart",
        "number of rows by town (bar), one colour per speciality, with clinics",
    ),
    (
        "Find the number of clinics that opened after 2000 in each town",
        "number of rows by town (bar), where opened_year > 2000",
    ),
    (
        "Draw a bar chart of how many visits each animal made, only for animals with more than 4 visits, ordered by animal name",
        "rows by animal_name (bar), with animals, for each animal_name, where rows > 4, ascending by animal_name",
    ),
    (
        "List animal name and weight for animals heavier than 50 or lighter than 3, bar chart",
        "weight_kg by animal_name (bar), where weight_kg > 50 or weight_kg < 3",
    ),
]
HARBOUR = [
    ("Show the number of voyages from each port name with a bar chart", "number of rows by port_name (bar), with ports"),
    (
        "Bar chart of the number of voyages to each country, sorted by y desc.",
        "number of rows by country (bar), with ports, descending by value",
    ),
    (
        "What is the total cargo for each vessel? Show vessel name and total cargo tons in a bar chart.",
        "sum of cargo_tons by vessel_name (bar), with vessels",
    ),
    (
        "Show the vessel names and tonnage of vessels that never failed an inspection in a bar chart",
        "tonnage by vessel_name (bar), where vessel_id is not in inspections where result = 'fail'",
    ),
    (
        "Show names and tonnages for the vessels without inspections in a bar chart",
        "tonnage by vessel_name (bar), where vessel_id is not in inspections",
    ),
    (
        "How many vessels does each company own? Show company names on the x-axis and sort from high to low.",
        "number of rows by company_name (bar), with companies, descending by value",
    ),
    (
        "Show the average age of crew members for each company in a bar chart.",
        "mean of age by company_name (bar), with vessels, with companies",
    ),
    (
        "What is the number of crew for each rank on vessels built after 2000? pie chart",
        "pie of number of rows by rank, with vessels, where built > 2000",
    ),
    ("Number of captains per nationality", "number of rows by nationality (bar), where rank = 'captain'"),
    (
        "For vessels that are not tankers, show the average tonnage by type",
        "mean of tonnage by vessel_type (bar), where vessel_type != 'tanker'",
    ),
    (
        "show the number of voyages for each vessel type over the years as grouping line chart",
        "number of rows by year of depart_date (line), one line per vessel_type, with vessels",
    ),
    (
        "Give me a pie chart of how many inspections had each result for vessels owned by Nordline",
        "pie of number of rows by result, with vessels, with companies, where company_name = 'Nordline'",
    ),
    (
        "Number of crew members whose age is at least 40 and nationality is not Greek in each rank, bar chart",
        "number of rows by rank (bar), where age >= 40, where nationality != 'Greek'",
    ),
    (
        "Compute the number of voyages departing from Bergen or Rotterdam for each vessel name, bar chart",
        "number of rows by vessel_name (bar), with vessels, with ports, where port_name in Bergen, Rotterdam",
    ),
    (
        "Show how many voyages have departed in each year for vessels having type container, line.",
        "number of rows by year of depart_date (line), with vessels, where vessel_type = 'container'",
    ),
    (
        "What are the company names which own at least 2 vessels, and how many do they own? bar chart",
        "rows by company_name (bar), with companies, for each company_name, where rows >= 2",
    ),
    (
        "Average inspection score of each inspector for inspections done between 2016 and 2019, display a bar chart and list from high to low by y.",
        "mean of score by inspector (bar), where year of inspected_on between 2016 and 2019, descending by value",
    ),
    (
        "Crew names and ages for those who work on vessels with tonnage above the average tonnage, bar chart",
        "age by full_name (bar), with vessels, where tonnage > its mean",
    ),
    (
        "Show the ids of the vessels and the number of crew members aged under 30 in each",
        "number of rows by vessel_id (bar), where age < 30",
    ),
    (
        "Draw a bar chart for the number of vessels by vessel type, with tonnage greater than 20000",
        "number of rows by vessel_type (bar), where tonnage > 20000",
    ),
    (
        "Show how many crew members of each nationality work on vessels owned by Nordline",
        "number of rows by nationality (bar), with vessels, with companies, where company_name = 'Nordline'",
    ),
    (
        "the average cargo of voyages to Singapore by vessel name",
        "mean of cargo_tons by vessel_name (bar), with vessels, with ports, where port_name = 'Singapore'",
    ),
    (
        "How many voyages departed from each country? bar chart from high to low",
        "number of rows by country (bar), with ports, descending by value",
    ),
    (
        "Show the number of inspections with score below 50 for each vessel type",
        "number of rows by vessel_type (bar), with vessels, where score < 50",
    ),
    (
        "Show company name and number of employees for companies headquartered in Oslo",
        "employees by company_name (bar), where headquarters = 'Oslo'",
    ),
    (
        "List the names of companies without vessels and their number of employees",
        "employees by company_name (bar), where company_id is not in vessels",
    ),
    ("What is the age of the oldest crew member for each rank?", "max of age by rank (bar)"),
    (
        "number of voyages per year for tankers and containers, one line each",
        "number of rows by year of depart_date (line), one line per vessel_type, with vessels, where vessel_type in tanker, container",
    ),
    ("What is the proportion of inspections by result?", "pie of number of rows by result"),
    (
        "Show the vessel name and the year it was built in a bar chart sorted by year ascending",
        "built by vessel_name (bar), ascending by value",
    ),
    (
        "Show average score for inspectors with over 3 inspections, bar chart",
        "mean score by inspector (bar), for each inspector, where rows > 3",
    ),
    (
        "For voyages with a cargo of more than 5000 tons, how many arrived at each port? Show port names",
        "number of rows by port_name (bar), with ports, where cargo_tons > 5000",
    ),
    ("total cargo transported by each company", "sum of cargo_tons by company_name (bar), with vessels, with companies"),
    (
        "how many crew members joined each year? line chart by rank",
        "number of rows by year of joined (line), one line per rank",
    ),
    (
        "Which vessel types never sailed to Rotterdam? Show the number of vessels per type",
        "number of rows by vessel_type (bar), where vessel_id is not in voyages where to_port is in ports where port_name = 'Rotterdam'",
    ),
]
GYM = [
    (
        "Show the number of members in each branch with a bar chart, with branch names in the x axis.",
        "number of rows by Branch_Name (bar), with Branches",
    ),
    (
        "How many members have each membership type in each city? Stacked bar chart.",
        "number of rows by Membership_Type (bar), one colour per City, with Branches",
    ),
    (
        "What is the total amount paid by each member? Show the member name and total in a bar chart, top 10.",
        "sum of Amount by Member_Name (bar), with Members, top 10, descending by value",
    ),
    (
        "Show the total payment amount by payment method and gender of members",
        "sum of Amount by Method (bar), one colour per Gender, with Members",
    ),
    (
        "For each trainer, show the trainer name and the number of courses they teach, in descending order, bar chart",
        "number of rows by Trainer_Name (bar), with Trainers, descending by value",
    ),
    (
        "Show the names of the trainers who do not teach any course and their hourly rate in a bar chart",
        "Hourly_Rate by Trainer_Name (bar), where Trainer_ID is not in Courses",
    ),
    (
        "Number of bookings of each course title by members whose age is over 30",
        "number of rows by Course_Title (bar), with Courses, with Members, where Age > 30",
    ),
    (
        "Number of attended bookings per weekday of the course",
        "number of rows by Weekday (bar), with Courses, where Attended = 1",
    ),
    (
        "Show me the average age of members who booked each course in a bar chart, order by average desc.",
        "mean of Age by Course_Title (bar), with Bookings, with Courses, descending by value",
    ),
    ("How many bookings are there per month? line chart", "number of rows by month of Booked_On (line)"),
    ("For certified trainers, show hourly rate by trainer name", "Hourly_Rate by Trainer_Name (bar), where Certified = 'Y'"),
    (
        "Which members made more than 4 payments? bar chart of name and number of payments",
        "rows by Member_Name (bar), with Members, for each Member_Name, where rows > 4",
    ),
    (
        "Number of members not holding a Gold membership by home branch name",
        "number of rows by Branch_Name (bar), with Branches, where Membership_Type != 'Gold'",
    ),
    (
        "Show the age distribution of members who have never booked a course",
        "histogram of Age, where Member_ID is not in Bookings",
    ),
    (
        "pie chart of the number of bookings per branch city of the trainers",
        "pie of number of rows by City, with Courses, with Trainers, with Branches",
    ),
    (
        "Plot the number of members who joined between 2017 and 2019 for each membership type.",
        "number of rows by Membership_Type (bar), where year of Join_Date between 2017 and 2019",
    ),
    (
        "Give the number of machines of each branch, listed by name in alphabetical order",
        "Number_of_Machines by Branch_Name (bar), ascending by Branch_Name",
    ),
    (
        "Show the course titles and max places of those courses taught by trainers at the Riverside branch, bar chart",
        "Max_Places by Course_Title (bar), with Trainers, with Branches, where Branch_Name = 'Riverside'",
    ),
    (
        "Bin the join date by year and count members, line chart grouped by gender",
        "number of rows by year of Join_Date (line), one line per Gender",
    ),
    (
        "Show the name of each trainer and the number of members who booked their courses",
        "number of rows by Trainer_Name (bar), with Bookings, with Courses, with Trainers",
    ),
    (
        "average hourly rate of trainers per branch name, descending",
        "mean of Hourly_Rate by Branch_Name (bar), with Branches, descending by value",
    ),
    (
        "How many members joined each branch in 2018? Show the branch name",
        "number of rows by Branch_Name (bar), with Branches, where year of Join_Date = 2018",
    ),
    (
        "Show the sum of payments by card for each membership type",
        "sum of Amount by Membership_Type (bar), with Members, where Method = 'card'",
    ),
    (
        "Show member names and ages for members younger than 25 who are not from the Hilltop branch, bar chart",
        "Age by Member_Name (bar), with Branches, where Age < 25, where Branch_Name != 'Hilltop'",
    ),
    (
        "What is the average number of places of courses by trainer name?",
        "mean of Max_Places by Trainer_Name (bar), with Trainers",
    ),
    (
        "Show payment method and total amount where the amount is greater than 50, pie",
        "pie of sum of Amount by Method, where Amount > 50",
    ),
    (
        "Show the number of courses without bookings per weekday",
        "number of rows by Weekday (bar), where Course_ID is not in Bookings",
    ),
    (
        "List the branch names and opening years of branches not in Lyon",
        "Opening_Year by Branch_Name (bar), where City != 'Lyon'",
    ),
    (
        "Which trainers are not certified? Show their names and hourly rates in a bar chart.",
        "Hourly_Rate by Trainer_Name (bar), where Certified = 'N'",
    ),
    (
        "number of bookings by gender and weekday as grouped bars",
        "number of rows by Gender (bar), one colour per Weekday, with Members, with Courses",
    ),
    (
        "Count members by membership type, but leave out Basic",
        "number of rows by Membership_Type (bar), where Membership_Type != 'Basic'",
    ),
]
STAGE = [
    (
        "How many actors are there in each city? Show the city name in a bar chart.",
        "number of rows by city_name (bar), with City",
    ),
    (
        "Show the number of plays written by each author. Draw a bar chart with author names, from low to high.",
        "number of rows by Author_Name (bar), with Author, ascending by value",
    ),
    (
        "What are the names of plays that have never been performed, together with the number of acts? bar chart",
        "Acts by Play_Name (bar), where PlayID is not in Performance",
    ),
    ("Bar chart of the average attendance for each play genre", "mean of Attendance by Genre (bar), with Play"),
    (
        "Show the last names of actors who do not play in any play and their ages in a bar chart",
        "mean of Age by Lname (bar), where ActID is not in Role_In",
    ),
    (
        "How many performances took place at each venue in each year? Show stacked bars",
        "number of rows by year of Perf_Date (bar), one colour per Venue_Name, with Venue",
    ),
    ("Show the number of female actors by state in a pie chart", "pie of number of rows by state, with City, where Sex = 'F'"),
    (
        "Show the name of the venue and number of performances that were sold out",
        "number of rows by Venue_Name (bar), with Venue, where Sold_Out = 'T'",
    ),
    (
        "Number of plays per genre that premiered between 2000 and 2010",
        "number of rows by Genre (bar), where year of Premiere between 2000 and 2010",
    ),
    (
        "For actors from Oslo or Bergen, show the average age for each sex in a bar chart",
        "mean of Age by Sex (bar), with City, where city_name in Oslo, Bergen",
    ),
    ("How many plays are there for each nationality of the authors?", "number of rows by Nationality (bar), with Author"),
    (
        "Show venue names and seats for venues in Oslo with more than 100 seats",
        "Seats by Venue_Name (bar), with City, where city_name = 'Oslo', where Seats > 100",
    ),
    (
        "List the play names with at least 10 performances and how many performances they had, bar chart, order by play name",
        "rows by Play_Name (bar), with Play, for each Play_Name, where rows >= 10, ascending by Play_Name",
    ),
    (
        "Which genre has the highest average attendance? bar chart sorted by attendance from high to low",
        "mean of Attendance by Genre (bar), with Play, descending by value",
    ),
    (
        "Show the first name of the actors and the number of roles for actors older than the average age",
        "number of rows by Fname (bar), with Actor, where Age > its mean",
    ),
    ("Bar chart showing the number of performances on each day of the week", "number of rows by weekday of Perf_Date (bar)"),
    ("The number of authors not from NO by nationality", "number of rows by Nationality (bar), where Nationality != 'NO'"),
    (
        "What is the number of seats of venues without performances? Give the venue name as x.",
        "Seats by Venue_Name (bar), where Venue_ID is not in Performance",
    ),
    (
        "Visualize the relationship between the age of actors and their total salary in a scatter plot",
        "sum of Salary against Age, with Actor",
    ),
    (
        "How many different plays were performed at each venue?",
        "number of different PlayID by Venue_Name (bar), with Performance, with Venue",
    ),
]


@pytest.mark.parametrize(
    ("tables", "question", "wanted"),
    [(t, q, w) for t, cases in (("animals", ANIMALS), ("harbour", HARBOUR), ("gym", GYM), ("stage", STAGE)) for q, w in cases],
)
def test_unseen(tables: str, question: str, wanted: str) -> None:
    frames = getattr(unseen_frames, tables)()
    found = readings(question, build(frames, question), frames)
    assert found, "declined"
    assert found[0].sentence == wanted
