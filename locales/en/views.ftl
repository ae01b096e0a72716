# Other views of the ledger: board, heat map, timeline, history, search, export and re-import
views-filter = Filter tasks
views-same-tasks = The same tasks in another view

ledger-no-theme = No theme
ledger-led-by = Led by { $unit }
group-theme = By theme

board-print = Print (A3 landscape)
board-heading = { " " }{ $y } key tasks on the wall
board-progress = Visible progress: { $text }
board-due = Due: { $text }
board-passed = Step whose day has passed; reports tell whether it was reached

heat-what = Each cell counts the tasks due; open it to see them
heat-by = Columns
heat-by-week = By week
heat-by-month = By month
heat-by-quarter = By quarter
heat-caption-week = Tasks due each week by leading unit (the heading is the first day of the week)
heat-caption-month = Tasks due each month by leading unit
heat-caption-quarter = Tasks due each quarter by leading unit
heat-quarter = Q{ $n }
heat-before = Before the year
heat-after = After the year
heat-sum = Total
heat-items = { $n ->
    [one] { $n } task
   *[other] { $n } tasks
}

gantt-caption = Timeline of tasks
gantt-stretch = Dates and standing
gantt-key = A bar runs from the first to the last day; its solid part is time gone by, thin marks are steps, the full line is today. Without a first day the bar begins on 1 January.

history-title = History
history-empty = Nothing has been recorded yet
history-back = Back
history-older = Older entries
history-subject-task = Task
history-subject-document = Document
history-subject-unit = Unit
history-subject-year = Year
history-subject-framework = Framework
history-subject-goal = Goal

fact-number = Number
fact-title = Title
fact-name = Name
fact-reason = Reason
fact-from = From
fact-to = To
fact-version = Version
fact-tasks = Tasks
fact-goals = Goals
fact-frameworks = Frameworks
fact-proposals = Proposals
fact-questions = Questions
fact-problems = Problems
fact-accepted = Accepted
fact-rejected = Rejected
fact-edited = Edited
fact-what = Content
fact-rows = Rows
fact-person = Person
fact-from_day = From
fact-to_day = To
fact-login = Login
fact-why = Why
fact-action = Action
fact-on = On
fact-path = Path
fact-purpose = Purpose
fact-added = Added
fact-changed = Changed
fact-unchanged = Unchanged

search-title = Search
search-hint = Tasks, documents, units, people
search-for = Looking for “{ $q }”
search-what = What are you looking for?
search-what-next = Type words of a task, the name of a document, a unit or a person. Several words, separated by blanks, must all occur. Units and people are also found by pinyin.
search-nothing = Nothing found
search-nothing-next = Try a shorter word. What you may not see does not appear here.
search-tasks = Tasks
search-documents = Documents
search-units = Units
search-people = People
search-more-tasks = See all in the ledger
search-more-documents = All documents
search-more-units = The organisation
search-more-people = The organisation

export-title = { $y } task ledger
refused-export-large = More than { $n } tasks match. Filter first, by unit or area, and export in parts.
