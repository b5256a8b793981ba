"""Dates as people write them, and what instant and day they mean.

A date without a zone is taken as UTC. A plain date stands for its noon, a bare month or year for its middle, so that
the nearest snapshot is the nearest for the whole of it. What can be read in two ways (03/04/2017) is not read at all.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_tz

from linkcheck.model import DateSource, Published

YEARS = range(1970, 2200)
"""Years in which a newsletter can have been published."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_SEP = r"(?P<sep>[-/._])"
_CLOCK = (
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<zone>Z|[+-]\d{1,2}(?::?\d{2})?)|\s+(?P<named>[A-Za-z][\w/+-]*))?)?"
)
_NAMED_ZONES = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
}
"""Hours from UTC: RFC 5322, section 4.3, and Central Europe's; a name that is not here is taken as UTC."""

_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}}){_SEP}(?P<number>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_CLOCK}",
        rf"(?P<year>\d{{4}})(?P<number>\d{{2}})(?P<day>\d{{2}}){_CLOCK}",
        rf"(?P<year>\d{{4}}){_SEP}(?P<number>\d{{1,2}})",
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<number>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{2,4})?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}){_CLOCK}",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}",
        rf"{_MONTH},?\s+(?P<year>\d{{4}})",
    )
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+", re.IGNORECASE)
_LONGEST = 64
"""Characters; what is longer is prose."""


def published(value: object, source: DateSource) -> Published | None:
    """What a value of front matter, a header line or an attribute says of the day; None where it says none."""
    match value:
        case datetime():
            return _instant(value, source)
        case date():
            return _day(value.year, value.month, value.day, source)
        case str():
            return _from_text(" ".join(value.split()), source) if len(value) <= _LONGEST else None
        case _:
            return None


def published_in_path(path: str) -> Published | None:
    """The date that a document's name or folders tell: `2018-07-15-x.md`, `2019/07/x.md`, `2019/x.md`.

    The file's own name is believed before its folders, the exact before the vague, the deeper before the outer.
    """
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0]
    for text, form in (
        *((stem, form) for form in _IN_NAME),
        *(("/".join(folders) + "/", form) for form in _IN_FOLDERS),
    ):
        found = [made for match in form.finditer(text) if (made := _from_match(match, DateSource.PATH))]
        if found:
            return found[-1]
    return _from_text(stem, DateSource.PATH) if stem.isdigit() else None


_IN_NAME = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-_.])(?P<number>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<number>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-_.])(?P<number>\d\d)(?!\d)",
    )
)
_IN_FOLDERS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?<![^/])(?P<year>(?:19|20)\d\d)/(?P<number>\d{1,2})/(?P<day>\d{1,2})(?=/)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-_.])(?P<number>\d\d)(?P=sep)(?P<day>\d\d)(?!\d)",
        r"(?<![^/])(?P<year>(?:19|20)\d\d)[-_./](?P<number>\d{1,2})(?=/)",
        r"(?<![^/])(?P<year>(?:19|20)\d\d)(?=/)",
    )
)


def _from_text(text: str, source: DateSource) -> Published | None:
    plain = _WEEKDAY.sub("", text, count=1)
    for form in _FORMS:
        if match := form.fullmatch(plain):
            return _from_match(match, source)
    return _from_mail(text, source)


def _from_mail(text: str, source: DateSource) -> Published | None:
    """A date as mail writes it (RFC 5322 and its elders)."""
    if text.count(":") == 0 or (parts := parsedate_tz(text)) is None:
        return None
    zone = timezone(timedelta(seconds=parts[9])) if parts[9] and abs(parts[9]) < _DAY else UTC
    return _made(lambda: _instant(datetime(*parts[:6], tzinfo=zone), source))


def _from_match(match: re.Match[str], source: DateSource) -> Published | None:
    parts = match.groupdict()
    year = int(parts["year"])
    name = parts.get("month")
    month = _MONTHS.index(name.lower()) + 1 if name else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    if not parts.get("hour"):
        return _made(lambda: _day(year, month, day, source) if day else _stretch(year, month, source))
    clock = (int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0))
    named = timezone(timedelta(hours=_NAMED_ZONES.get((parts.get("named") or "").upper(), 0)))
    zone = parts["zone"]
    return _made(lambda: _instant(datetime(year, month, day, *clock, tzinfo=_offset(zone) if zone else named), source))


def _made(make: Callable[[], Published | None]) -> Published | None:
    """None where the calendar has no such day or hour."""
    try:
        return make()
    except (ValueError, OverflowError):
        return None


_DAY = 24 * 60 * 60


def _offset(written: str) -> timezone:
    if written in "Zz":
        return UTC
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)


def _instant(moment: datetime, source: DateSource) -> Published | None:
    if moment.year not in YEARS:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Published(at=aware.astimezone(UTC), written=moment.date().isoformat(), source=source)


def _day(year: int, month: int, day: int, source: DateSource) -> Published | None:
    if year not in YEARS:
        return None
    plain = date(year, month, day)
    return Published(at=datetime.combine(plain, time(12), UTC), written=plain.isoformat(), source=source)


def _stretch(year: int, month: int, source: DateSource) -> Published | None:
    """A bare month, or with month 0 a bare year."""
    if year not in YEARS:
        return None
    first = datetime(year, month or 1, 1, tzinfo=UTC)
    after = first.replace(year=year + month // 12, month=month % 12 + 1) if month else first.replace(year=year + 1)
    written = f"{year:04}-{month:02}" if month else f"{year:04}"
    return Published(at=first + (after - first) / 2, written=written, source=source)
