"""The fixed words of a printed itinerary, in Chinese and English."""

from __future__ import annotations

from datetime import date

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "{corridor}: {days} from {start} to {end}",
        "title_round": "{corridor}: {days} from {start} and back",
        "num_day": "{n} day",
        "num_days": "{n} days",
        "num_adult": "{n} adult",
        "num_adults": "{n} adults",
        "num_child": "{n} child",
        "num_children": "{n} children",
        "num_visit": "{n} visit",
        "num_visits": "{n} visits",
        "num_night": "{n} night",
        "num_nights": "{n} nights",
        "mode.car": "by car",
        "mode.transit": "by train and bus",
        "mode.mixed": "by train and hired car",
        "pace.relaxed": "relaxed pace",
        "pace.normal": "normal pace",
        "pace.packed": "packed pace",
        "themes": "themes: {names}",
        "list": ", ",
        "optimal": "Proven best for this wish",
        "feasible": "At most {percent} % better plans could exist",
        "unproven": "Best plan found; how much better one could be is not proven",
        "day": "Day {n}",
        "leg.walk": "Walk to {end}",
        "leg.road": "Drive to {end}",
        "leg.taxi": "Taxi to {end}",
        "leg.hired": "Hired car to {end}",
        "leg.metro": "Metro to {end}",
        "leg.rail": "Train to {end}",
        "leg.coach": "Coach to {end}",
        "leg.cruise": "Boat to {end}",
        "leg.cable": "Cable car to {end}",
        "via": "via {places}",
        "km": "{km} km",
        "wait.free": "Free time",
        "wait.journey": "Boarding or changing",
        "meal": "Lunch",
        "brackets": " ({text})",
        "with_lunch": "with lunch",
        "lunch_aboard": "lunch aboard",
        "overnight": "Night in {place}",
        "check_hours": "check hours",
        "free": "free",
        "unknown_price": "price ?",
        "money": "CNY {amount}",
        "visits": "visits {time}",
        "travel": "travel {time}",
        "waits": "free time {time}",
        "total": "In all",
        "share": "{percent} % of the time",
        "covers": "Covers {n} of {all}: ",
        "nothing": "none",
        "not_covered": "Not covered: ",
        "about": "about {money} for the party",
        "left_out": "The best places left out",
        "more": "and {n} more: {reasons}",
        "reason.closed": "closed on these dates",
        "reason.unreachable": "cannot be reached",
        "reason.no-time": "does not fit into the days",
        "reason.over-budget": "over the budget",
        "reason.outside-area": "outside the area allowed",
        "reason.avoided": "avoided, as you asked",
        "reason.lower-prize": "the others are worth more to you",
        "warnings": "Please note",
        "legend.estimate": "~ is an estimate.",
        "legend.hours": "'check hours': the opening hours are an estimate, ask before you go.",
        "legend.price": "'price ?': not known, and not in the sums.",
        "legend.sums": "Prices are for the whole party.",
    },
    "zh": {
        "title": "{start}至{end}{days}行程",
        "title_round": "{start}往返{days}行程",
        "num_day": "{n}日",
        "num_days": "{n}日",
        "num_adult": "{n}位成人",
        "num_adults": "{n}位成人",
        "num_child": "{n}名儿童",
        "num_children": "{n}名儿童",
        "num_visit": "游览{n}处",
        "num_visits": "游览{n}处",
        "num_night": "住宿{n}晚",
        "num_nights": "住宿{n}晚",
        "mode.car": "自驾",
        "mode.transit": "公共交通",
        "mode.mixed": "公共交通加包车",
        "pace.relaxed": "节奏轻松",
        "pace.normal": "节奏适中",
        "pace.packed": "节奏紧凑",
        "themes": "主题：{names}",
        "list": "、",
        "optimal": "已证明：按此愿望没有更好的行程",
        "feasible": "更好的行程至多好{percent}%",
        "unproven": "目前找到的最佳行程；尚未证明距最优还有多远",
        "day": "第{n}天",
        "leg.walk": "步行至{end}",
        "leg.road": "驾车至{end}",
        "leg.taxi": "乘出租车至{end}",
        "leg.hired": "包车至{end}",
        "leg.metro": "乘地铁至{end}",
        "leg.rail": "乘火车至{end}",
        "leg.coach": "乘客车至{end}",
        "leg.cruise": "乘船至{end}",
        "leg.cable": "乘索道至{end}",
        "via": "途经{places}",
        "km": "{km}公里",
        "wait.free": "自由活动",
        "wait.journey": "候车或换乘",
        "meal": "午餐",
        "brackets": "（{text}）",
        "with_lunch": "含午餐",
        "lunch_aboard": "车上午餐",
        "overnight": "夜宿{place}",
        "check_hours": "时间待核实",
        "free": "免费",
        "unknown_price": "价格不详",
        "money": "{amount}元",
        "visits": "游览{time}",
        "travel": "路途{time}",
        "waits": "自由活动{time}",
        "total": "合计",
        "share": "占时间的{percent}%",
        "covers": "已满足{all}项要求中的{n}项：",
        "nothing": "无",
        "not_covered": "未满足：",
        "about": "全员约{money}",
        "left_out": "未安排的主要景点",
        "more": "另有{n}处：{reasons}",
        "reason.closed": "这几天不开放",
        "reason.unreachable": "无法到达",
        "reason.no-time": "时间不够",
        "reason.over-budget": "超出预算",
        "reason.outside-area": "超出允许区域",
        "reason.avoided": "按要求避开",
        "reason.lower-prize": "其他景点更合您的兴趣",
        "warnings": "请注意",
        "legend.estimate": "“~”为估计值。",
        "legend.hours": "“时间待核实”：开放时间为估计，请行前核实。",
        "legend.price": "“价格不详”：未计入合计。",
        "legend.sums": "价格为全员合计。",
    },
}

_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def format_date(day: date, language: str, *, year: bool = True) -> str:
    """Return a date with its weekday.

    Examples
    --------
    >>> format_date(date(2026, 12, 5), "en"), format_date(date(2026, 12, 5), "zh", year=False)
    ('Sat 5 December 2026', '12月5日（周六）')
    """
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "zh":
        return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日（周{weekday}）"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def format_dates(first: date, last: date, language: str) -> str:
    """Return a span of dates; the year once where it is the same.

    Examples
    --------
    >>> format_dates(date(2026, 12, 5), date(2026, 12, 7), "en")
    'Sat 5 December - Mon 7 December 2026'
    """
    if first == last:
        return format_date(first, language)
    same_year = first.year == last.year
    if language == "zh":
        return f"{format_date(first, 'zh')}至{format_date(last, 'zh', year=not same_year)}"
    return f"{format_date(first, 'en', year=not same_year)} - {format_date(last, 'en')}"


def format_length(minutes: int, language: str) -> str:
    """Return a length of time.

    Examples
    --------
    >>> format_length(95, "en"), format_length(95, "zh"), format_length(120, "zh")
    ('1 h 35', '1小时35分', '2小时')
    """
    hours, rest = divmod(minutes, 60)
    if language == "en":
        return f"{hours} h {rest:02d}" if hours and rest else f"{hours} h" if hours else f"{rest} min"
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时{rest}分" if rest else f"{hours}小时"
