"""Values on their way into SQLite and back: text that UTF-8 cannot hold, instants, dates, evidence.

Instants are ISO 8601 in UTC with a fixed width, so that SQLite sorts them as text and people read them.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import cast

from linkcheck.model import Evidence

_SHIFT = 0x100000
"""From the surrogates (U+D800..U+DFFF) to the end of the last private plane (U+10D800..U+10DFFF), which nobody uses."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SHIFTED = re.compile("[\U0010d800-\U0010dfff]")
_SHIFTED_UTF8 = b"\xf4\x8d"
"""How U+10D000..U+10DFFF begin in UTF-8: a quick way to see that nothing was moved."""


def storable(value: object) -> object:
    """A parameter for SQLite: lone surrogates (stray bytes of a document or a path) moved to where UTF-8 has room."""
    if not isinstance(value, str) or value.isascii():
        return value
    return _SURROGATE.sub(lambda found: chr(ord(found.group()) + _SHIFT), value)


def readable(data: bytes) -> str:
    """A text column as it was before `storable`; bytes of another program that are not UTF-8 become U+FFFD."""
    if data.isascii():
        return data.decode()  # as nearly always
    text = data.decode("utf-8", "replace")
    if _SHIFTED_UTF8 not in data:
        return text
    return _SHIFTED.sub(lambda found: chr(ord(found.group()) - _SHIFT), text)


def instant(moment: datetime) -> str:
    """An aware time as stored: 2026-11-23T03:00:00.000000Z."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z"


def moment(stored: str) -> datetime:
    """A stored instant as an aware time, UTC."""
    return datetime.fromisoformat(stored)


def maybe_moment(stored: str | None) -> datetime | None:
    """`moment`, where there is a time."""
    return None if stored is None else moment(stored)


def maybe_day(stored: str | None) -> date | None:
    """A stored date, where there is one."""
    return None if stored is None else date.fromisoformat(stored)


def evidence_json(evidence: Sequence[Evidence]) -> str:
    """Evidence as a JSON list of [mark, weight, detail]. Not in ASCII: its escapes make one of two halves."""
    if not evidence:
        return "[]"
    rows = [[one.mark, one.weight, one.detail] for one in evidence]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def evidence_of(stored: str) -> tuple[Evidence, ...]:
    """Evidence read from its JSON."""
    if stored == "[]":
        return ()
    rows = cast("list[tuple[str, float, str]]", json.loads(stored))
    return tuple(Evidence(mark, weight, detail) for mark, weight, detail in rows)


def ids_json(ids: Sequence[int]) -> str:
    """Integers as a parameter for `IN (SELECT value FROM json_each(?))`."""
    return json.dumps(list(ids))
