"""Plans whose names and notes try to break out of their line."""

from __future__ import annotations

from hypothesis import strategies as st

from planner.itinerary import Itinerary
from tests.builders.small_plans import good_plan

NASTY = (
    *("\n", "\r\n", "\x1b[2J", "\x00", "\u202e", "\u200f", "\u2028", "\t", "😀"),
    *(
        "<script>",
        "**",
        "__",
        "~~",
        "`",
        "[a](b)",
        "![",
        "|",
        "\\",
        "# ",
        "- ",
        "1. ",
        "&amp;",
        "<!--",
        "$$",
        "---",
    ),
    *(
        "\\n# x",
        " #",
        "[31m",
        "[/bold]",
        "{n}",
        "%s",
        "http://a.b",
        "'\"><img src=x onerror=x()>",
        "文殊院",
        "שלום",
        "x" * 500,
    ),
)
nasty_texts = (
    st.lists(
        st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
        min_size=1,
        max_size=6,
    )
    .map("".join)
    .filter(bool)
)


@st.composite
def hostile_plans(draw: st.DrawFn) -> Itinerary:
    """Draw one of the good plans with other names, notes, services and reasons."""
    plan = good_plan(draw(st.sampled_from(["car", "transit"])))
    for place in plan["places"].values():
        place["name"] = {"zh": draw(nasty_texts), "en": draw(nasty_texts)}
    plan["corridor"]["name"] = draw(nasty_texts)
    for event in (event for day in plan["days"] for event in day["events"]):
        if event["kind"] == "visit":
            event["name"] = {"zh": draw(nasty_texts), "en": draw(nasty_texts)}
        elif event.get("service"):
            event["service"] = draw(nasty_texts)
    for notice in plan["warnings"]:
        notice["code"] = "from-elsewhere"
        notice["message"], notice["message_zh"] = draw(nasty_texts), draw(nasty_texts)
    for left in plan["unvisited"]:
        left["cause"] = None
        left["detail"] = draw(nasty_texts)
    plan["coverage"] = [
        {
            "name": {"zh": draw(nasty_texts), "en": draw(nasty_texts)},
            "at_least": 1,
            "at_most": None,
            "sites": sites,
        }
        for sites in ([], ["mid-grotto"])
    ]
    return Itinerary.model_validate(plan)
