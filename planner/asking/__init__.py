"""One pure function from what a door is asked to its answer, and the processes that run it beside each other."""

from planner.asking.answering import Answer, Ask, Desk, open_desk
from planner.asking.questions import QUESTIONS, Question
from planner.asking.workers import CrowdedError, Pending, Workers

__all__ = [
    "QUESTIONS",
    "Answer",
    "Ask",
    "CrowdedError",
    "Desk",
    "Pending",
    "Question",
    "Workers",
    "open_desk",
]
