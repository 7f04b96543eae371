"""What can be asked beside a plan: why, what else, what if.

A question about a change of the network is asked of `apply_scenario`'s corridor.
"""

from planner.corridor import apply_scenario

__all__ = ["apply_scenario"]
