"""What Save Page Now answers, read: how far a capture has come, and what its errors mean. Pure."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from linkcheck.model import Answer
from linkcheck.snapshots.urls import mended

_JOB = re.compile(r"[A-Za-z0-9._-]{1,100}")
_STAMP = re.compile(r"[0-9]{14}")
MOST = 200
"""Characters of the archive's own words that are kept."""


class Then(StrEnum):
    """What follows from an answer."""

    CAPTURED = "captured"
    """The archive says that it has the capture; whether it shows is seen another night."""
    PENDING = "pending"
    """It is under way."""
    GONE = "gone"
    """The archive does not know the job any more."""
    TONIGHT = "tonight"
    """It is asked for once more, later in the run."""
    ANOTHER_NIGHT = "another-night"
    """It is asked for again another night."""
    NEVER = "never"
    """It is not asked for again by itself."""
    STOP = "stop"
    """Nothing more is asked for tonight."""


@dataclass(frozen=True, slots=True)
class Word:
    """What the archive last said of one capture."""

    then: Then
    why: str
    job: str = ""
    """The archive's name for the work."""
    timestamp: str = ""
    """14 digits of the capture, where the archive says that it has one."""
    pause: float = 0.0
    """Seconds for which nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What an account may still ask for today."""

    available: int
    """Captures that may be under way at once, besides those that are."""
    left: int | None
    """Captures today; None where the archive states no limit."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of save.toml."""

    then: Then
    means: str
    pause: float


@cache
def meanings() -> Mapping[str, Meaning]:
    """The errors of Save Page Now by their codes."""
    text = files("linkcheck.snapshots").joinpath("save.toml").read_text(encoding="utf-8")
    return {
        row["code"]: Meaning(Then(row["then"]), row["means"], float(row.get("pause", 0)))
        for row in tomllib.loads(text)["error"]
    }


def submitted(answer: Answer) -> Word | None:
    """What a request for a capture was answered; None where it is no answer of Save Page Now's.

    Errors come with status 200 already here, and a page that was captured lately is told in a message.
    """
    told = _object(answer)
    if told is None:
        return None
    if word := _error(told):
        return word
    job, message = _text(told, "job_id", _JOB), _message(told)
    if job:
        return Word(Then.PENDING, message or "the archive has begun", job)
    return Word(Then.ANOTHER_NIGHT, message) if message else None


def progressed(answer: Answer, job: str) -> Word | None:
    """What the archive says of a job; None where it is no answer of Save Page Now's."""
    told = _object(answer)
    if answer.status == 404 or (told is not None and told.get("status") == "error" and not told.get("status_ext")):
        return Word(Then.GONE, "the archive does not know the job any more", job)
    if told is None:
        return None
    if word := _error(told, job):
        return word
    match told.get("status"):
        case "success":
            stamp = mended(_text(told, "timestamp", _STAMP)) or ""
            return Word(Then.CAPTURED, "the archive says that it has captured it", job, stamp)
        case "pending":
            return Word(Then.PENDING, "the archive is at it", job)
    return None


def quota(answer: Answer) -> Quota | None:
    """What an account may still ask for; None where the answer does not say."""
    told = _object(answer)
    if told is None or not isinstance(told.get("available"), int):
        return None
    limit, used = told.get("daily_captures_limit"), told.get("daily_captures")
    left = max(0, limit - used) if isinstance(limit, int) and isinstance(used, int) else None
    return Quota(max(0, told["available"]), left)


def _error(told: Mapping[str, Any], job: str = "") -> Word | None:
    slug = told.get("status_ext")
    if not isinstance(slug, str) or told.get("status") not in ("error", None):
        return None
    code = " ".join(slug.removeprefix("error:").split())[:MOST]
    known = meanings().get(code)
    if known is None:
        return Word(Then.ANOTHER_NIGHT, f"the archive says {code}: {_message(told)}".removesuffix(": "), job)
    return Word(known.then, f"{known.means} ({code})", job, pause=known.pause)


def _object(answer: Answer) -> Mapping[str, Any] | None:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(told: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    found = told.get(name)
    return found if isinstance(found, str) and form.fullmatch(found) else ""


def _message(told: Mapping[str, Any]) -> str:
    found = told.get("message")
    return " ".join(found.split())[:MOST] if isinstance(found, str) else ""
