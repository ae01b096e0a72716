# Other views of the ledger: board, heat map, timeline, history, search, export and re-import
views-filter = Filter tasks
views-same-tasks = The same tasks in another view

ledger-no-theme = No theme
ledger-led-by = Led by { $unit }
group-theme = By theme

board-print = Print (A3 landscape)
board-heading = { " " }{ $y } key tasks on the wall
board-progress = { $day }, visible progress
board-due = Due: { $text }
board-passed = Step whose day has passed; it may or may not have been reached

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

flash-imported = The ledger was changed as in the file: { $n } tasks.
import-what = Bring back a workbook that was exported from the ledger and edited. You see the changes first; nothing is written before you confirm.
import-file = Edited ledger
import-file-hint = A file made by “Export” (.xlsx or .csv). Cells may be edited, rows added and sorted. Upload other tables under “Documents”.
import-compare = Upload and compare
import-before = Files brought back before
import-state-open = To be confirmed
import-state-done = Written
import-state-undone = Undone
import-no-file = No file was chosen, or it is empty
import-foreign = This file was not exported from the ledger: the column of task marks is missing. Upload other tables under “Documents”.
import-diff = Check the changes
import-moved = Somebody changed some of these tasks meanwhile. This is the comparison as of now; please check it again.
import-done = The changes of this file are in the ledger.
import-undone = The changes of this file were taken back.
import-undo = Undo this import
import-to-ledger = Back to the ledger
import-unchanged = No changes
import-unchanged-next = The file says what was exported; the ledger stays as it is.
import-changed = { $n ->
    [one] { $n } task changed
   *[other] { $n } tasks changed
}
import-field = Field
import-now = Ledger now
import-in-file = In the file
import-not-taken = Not taken:{ " " }
import-conflict = Changed on both sides
import-exported = As exported:{ " " }
import-take-file = Take the file’s value
import-hidden = { $n } more changed tasks are not listed; they are written as well (what changed on both sides stays as it is in the ledger).
import-added = { $n ->
    [one] { $n } new row
   *[other] { $n } new rows
}
import-new = New task
import-skipped = Not taken
import-gone = { $n ->
    [one] { $n } task is missing in the file
   *[other] { $n } tasks are missing in the file
}
import-gone-next = They stay in the ledger. To drop a task, cancel it on its page and give the reason.
import-unknown = These rows match no task that you may change and were not taken:
import-twice = These rows repeat a task of an earlier row and were not taken:
import-confirm = Write to the ledger
import-other = Another file
import-derived = The program fills this column; it cannot be changed in a file
import-no-post = { $found } holds no post today
import-person-several = There are several “{ $found }”; choose the post on the task’s page
import-measure = “{ $found }” is not understood; write it like 新增企业不少于5家, several separated by semicolons
import-same = The ledger has exactly this task already; it was not added again
