"""What a host says is left of a quota: RateLimit header fields, in every form that is about. Pure.

- `RateLimit: "default";r=50;t=30` beside `RateLimit-Policy: "default";q=100;w=60`: from version 08 on of
  https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/.
- `RateLimit: limit=100, remaining=50, reset=5`: the same draft, version 07.
- `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`, in seconds from now: the same draft, up to version 06.
- `X-RateLimit-…`, whose reset is a Unix time at GitHub and seconds elsewhere:
  https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api. Some write `X-Rate-Limit-…`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from linkcheck.model import Answer

LONGEST = 86_400.0
"""Seconds until a quota is renewed, at most; what says more is not meant in seconds."""
UNIX = 1e9
"""A reset from here on is a Unix time …"""
UNIX_MS = 1e12
"""… and from here on one in milliseconds."""

_ITEM = re.compile(r"""((?:"[^"]*"|[^",])+)""")
_PARAMETER = re.compile(r"""(?:^|[;\s])([a-z]+)\s*=\s*"?(\d+)"?""")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left, and for how long that must do."""

    left: int
    """Requests."""
    seconds: float
    """Until it is renewed."""


def states_quota(answer: Answer) -> bool:
    """Whether any field of an answer may be of a quota: hardly any is, and every answer is asked."""
    return "rate" in "\n".join([name for name, _ in answer.headers]).lower()


def quota(answer: Answer, now: datetime) -> Quota | None:
    """The strictest quota that an answer states; None where it states none that can be kept."""
    fields: dict[str, str] = {}
    for name, value in answer.headers:
        if "rate" in (lower := name.lower()):
            plain = lower.replace("rate-limit", "ratelimit").removeprefix("x-")
            fields[plain] = f"{fields[plain]}, {value}" if plain in fields else value
    if not fields:
        return None
    stated = [*_structured(fields), *_plain(fields, now)]
    spent = [one for one in stated if one.left == 0]
    if spent:
        return max(spent, key=lambda one: one.seconds)
    return min(stated, key=lambda one: one.left, default=None)


def _structured(fields: Mapping[str, str]) -> Iterator[Quota]:
    """The quotas of `RateLimit`; a window that is not stated is its policy's."""
    windows = {name: values.get("w") for name, values in _items(fields.get("ratelimit-policy", ""))}
    whole: dict[str, int] = {}
    for name, values in _items(fields.get("ratelimit", "")):
        seconds = values.get("t", windows.get(name))
        if "r" in values and seconds is not None:
            yield from _kept(values["r"], seconds)
        whole |= values
    if "remaining" in whole and "reset" in whole:
        yield from _kept(whole["remaining"], whole["reset"])


def _plain(fields: Mapping[str, str], now: datetime) -> Iterator[Quota]:
    """The quota of three fields with a number each."""
    left = _NUMBER.match(fields.get("ratelimit-remaining", "").strip())
    reset = _NUMBER.match(fields.get("ratelimit-reset", "").strip())
    if left is None or reset is None or fields.get("ratelimit-limit", "").strip() == "0":
        return
    seconds = float(reset[0])
    if seconds >= UNIX:
        seconds = (seconds / 1000 if seconds >= UNIX_MS else seconds) - now.timestamp()
    yield from _kept(int(float(left[0])), seconds)


def _kept(left: int, seconds: float) -> Iterator[Quota]:
    """A quota whose renewal is to come, and not in years."""
    if 0 < seconds <= LONGEST:
        yield Quota(left, seconds)


def _items(value: str) -> Iterator[tuple[str, dict[str, int]]]:
    """The members of a list with their numeric parameters (RFC 9651, 3.1)."""
    for item in _ITEM.findall(value):
        name = item.split(";")[0].strip().strip('"')
        yield name, {key: int(number[:15]) for key, number in _PARAMETER.findall(item)}
