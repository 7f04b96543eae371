"""Many wishes at once, on this machine or on a cluster: one line an answer, in the order of the wishes."""

from planner.batch.clerk import Clerk, Form
from planner.batch.foreseeing import dates_ahead, dates_of, days_of, several, wishes_of
from planner.batch.local import LocalRunner
from planner.batch.reading import rows_of
from planner.batch.resuming import Before, resume
from planner.batch.running import Batch, Bell, Line, Runner, answered
from planner.batch.summary import COLUMNS, VALUES, Summary, left_out, lines_of, summary_of, table_of

__all__ = [
    "COLUMNS",
    "VALUES",
    "Batch",
    "Before",
    "Bell",
    "Clerk",
    "Form",
    "Line",
    "LocalRunner",
    "Runner",
    "Summary",
    "answered",
    "dates_ahead",
    "dates_of",
    "days_of",
    "left_out",
    "lines_of",
    "resume",
    "rows_of",
    "several",
    "summary_of",
    "table_of",
    "wishes_of",
]
