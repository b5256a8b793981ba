"""From what is written in a file, the environment or on the command line to a setting's value.

A parser takes what TOML gave (a string, number, boolean, list or table) or the string of the environment or an option,
and returns the value; it raises ValueError with what was wanted.
"""

import ipaddress
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from linkcheck.model import Style
from linkcheck.settings.values import FailOn, HostSettings, Network

Parser = Callable[[object], object]

_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?")

_LONGEST = 10 * 366 * 86_400.0
"""Seconds that a duration may have: no timer takes any number."""


def duration(raw: object) -> float:
    """Seconds of `90s`, `45m`, `1h30m`, `2d` or a bare number of seconds."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        seconds = float(raw)
    else:
        found = _DURATION.fullmatch(str(raw).strip().lower())
        if not found or not any(found.groups()):
            raise ValueError("a duration such as 90s, 45m or 1h30m")
        units = (86400, 3600, 60, 1)
        seconds = sum(float(part) * unit for part, unit in zip(found.groups(), units, strict=True) if part)
    if not 0 <= seconds <= _LONGEST:
        raise ValueError("a duration such as 90s, 45m or 1h30m")
    return seconds


_FIRST_YEAR, _LAST_YEAR = 1990, 9000
"""The web's years, and room for what is due after them."""


def moment(raw: object) -> datetime:
    """A time in ISO 8601; UTC where no zone is written."""
    try:
        found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("a time in ISO 8601, such as 2026-11-23T02:00:00Z") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"a time between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return found


def text(raw: object) -> str:
    """A string that is not empty."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("a text")
    return raw.strip()


def line(raw: object) -> str:
    """A text without line breaks and other control characters: it goes into a header or a line of a report."""
    written = text(raw)
    if not written.isprintable():
        raise ValueError("a text of one line")
    return written


_WORDS = re.compile(r"[^\x00-/:-@\[-`{-\x7f]+(?:[ -][^\x00-/:-@\[-`{-\x7f]+)*")
"""Digits, letters and whatever is not in ASCII: named by what it is not, for such a set takes 5 ms to compile."""
_LONGEST_WORDS = 60


def words(raw: object) -> str:
    """A word or a few: no mark among them that a markup language may read."""
    written = line(raw)
    if not _WORDS.fullmatch(written) or len(written) > _LONGEST_WORDS:
        raise ValueError(f"a word or a few, of letters and digits, of at most {_LONGEST_WORDS} characters")
    return written


def path(raw: object) -> Path:
    """A path; `~` is the home folder."""
    written = raw if isinstance(raw, Path) else Path(text(raw)).expanduser()
    if "\0" in str(written):
        raise ValueError("a path")
    return written


def flag(raw: object) -> bool:
    """True or false, or their usual words in the environment."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if isinstance(raw, bool):
        return raw
    known = words.get(str(raw).strip().lower())
    if known is None:
        raise ValueError("true or false")
    return known


def whole(least: int) -> Parser:
    """A whole number of at least `least`."""

    def parse(raw: object) -> int:
        if isinstance(raw, str) and re.fullmatch(r"\s*\d+\s*", raw):
            raw = int(raw)
        if not isinstance(raw, int) or isinstance(raw, bool) or raw < least:
            raise ValueError(f"a whole number of at least {least}")
        return raw

    return parse


_MOST_DAYS = 3650
"""Days that a wait may have: ten years, as a duration."""


def days(raw: object) -> int:
    """A whole number of days, or `7d`."""
    written = raw.strip().lower().removesuffix("d") if isinstance(raw, str) else raw
    try:
        found: object = whole(1)(written)
    except ValueError:
        found = 0
    if not isinstance(found, int) or not 1 <= found <= _MOST_DAYS:
        raise ValueError(f"a number of days from 1 to {_MOST_DAYS}")
    return found


def positive(raw: object) -> float:
    """A number above 0."""
    try:
        number = float(str(raw))
    except ValueError:
        number = math.nan
    if isinstance(raw, bool) or not math.isfinite(number) or number <= 0:
        raise ValueError("a number above 0")
    return number


def some_time(raw: object) -> float:
    """A duration above 0."""
    seconds = duration(raw)
    if seconds <= 0:
        raise ValueError("a duration above 0, such as 20s")
    return seconds


_SIZE_UNITS = {"": 1, "b": 1, "kib": 2**10, "mib": 2**20, "gib": 2**30, "kb": 1000, "mb": 1000**2, "gb": 1000**3}


def size(raw: object) -> int:
    """Bytes, as a number or with a unit: `16 MiB`."""
    found = re.fullmatch(r"\s*(\d+)\s*([a-z]*)\s*", str(raw).lower())
    if isinstance(raw, bool) or not found or found[2] not in _SIZE_UNITS or not 1 <= int(found[1]) < 2**40:
        raise ValueError("a size such as 16777216 or 16 MiB")
    return int(found[1]) * _SIZE_UNITS[found[2]]


def url(raw: object) -> str:
    """An http(s) URL with a host."""
    written = text(raw)
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an http or https URL")
    return written


def base_url(raw: object) -> str:
    """An http(s) URL that others are built on: no slash at its end."""
    return url(raw).rstrip("/")


def domain(raw: object) -> str:
    """A domain, in lower case as hosts are compared."""
    written = text(raw).lower().strip(".")
    if not re.fullmatch(r"[^\s/:@*]+", written):
        raise ValueError("a domain such as example.org")
    return written


def network(raw: object) -> Network:
    """A range of addresses, such as 10.0.0.0/8; a bare address is a range of one."""
    try:
        return ipaddress.ip_network(str(raw).strip(), strict=False)
    except ValueError:
        raise ValueError("a range of addresses such as 192.168.0.0/16") from None


def pattern(raw: object) -> str:
    """A regular expression of Python."""
    written = text(raw)
    try:
        re.compile(written)
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from None
    return written


def choice(kind: type[StrEnum]) -> Parser:
    """One word of an enum."""

    def parse(raw: object) -> StrEnum:
        try:
            return kind(str(raw).strip())
        except ValueError:
            raise ValueError("one of " + ", ".join(kind)) from None

    return parse


def many(parser: Parser) -> Parser:
    """A list; in the environment its items stand between commas."""

    def parse(raw: object) -> tuple[object, ...]:
        if isinstance(raw, str):
            raw = [item.strip() for item in raw.split(",") if item.strip()]
        if not isinstance(raw, list | tuple):
            raise ValueError("a list")  # noqa: TRY004 - every wrong value is one kind of error here
        return tuple(parser(item) for item in raw)

    return parse


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110, section 5.1)."""


def headers(raw: object) -> Mapping[str, str]:
    """Header names and their values."""
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise ValueError("a table of header names and texts")
    if not all(_TOKEN.fullmatch(name) for name in raw):
        raise ValueError("a table of header names and texts")
    if not all(value.isprintable() for value in raw.values()):
        raise ValueError("header values of one line")
    return MappingProxyType(dict(raw))


HOST_PARSERS: Mapping[str, Parser] = MappingProxyType(
    {"interval": duration, "per_host": whole(1), "headers": headers, "timeout": some_time, "nightly": whole(1)}
)


def host_settings(raw: object) -> HostSettings:
    """The table of one host; its keys were checked before."""
    if not isinstance(raw, dict):
        raise ValueError("a table with interval, per_host, headers, timeout or nightly")  # noqa: TRY004 - as above
    values: dict[str, object] = {}
    for key, value in raw.items():
        try:
            values[key] = HOST_PARSERS[key](value)
        except ValueError as error:
            raise ValueError(f"{error} as {key}") from None
    return HostSettings(**values)  # type: ignore[arg-type]


PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        "db": path,
        "reports": path,
        "paths": many(text),
        "decisions": path,
        "now": moment,
        "vantage": line,
        "exclude": many(pattern),
        "include": many(pattern),
        "report_only": many(text),
        "own_domains": many(domain),
        "footer_documents": whole(1),
        "max_document": size,
        "allow_network": many(network),
        "proxies": flag,
        "timeout": some_time,
        "connect_timeout": some_time,
        "concurrency": whole(1),
        "per_host": whole(1),
        "interval": duration,
        "max_redirects": whole(0),
        "max_body": size,
        "user_agent": line,
        "deadline": some_time,
        "host_nightly": whole(1),
        "github_api": flag,
        "canaries": many(url),
        "strikes": whole(1),
        "strike_days": whole(0),
        "soft_strikes": whole(1),
        "soft_days": whole(0),
        "require_vantages": whole(1),
        "alive_again": days,
        "alive_longest": days,
        "failing_again": days,
        "confirmed_again": days,
        "blocked_again": days,
        "skipped_again": days,
        "report_only_again": days,
        "missing_again": days,
        "unavailable_again": days,
        "web_archive": base_url,
        "timegates": many(url),
        "replay_rate": positive,
        "replay_in_flight": whole(1),
        "cdx_per_minute": positive,
        "max_replays": whole(1),
        "max_distance": whole(0),
        "far": flag,
        "preserve": flag,
        "near_days": whole(0),
        "saves_per_minute": positive,
        "warc": path,
        "own_replay": base_url,
        "write": flag,
        "force": flag,
        "style": choice(Style),
        "append_text": words,
        "front_matter": flag,
        "aliases": flag,
        "moved": flag,
        "moved_nights": whole(1),
        "expand_short": flag,
        "max_edits": whole(0),
        "max_files": whole(0),
        "fail_on": choice(FailOn),
        "verbose": whole(0),
        "quiet": flag,
        "progress": flag,
    }
)
"""Every setting but `hosts` and its parser; a test holds the names to those of `Settings`."""

SETTING_NAMES = frozenset(PARSERS) | {"hosts"}
