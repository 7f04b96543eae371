"""Dates and lengths of time as each language writes them."""

from __future__ import annotations

from datetime import date

UNDATED = "n.d."  # what the data says of a source without a date
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


def format_month(text: str, language: str) -> str:
    """Return a month written ``YYYY-MM`` or ``MM``, or that the date is not known; any other text as it is.

    Examples
    --------
    >>> format_month("2026-09", "en"), format_month("2026-09", "zh"), format_month("n.d.", "zh")
    ('September 2026', '2026年9月', '日期不详')
    """
    if text == UNDATED:
        return "日期不详" if language == "zh" else "an unknown date"
    year, _, month = text.rpartition("-")
    if not ((not year or year.isdecimal()) and month.isdecimal() and 1 <= int(month) <= len(_MONTHS)):
        return text
    if language == "zh":
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
    if language == "en":
        return f"{hours} h {rest:02d}" if hours and rest else f"{hours} h" if hours else f"{rest} min"
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时{rest}分" if rest else f"{hours}小时"
