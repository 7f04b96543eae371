"""Dates and lengths of time as each language writes them."""

from __future__ import annotations

from datetime import date

from planner.texts.further import FALLBACK, format_by_skeleton

UNDATED = "n.d."  # what the data says of a source without a date
_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)

_UNDATED = {
    "en": "an unknown date",
    "zh": "日期不详",
    "zh-Hant": "日期不詳",
    "ja": "日付不明",
    "ko": "날짜 미상",
}
_LENGTHS = {  # hours and minutes, hours, minutes
    "en": ("{hours} h {rest:02d}", "{hours} h", "{rest} min"),
    "zh": ("{hours}小时{rest}分", "{hours}小时", "{rest}分钟"),
    "zh-Hant": ("{hours}小時{rest}分", "{hours}小時", "{rest}分鐘"),
    "ja": ("{hours}時間{rest}分", "{hours}時間", "{rest}分"),
    "ko": ("{hours}시간 {rest}분", "{hours}시간", "{rest}분"),
}


def format_date(day: date, language: str, *, year: bool = True) -> str:
    """Return a date with its weekday.

    Examples
    --------
    >>> format_date(date(2026, 12, 5), "en"), format_date(date(2026, 12, 5), "zh", year=False)
    ('Sat 5 December 2026', '12月5日（周六）')
    """
    if language in FALLBACK:
        return format_by_skeleton(day, "yMMMEd" if year else "MMMEd", language)
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
    if language in FALLBACK:
        return f"{format_date(first, language)} - {format_date(last, language, year=not same_year)}"
    return f"{format_date(first, 'en', year=not same_year)} - {format_date(last, 'en')}"


def format_month(text: str, language: str) -> str:
    """Return a month ``YYYY-MM`` or ``MM``, a year ``YYYY``, or that no date is known; any other text as it is.

    Examples
    --------
    >>> [format_month(text, "zh") for text in ("2026-09", "2026", "n.d.")], format_month("2026-09", "en")
    (['2026年9月', '2026年', '日期不详'], 'September 2026')
    """
    if text == UNDATED:
        return _UNDATED[language]
    if len(text) == len("YYYY") and text.isdecimal():
        return text if language == "en" else f"{text}{'년' if language == 'ko' else '年'}"
    year, _, month = text.rpartition("-")
    if not ((not year or year.isdecimal()) and month.isdecimal() and 1 <= int(month) <= len(_MONTHS)):
        return text
    if language == "ko":
        return (f"{year}년 " if year else "") + f"{int(month)}월"
    if language != "en":
        return (f"{year}年" if year else "") + f"{int(month)}月"
    return f"{_MONTHS[int(month) - 1]} {year}".rstrip()


def format_length(minutes: int, language: str) -> str:
    """Return a length of time.

    Examples
    --------
    >>> format_length(95, "en"), format_length(95, "zh"), format_length(120, "zh")
    ('1 h 35', '1小时35分', '2小时')
    """
    hours, rest = divmod(minutes, 60)
    both, whole, short = _LENGTHS[language]
    text = both if hours and rest else whole if hours else short
    return text.format(hours=hours, rest=rest)
