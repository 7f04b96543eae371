"""A corridor whose roads part: a temple and a garden beyond a fork, a tower beside it.

It takes 20 minutes from home to the fork, 10 on to the temple or to the garden, to which no other road leads; 15 from
home to the tower, and 30 from there to the fork.
"""

from __future__ import annotations

from planner.corridor import Corridor
from tests.builders.networks import link, network, town
from tests.builders.reaches import EVERYTHING, site


def parting() -> Corridor:
    """Return the corridor."""
    places = {"temple": 105.4, "garden": 105.6, "tower": 104.5}
    made = network(
        [town("home", 30.0, 105.0), town("fork", 30.0, 105.5)],
        [],
        [],
        [
            link("home", "fork", 20),
            link("fork", "temple", 10),
            link("fork", "garden", 10),
            link("home", "tower", 15),
            link("tower", "fork", 30),
        ],
    )
    known = made.model_dump(mode="json") | {"themes": [EVERYTHING]}
    sites = [site(name, 30.5, lon) for name, lon in places.items()]
    return Corridor.model_validate(known | {"attractions": sites})
