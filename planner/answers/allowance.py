"""What one call may take, shared by the questions that it asks."""

from __future__ import annotations

from math import inf

from planner.options import SolveOptions
from planner.stopping import Deadline, StopToken

SEARCHED = 0.5  # of a question's share of the time; the rest is for putting its plan together and checking it


class Allowance:
    """Seconds from now on, or work: each question has an equal share of what those before it left."""

    def __init__(self, options: SolveOptions, questions: int, stop: StopToken) -> None:
        self._options, self._questions = options, questions
        self._deadline = Deadline(inf if options.work else options.time_limit, stop)
        self._work = options.work

    @property
    def token(self) -> StopToken:
        """What asks to stop when the time is over."""
        return self._deadline.token

    def share(self) -> SolveOptions | None:
        """Return how to look for the next answer, None when nothing is left for it.

        Examples
        --------
        >>> allowance = Allowance(SolveOptions(work=2), 3, StopToken())
        >>> [share and share.work for share in (allowance.share(), allowance.share(), allowance.share())]
        [1, 1, None]
        """
        questions, self._questions = self._questions, self._questions - 1
        if self._deadline.is_over or self._work == 0:
            return None
        if self._work is None:
            return self._options.but(time_limit=SEARCHED * self._deadline.seconds_left / questions)
        work = max(1, self._work // questions)
        self._work -= work
        return self._options.but(work=work)
