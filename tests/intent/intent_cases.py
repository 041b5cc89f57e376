"""Questions on the tables of `intent_frames`, each with the reading that a careful person would give it."""

SHOP = [
    (
        'monthly revenue by region as a stacked area chart, legend outside, title "Revenue"',
        "sum of revenue by month of order_date (area), one band per region",
    ),
    ("average unit price by region", "mean of unit_price by region (bar)"),
    ("bar chart of total revenue per product, sorted descending", "sum of revenue by product (bar), descending by value"),
    ("top 5 products by revenue", "sum of revenue by product (bar), top 5, descending by value"),
    ("histogram of unit price with 20 bins", "histogram of unit_price"),
    ("scatter of quantity vs price", "quantity against unit_price"),
    ("box plot of price by region", "unit_price by region (box plot)"),
    ("pie chart of revenue share by region", "pie of sum of revenue by region"),
    ("heatmap of mean price by region and product", "heatmap of mean of unit_price by region and product"),
    ("revenue over time", "sum of revenue by month of order_date (line)"),
    ("revenue over time by region with plotly", "sum of revenue by month of order_date (line), one line per region"),
    ("number of orders in the north region per month", "number of rows by month of order_date (line), where region = 'North'"),
    ("distribution of quantity", "histogram of quantity"),
    ("correlation between price and quantity, colored by region", "quantity against unit_price, one colour per region"),
    ("quarterly revenue in 2023", "sum of revenue by quarter of order_date (line), where year of order_date = 2023"),
    ("cumulative revenue over time", "sum of revenue by month of order_date (line), cumulative"),
    ("7 day rolling average of revenue over time", "sum of revenue by day of order_date (line), rolling over 7"),
    ("revenue by weekday", "sum of revenue by weekday of order_date (line)"),
    ("products with revenue above 500", "number of rows by product (bar), where revenue > 500"),
    ("compare revenue between North and South", "sum of revenue by region (bar), where region in North, South"),
    ("median price per product, horizontal bars", "median of unit_price by product (bar)"),
    (
        "top 3 regions by average quantity, excluding West",
        "mean of quantity by region (bar), where region != 'West', top 3, descending by value",
    ),
    ("revenue by region and product, grouped bars", "sum of revenue by region (bar), one colour per product"),
    ("small multiples of revenue over time by region", "sum of revenue by month of order_date (line), one panel per region"),
    ("log scale histogram of revenue", "histogram of revenue"),
    ("percent of total revenue by region", "sum of revenue by region (bar), percent of total"),
    ("violin plot of price by region", "unit_price by region (violin)"),
    ("area chart of daily revenue", "sum of revenue by day of order_date (area)"),
    ("donut of orders by region", "pie of number of rows by region"),
    ("revnue by regoin", "sum of revenue by region (bar)"),
    ("revenue by weekday of order date", "sum of revenue by weekday of order_date (line)"),
    (
        "revenue in Q1 2024 by region",
        "sum of revenue by region (bar), where quarter of the year of order_date = 1, where year of order_date = 2024",
    ),
    ("average price of product A and B by region", "mean of unit_price by region (bar), where product in A, B"),
    (
        "total quantity per month, stacked by region",
        "sum of quantity by month of the year of order_date (bar), one colour per region",
    ),
    (
        "top 3 products by quantity with the rest as other",
        "sum of quantity by product (bar), top 3, the rest as Other, descending by value",
    ),
    ("revenue per product for regions other than North", "sum of revenue by product (bar), where region != 'North'"),
    ("share of orders per region as a donut", "pie of number of rows by region"),
    ("quantity by region and product as a heatmap", "heatmap of sum of quantity by region and product"),
    ("compare average price across regions", "mean of unit_price by region (bar)"),
    ("which region has the highest revenue?", "sum of revenue by region (bar), descending by value"),
    ("density plot of unit price", "density of unit_price"),
    ("strip plot of price by region", "unit_price by region (strip plot)"),
    (
        "revenue over time, one line per region, with a 7 day rolling average",
        "sum of revenue by day of order_date (line), one line per region, rolling over 7",
    ),
    ("scatter plot of price and quantity with a trend line", "quantity against unit_price"),
    ("monthly average price as a line with markers", "mean of unit_price by month of order_date (line)"),
    ("number of orders per week", "number of rows by week of order_date (line)"),
    ("regions with more than 95 orders", "rows by region (bar), for each region, where rows > 95"),
    ("revenue by product in alphabetical order", "sum of revenue by product (bar), ascending by product"),
    ("unitprice by regoin", "mean of unit_price by region (bar)"),
]

FIRM = [
    (
        "For those employees whose first name does not contain the letter M, show a line chart of hire date and salary",
        "salary by hire_date (line), where first_name not like '%M%'",
    ),
    (
        "Show the number of employees without any project per department name",
        "number of rows by dept_name (bar), with departments, where emp_id is not in works_on",
    ),
    (
        "How many employees who did not work on any project are there in each gender? pie chart",
        "pie of number of rows by gender, where emp_id is not in works_on",
    ),
    (
        "salary by job title for people older than 40 and not in the Sales department",
        "mean of salary by job_title (bar), with departments, where age > 40, where dept_name != 'Sales'",
    ),
    (
        "Show average salary per city for departments with budget over 100 and founded after 1990",
        "mean of salary by city (bar), with departments, where budget > 100, where founded > 1990",
    ),
    (
        "which job titles have an average salary above 6000? bar chart",
        "rows by job_title (bar), for each job_title, where mean salary > 6000",
    ),
    ("number of employees hired in each year", "number of rows by year of hire_date (line)"),
    ("number of employees hired after 2008 by gender", "number of rows by gender (bar), where year of hire_date > 2008"),
    (
        "employees in Engineering or Marketing by job title, stacked by gender",
        "number of rows by job_title (bar), one colour per gender, with departments, where dept_name in Engineering, Marketing",
    ),
    ("total hours per project", "sum of hours by project_name (bar), with projects"),
    ("total hours by project status", "sum of hours by status (bar), with projects"),
    (
        "for each project name the number of employees working on it",
        "number of rows by project_name (bar), with works_on, with projects",
    ),
    (
        "the 3 departments with the most employees",
        "number of rows by dept_name (bar), with departments, top 3, descending by value",
    ),
    (
        "departments having more than 8 employees",
        "rows by dept_name (bar), with departments, for each dept_name, where rows > 8",
    ),
    (
        "What is the department with the highest average salary?",
        "mean of salary by dept_name (bar), with departments, descending by value",
    ),
    ("scatter plot of age versus salary colored by gender", "age against salary, one colour per gender"),
    (
        "average age of remote employees by department",
        "mean of age by dept_name (bar), with departments, where is_remote = 'Y'",
    ),
    ("average age of employees who are not remote by job title", "mean of age by job_title (bar), where is_remote = 'N'"),
    (
        "Show first name and salary of employees with salary higher than the average salary",
        "mean of salary by first_name (bar), where salary > its mean",
    ),
    (
        'count employees whose last name starts with "B" by job title',
        "number of rows by job_title (bar), where last_name like 'B%'",
    ),
    ("job titles of employees named Anna, count them", "number of rows by job_title (bar), where first_name = 'Anna'"),
    ("employees by dept name and gender", "number of rows by dept_name (bar), one colour per gender, with departments"),
    ("share of employees by gender", "pie of number of rows by gender"),
    (
        "Which city has the most departments? Show the number for each city.",
        "number of rows by city (bar), descending by value",
    ),
    (
        "box plot of salary by job title for departments in Paris",
        "salary by job_title (box plot), with departments, where city = 'Paris'",
    ),
    (
        "people earning more than 5000 per department",
        "number of rows by dept_name (bar), with departments, where salary > 5000",
    ),
    ("Plot salary distribution per gender", "salary by gender (box plot)"),
    ("compare average salary of men and women", "mean of salary by gender (bar), where gender in M, F"),
    ("Show the proportion of job titles", "pie of number of rows by job_title"),
    (
        "median salary per department in descending order as horizontal bars",
        "median of salary by dept_name (bar), with departments, descending by value",
    ),
    ("monthly number of hires in 2008", "number of rows by month of hire_date (line), where year of hire_date = 2008"),
    ("trend of hires per quarter", "number of rows by quarter of hire_date (line)"),
    ("number of distinct job titles per department", "number of different job_title by dept_name (bar), with departments"),
    ("highest salary in each department", "max of salary by dept_name (bar), with departments"),
    (
        "Give me a bar chart with job title on the x axis and average salary on the y axis, sorted by y in descending order",
        "mean of salary by job_title (bar), descending by value",
    ),
    ("y axis is total salary, x axis is department name", "sum of salary by dept_name (bar), with departments"),
    ("show the correlation between age and salary for managers only", "salary against age, where job_title = 'Manager'"),
    (
        "Show all job titles and the number of employees for each title, listed from low to high by number",
        "number of rows by job_title (bar), ascending by value",
    ),
    ("How much do employees earn on average by department?", "mean of salary by dept_name (bar), with departments"),
    ("oldest employee age per department", "max of age by dept_name (bar), with departments"),
    ("Bar chart of employees per manager id, top 5", "number of rows by manager_id (bar), top 5, descending by value"),
    (
        "all projects with fewer than 5 workers",
        "rows by project_name (bar), with projects, for each project_name, where rows < 5",
    ),
    ("number of projects started each year", "number of rows by year of start_date (line)"),
    ("show age against salary, colour by job title, with plotly", "age against salary, one colour per job_title"),
    ("what share of employees works in each department", "pie of number of rows by dept_name, with departments"),
    (
        "employees whose age is not between 30 and 40 by job title",
        "number of rows by job_title (bar), where not age between 30 and 40",
    ),
    (
        "Show the top 3 job titles by average salary in a bar chart",
        "mean of salary by job_title (bar), top 3, descending by value",
    ),
    ("Plot the number of employees hired by quarter", "number of rows by quarter of hire_date (line)"),
    ("Draw a histogram of employee ages with bins of 5", "histogram of age"),
    ("salary vs age", "salary against age"),
    ("What is the salary trend by hire date?", "salary by hire_date (line)"),
    (
        "list the last names of employees and their salaries, for those who earn less than 4000, as a bar chart ordered by salary from high to low",
        "mean of salary by last_name (bar), where salary < 4000, descending by value",
    ),
    (
        "Visualize the distribution of job titles for each department using a stacked bar chart",
        "number of rows by dept_name (bar), one colour per job_title, with departments",
    ),
    ("For each city, how many employees work there? Draw a pie.", "pie of number of rows by city, with departments"),
    (
        "stacked bar chart: department on x, employee count on y, gender as color",
        "number of rows by dept_name (bar), one colour per gender, with departments",
    ),
    (
        "number of employees by department and gender, grouped bar chart, order by department name descending",
        "number of rows by dept_name (bar), one colour per gender, with departments, descending by dept_name",
    ),
    (
        "Show me the average of salary for each job title, and rank the bars from high to low",
        "mean of salary by job_title (bar), descending by job_title",
    ),
    (
        "Bar chart of number of employees from each last name, sort Y in desc order",
        "number of rows by last_name (bar), descending by value",
    ),
    (
        "Show the names of departments that have a budget of more than 90 with their budget",
        "budget by dept_name (bar), where budget > 90",
    ),
    ("the budget of each department", "budget by dept_name (bar)"),
    ("department budgets sorted descending", "budget by dept_name (bar), descending by value"),
    ("compare budget across cities", "sum of budget by city (bar)"),
    ("employees not named Anna by gender", "number of rows by gender (bar), where first_name != 'Anna'"),
    (
        "employees with last name Brown or Clark per job title",
        "number of rows by job_title (bar), where last_name in Brown, Clark",
    ),
    (
        "departments located in Oslo or Paris: show average salary by department name",
        "mean of salary by dept_name (bar), with departments, where city in Oslo, Paris",
    ),
    ("number of projects by status", "number of rows by status (bar)"),
    ("closed projects per year", "number of rows by year of start_date (line), where status = 'closed'"),
    ("how many hours did each employee (first name) work in total?", "sum of hours by first_name (bar), with works_on"),
    ("cumulative number of hires over time", "number of rows by hire_date (line), cumulative"),
    ("percentage of employees by job title", "pie of number of rows by job_title"),
    (
        "For those employees who was hired before 2007-06-21, show me about the distribution of job_title and the sum of salary, and group by attribute job_title in a bar chart",
        "sum of salary by job_title (bar), where hire_date < '2007-06-21'",
    ),
    (
        "For those employees who did not have any project, find hire_date and the sum of salary bin hire_date by month, and visualize them by a bar chart, could you show in asc by the X",
        "sum of salary by month of the year of hire_date (bar), where emp_id is not in works_on, ascending by hire_date",
    ),
    (
        "what are the number of employees hired on or after 2008-01-01 by gender",
        "number of rows by gender (bar), where hire_date >= '2008-01-01'",
    ),
    (
        "for employees that get a commission, show the average salary by gender",
        "mean of salary by gender (bar), where commission_pct not null",
    ),
    ("for employees without commission, number by gender", "number of rows by gender (bar), where commission_pct is null"),
    (
        "A bar chart for what are the number of job titles of employees whose salary is not more than 9000?",
        "number of rows by job_title (bar), where salary <= 9000",
    ),
    (
        "for employees who are older than 30 and younger than 50 or whose salary is at least 9000, how many per gender",
        "number of rows by gender (bar), where age > 30 and age < 50 or salary >= 9000",
    ),
    ("name and budget of departments that are not located in Oslo", "budget by dept_name (bar), where city != 'Oslo'"),
    (
        "names of departments whose name ends with 'ing' and their budget",
        "budget by dept_name (bar), where dept_name like '%ing'",
    ),
    (
        "For those employees who have a salary less than 6000, show the id and salary in a scatter",
        "salary against emp_id, where salary < 6000",
    ),
    ("departments not in Paris or Rome by city", "number of rows by city (bar), where city not in Paris, Rome"),
    (
        "hire dates of all employees whose job title is Clerk or Manager, bin by year as line chart",
        "number of rows by year of hire_date (line), where job_title in Clerk, Manager",
    ),
    (
        "number of employees hired between 2006 and 2008 for each job title",
        "number of rows by job_title (bar), where year of hire_date between 2006 and 2008",
    ),
    (
        "employees hired from 2006-01-01 to 2007-12-31 by month",
        "number of rows by month of hire_date (line), where hire_date between 2006-01-01 and 2007-12-31",
    ),
    (
        "For each employee first name show how many projects they work on",
        "number of rows by first_name (bar), with works_on, with employees",
    ),
    ("number of employees hired on each day of week", "number of rows by weekday of hire_date (line)"),
    ("employees with id greater than 120 by gender", "number of rows by gender (bar), where emp_id > 120"),
    ("employees in department number 3 by gender", "number of rows by gender (bar), where dept_id = 3"),
    ("hire date vs. salary as a line colored by gender", "salary by hire_date (line), one line per gender"),
    ("average salary binned by hire year", "mean of salary by year of hire_date (line)"),
    (
        "What is the number of employees for each department name that has budget higher than 80?",
        "number of rows by dept_name (bar), with departments, where budget > 80",
    ),
    (
        "What are all project names and the total hours worked on them, sorted in alphabetical order",
        "sum of hours by project_name (bar), with projects, ascending by project_name",
    ),
    ("Show me the comparison of average age across job titles", "mean of age by job_title (bar)"),
    ("For each gender and job title, show the number of employees", "number of rows by gender (bar), one colour per job_title"),
    (
        "For those employees who was hired between 2006-01-01 and 2007-12-31, bar chart of job title counts",
        "number of rows by job_title (bar), where hire_date between 2006-01-01 and 2007-12-31",
    ),
    (
        "employees whose hire date is between 2006-01-01 and 2008-01-01, number by gender",
        "number of rows by gender (bar), where hire_date between 2006-01-01 and 2008-01-01",
    ),
    (
        "Find the employees who hired after 2007-01-01 and show the average salary of each job title",
        "mean of salary by job_title (bar), where hire_date > '2007-01-01'",
    ),
    ("the relation between age and salary of employees in departments 1 or 2", "salary against age, where dept_id in 1, 2"),
    (
        "number of employees in each department that is located in Paris",
        "number of rows by dept_name (bar), with departments, where city = 'Paris'",
    ),
    (
        "What is the average age of employees for each city their department is in?",
        "mean of age by city (bar), with departments",
    ),
    ("For each project status, what is the total number of hours worked?", "sum of hours by status (bar), with projects"),
    (
        "Show the first names of employees that work on open projects, and count them by a bar chart",
        "number of rows by first_name (bar), with works_on, with projects, where status = 'open'",
    ),
    (
        "Show project names and the number of employees working on each of them, in descending order of number",
        "number of rows by project_name (bar), with works_on, with projects, descending by value",
    ),
    (
        "What is the average salary of the employees working on each project?",
        "mean of salary by project_name (bar), with works_on, with projects",
    ),
    (
        "Show each city and the number of employees in departments of that city",
        "number of rows by city (bar), with departments",
    ),
    ("the names of departments and the number of employees they have", "number of rows by dept_name (bar), with departments"),
    (
        "Which departments have more than 10 employees? Give me the department name and the number of employees",
        "rows by dept_name (bar), with departments, for each dept_name, where rows > 10",
    ),
    (
        "How many different projects does each gender work on",
        "number of different project_id by gender (bar), with works_on, with employees",
    ),
    (
        "average budget of departments by city for those founded before 2000",
        "mean of budget by city (bar), where founded < 2000",
    ),
    (
        "Number of employees per project status, stacked by gender",
        "number of rows by status (bar), one colour per gender, with works_on, with projects",
    ),
    (
        "Show the department names with the number of female employees",
        "number of rows by dept_name (bar), with departments, where gender = 'F'",
    ),
    ("Return the maximum hours for each project name, sort x axis", "max of hours by project_name (bar), with projects"),
]
