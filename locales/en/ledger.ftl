# The ledger and its tasks
ledger-title = Ledger
ledger-total = { $n } in all
ledger-export = Export
ledger-export-xlsx = Excel (edit it and bring it back)
ledger-export-csv = CSV
ledger-export-json = JSON
ledger-reimport = Bring an edited Excel back
ledger-new = New task
ledger-find = Find in the ledger
ledger-all-units = All units
ledger-all-standings = Every standing
ledger-all-areas = All areas
ledger-more-filters = More filters
ledger-narrow = Filter
ledger-duty = Part of the unit
ledger-duty-lead = leads
ledger-duty-any = leads, is responsible or assists
ledger-missing = Missing
ledger-missing-any-or-none = anything
ledger-missing-any = Five settings incomplete
ledger-from = Due on or after
ledger-to = Due on or before
ledger-since = Due on or after { $day }
ledger-until = Due on or before { $day }
ledger-raised = Tightened
ledger-raised-only = Due earlier than the upper level demands
ledger-filter = Filter
ledger-search = Search
ledger-filtered = Filtered
ledger-filter-theme = By theme
ledger-filter-document = By source document
ledger-clear = Clear all
ledger-table = Table
ledger-tree = Tree
ledger-heat = Heat map
ledger-timeline = Timeline
ledger-group = Group
ledger-columns = Columns
ledger-apply = Apply
ledger-views = Saved views
ledger-views-none = No saved views yet. Filter first, then keep the view under a name.
ledger-view-name = Keep this view as
ledger-view-shared = Everybody can see it
ledger-view-save = Keep view
ledger-view-remove = Remove view “{ $name }”
ledger-nothing-found = No task fits
ledger-nothing-found-next = Loosen or clear the filters and try again.
ledger-empty = The ledger is empty
ledger-empty-next = Upload the work priorities or a task table and confirm what it proposes; or enter a task by hand.
ledger-upload = Upload documents
ledger-select = Select { $name }
ledger-select-all = Select this page
ledger-selected = Selected
ledger-pages = Pages
ledger-previous = Previous
ledger-next = Next
ledger-no-area = No area
ledger-no-lead = No leading unit
ledger-no-due = No deadline
ledger-month = Month { $n }
ledger-late = { $n ->
    [one] 1 day late
   *[other] { $n } days late
}
ledger-left = { $n ->
    [one] 1 day left
   *[other] { $n } days left
}
ledger-units = { $n } units in all
ledger-crumbs = You are here

column-title = Task
column-number = Number
column-area = Area
column-lead = Lead
column-responsible = Responsible
column-assist = Assist
column-due = Deadline
column-sponsor = Sponsor
column-owner = Owner
column-requirement = Requirement
column-standing = Standing

standing-done = done
standing-overdue = overdue
standing-soon = due soon
standing-open = open
standing-cancelled = cancelled

group-none = No groups
group-area = By area
group-lead = By leading unit
group-month = By month due

missing-post = no post
missing-person = no person
missing-duty = no lead
missing-deadline = no deadline
missing-requirement = no requirement
missing-method = no method

year-state-preparing = preparing
year-state-deployed = deployed
year-state-running = running
year-state-assessing = assessing
year-state-published = published
year-state-closed = closed

direction-at_least = at least
direction-at_most = at most
direction-exact = exactly
direction-growth = growth of

bulk-due = Change deadline
bulk-duties = Change lead
bulk-sponsor = Change sponsor
bulk-area = Change area
bulk-clear = Clear selection
bulk-count = { $n ->
    [one] One task will be changed. You can undo it afterwards.
   *[other] { $n } tasks will be changed. You can undo it afterwards.
}
bulk-which = Which tasks
bulk-conflict = { $n } of these tasks were changed a moment ago, and nothing was saved yet. Look at them as they are now; saving again puts in what you typed.
bulk-conflict-now = Now: { $value } ({ $who }, { $time })
bulk-new-due = New deadline
bulk-new-duties = New leading unit
bulk-new-sponsor = New sponsor
bulk-new-area = New area
bulk-hint-due = Such as 6月底前, 2026-09-30, 每季度末, 长期
bulk-hint-duties = Separate units by 、; the first one leads. Other duties stay as they are.
bulk-hint-sponsor = Choose a post
bulk-hint-area = Leave empty to clear it

cell-conflict = Somebody has just changed it to “{ $theirs }”. Save again to have it your way.

task-edit = Edit
task-edit-heading = Edit { $number }
task-complete = Mark as done
task-incomplete = This task is incomplete:
task-fill-in = Fill it in
task-five = The five settings
task-due-as = as written: { $text }
task-due-hint = Such as 6月底前, 每月5日前, 长期
task-upper-due = Upper level: { $day }
task-upper-level = What the upper level asks
task-upper-hint = Fill in when the task carries down one of the upper level. A deadline earlier than theirs is marked as tightened and needs a reason.
task-upper-body = Upper level or its document
task-raise-reason = Why earlier than the upper level
task-method = Method
task-theme = Theme
task-goal = Goal
task-note = Note
task-measures = Measures
task-measure = Measure
task-direction = Direction
task-target = Target
task-unit-of-measure = Unit
task-base = Last year
task-upper = Upper level
task-milestones = Milestones and visible progress
task-quarter = visible progress
task-quarters = What can be seen by the end of each quarter
task-steps = Other milestones
task-step-day = Day
task-step-title = What is done by then
task-source = Source
task-source-open = Open the document
task-parts = Parts
task-history = History
task-owner-post = Post in charge
task-owner-person = Person (optional)
task-owner-person-hint = If empty, whoever holds the post
task-units-hint = Separate units by 、; the first one counts
task-cancel = Cancel this task
task-cancel-reason = Reason
task-cancel-do = Cancel the task
task-conflict = While you were editing, somebody else saved this task. Both versions are below; nothing you typed is lost.
task-conflict-field = Field
task-conflict-theirs = Theirs, saved
task-conflict-ours = Yours
task-conflict-next = Check, then save again to have it as your form says.
quarter-1 = First quarter
quarter-2 = Second quarter
quarter-3 = Third quarter
quarter-4 = Fourth quarter

field-area = Area
field-title = Task
field-requirement = Requirement
field-method = Method
field-due = Deadline
field-sponsor = Sponsor
field-owner_post = Post in charge
field-owner_person = Person in charge
field-duties = Units
field-lead = Lead
field-responsible = Responsible
field-assist = Assist
field-theme = Theme
field-goal = Goal
field-measures = Measures
field-milestones = Milestones
field-upper_due = Deadline set by the upper level
field-raise_reason = Reason for tightening
field-note = Note
field-done = Done on
field-q1 = First quarter
field-q2 = Second quarter
field-q3 = Third quarter
field-q4 = Fourth quarter
field-step_day = Milestone day
field-step_title = Milestone
field-m_name = Measure
field-m_direction = Direction
field-m_value = Target
field-m_unit = Unit of measure
field-m_base = Last year
field-m_raise = Reason for the tighter measure
field-m_upper = Upper level

event-task_added = entered the task
event-task_changed = changed it
event-task_cancelled = cancelled it
event-task_removed = took it out of the ledger

invalid-title-empty = Say what is to be done
invalid-title-long = Too long: keep it under { $n } characters and put details into requirement or method
invalid-due = “{ $found }” cannot be read; write 2026年3月31日, 3月底前, 每季度末 or 长期
invalid-due-ambiguous = “{ $found }” may mean two days; say which ({ $choices })
invalid-upper-day = "{ $found }" is not a date; write the deadline of the upper level as 2026-06-30
invalid-due-day = There is no such day as “{ $found }”; is it { $choices }?
invalid-unit = There is no unit “{ $found }”; use a name from the organisation
invalid-unit-near = There is no unit “{ $found }”; similar names: { $near }
invalid-unit-several = Several units are called “{ $found }”; write the full name
invalid-choice = Choose one from the list
invalid-lead-empty = Name the new leading unit
invalid-post = Choose a post from the list
invalid-person = “{ $found }” is not on the roster
invalid-person-several = There are several “{ $found }” on the roster; choose a post instead
invalid-measure-name = A measure has no name
invalid-measure-empty = The measure “{ $name }” has no target
invalid-measure-value = “{ $found }” is not a number; put the unit into its own field
invalid-step = A milestone needs a day and a text
invalid-cancel-reason = Give a reason
invalid-view-name = Give it a name of at most 40 characters
refused-views-full = An account keeps up to { $n } views; remove one that is not used first.
invalid-view-query = This view has too many conditions to be kept

refused-year-exists = The year { $n } is there already
refused-year-closed = The results of this year are out; it can no longer be changed
refused-no-year = There is no year yet; open one on the page “Year”
refused-undone-already = Already undone
refused-undo-changed = { $number } was changed since; open it and check by hand
refused-cancelled-already = This task is cancelled already

blocker-no-tasks = There are no tasks in the ledger
blocker-post = { $n } tasks have no post
blocker-person = { $n } tasks have no person
blocker-duty = { $n } tasks have no leading unit
blocker-deadline = { $n } tasks have no deadline
blocker-requirement = { $n } tasks have neither requirement nor measure
blocker-method = { $n } tasks have no method
blocker-raised = { $n } tasks are due earlier than the upper level demands, without a reason

flash-view-kept = View “{ $name }” kept
flash-view-removed = View removed
flash-saved = Saved
flash-unchanged = Nothing changed
flash-undone = { $n ->
    [one] Undone; one task is as it was
   *[other] Undone; { $n } tasks are as they were
}
flash-task-added = The task is in the ledger
flash-task-cancelled = Task cancelled
flash-bulk = { $n ->
    [one] One task changed
   *[other] { $n } tasks changed
}
flash-nothing-selected = Select tasks first
