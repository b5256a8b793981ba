"""What Save Page Now answers, read."""

import json
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Answer
from linkcheck.snapshots.words import Quota, Then, Word, meanings, progressed, quota, submitted

CODES = [
    "bad-gateway",
    "bad-request",
    "bandwidth-limit-exceeded",
    "blocked",
    "blocked-client-ip",
    "blocked-url",
    "browsing-timeout",
    "capture-location-error",
    "cannot-fetch",
    "celery",
    "filesize-limit",
    "ftp-access-denied",
    "gateway-timeout",
    "http-version-not-supported",
    "internal-server-error",
    "invalid-url-syntax",
    "invalid-server-response",
    "invalid-host-resolution",
    "job-failed",
    "method-not-allowed",
    "not-implemented",
    "no-browsers-available",
    "network-authentication-required",
    "no-access",
    "not-found",
    "proxy-error",
    "protocol-error",
    "read-timeout",
    "soft-time-limit-exceeded",
    "service-unavailable",
    "too-many-daily-captures",
    "too-many-redirects",
    "too-many-requests",
    "user-session-limit",
    "unauthorized",
    "max-daily-bandwidth",
    "max-daily-bandwidth-from-ip",
    "max-daily-bandwidth-host",
]
"""Every code that the archive's description of the interface has, revision of July 2026."""


def answer(told: object, status: int = 200) -> Answer:
    """An answer with a body in JSON."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Answer("https://web.archive.org/save", status, (), body, truncated=False, address="")


def test_every_code_has_a_row_with_a_source() -> None:
    """No code of the interface is unknown, none stands twice, and each says in words what it means, and who says so."""
    rows = tomllib.loads(files("linkcheck.snapshots").joinpath("save.toml").read_text(encoding="utf-8"))["error"]
    assert set(CODES) <= set(meanings())
    assert len(rows) == len(meanings())
    assert all(row["source"].startswith("https://") and row["means"] for row in rows)
    assert {row["then"] for row in rows} == {Then.TONIGHT, Then.ANOTHER_NIGHT, Then.NEVER, Then.STOP}


@pytest.mark.parametrize("code", CODES)
def test_a_code_means_the_same_at_once_and_later(code: str) -> None:
    """An error that comes under status 200 with the request, and one that ends a job, lead to the same."""
    told = {"status": "error", "status_ext": f"error:{code}", "message": "so it is", "job_id": None}
    at_once, later = submitted(answer(told)), progressed(answer(told), "spn2-1")
    assert at_once is not None
    assert later is not None
    assert at_once.then is later.then is meanings()[code].then
    assert code in at_once.why


@pytest.mark.parametrize(
    ("told", "then"),
    [
        ({"url": "http://a.example/", "job_id": "spn2-00ff"}, Then.PENDING),
        (
            {"url": "http://a.example/", "job_id": "spn2-00ff", "message": "The same snapshot had been made"},
            Then.PENDING,
        ),
        ({"message": "The same snapshot had been made 4 hours ago.", "job_id": None}, Then.ANOTHER_NIGHT),
        ({"status": "error", "status_ext": "error:of-tomorrow", "message": "new"}, Then.ANOTHER_NIGHT),
        ({"job_id": "../../status/user"}, None),
        ({"job_id": 7}, None),
        ({}, None),
        ([], None),
        (b"<html>", None),
        (b"\xff", None),
        (b"[" * 100_000, None),
    ],
)
def test_what_a_request_is_answered(told: object, then: Then | None) -> None:
    """A job has begun, or it has not; what is no answer of the interface's is none."""
    word = submitted(answer(told))
    assert (word.then if word else None) is then


@pytest.mark.parametrize(
    ("told", "status", "expected"),
    [
        ({"status": "pending"}, 200, (Then.PENDING, "")),
        ({"status": "success", "timestamp": "20261128010203"}, 200, (Then.CAPTURED, "20261128010203")),
        ({"status": "success", "timestamp": "2026"}, 200, (Then.CAPTURED, "")),
        ({"status": "success", "timestamp": "20261399010203"}, 200, (Then.CAPTURED, "")),
        ({"status": "error", "message": "no such job"}, 200, (Then.GONE, "")),
        ({"message": "Job not found"}, 404, (Then.GONE, "")),
        (b"<html>", 404, (Then.GONE, "")),
        ({"status": "success", "status_ext": None}, 200, (Then.CAPTURED, "")),
        (b"<html>", 502, None),
        ({"status": "odd"}, 200, None),
    ],
)
def test_what_is_said_of_a_job(told: object, status: int, expected: tuple[Then, str] | None) -> None:
    """Under way, done, failed, forgotten; a timestamp that is no instant is none."""
    word = progressed(answer(told, status), "spn2-1")
    assert ((word.then, word.timestamp) if word else None) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"available": 12, "processing": 0, "daily_captures": 5, "daily_captures_limit": 30000}, Quota(12, 29995)),
        ({"available": 12, "daily_captures": 40000, "daily_captures_limit": 30000}, Quota(12, 0)),
        ({"available": 3, "processing": 9}, Quota(3, None)),
        ({"processing": 9}, None),
        ([1], None),
    ],
)
def test_the_quota(told: object, expected: Quota | None) -> None:
    """What is left of the day, where the archive says so."""
    assert quota(answer(told)) == expected


@given(
    st.one_of(
        st.binary(max_size=40),
        st.dictionaries(
            st.sampled_from(["status", "status_ext", "message", "job_id", "timestamp", "available", "daily_captures"]),
            st.one_of(st.none(), st.integers(), st.text(max_size=30), st.lists(st.none(), max_size=2)),
        ),
    ),
    st.sampled_from([200, 400, 404, 500, 523]),
)
def test_nothing_that_is_sent_breaks_the_reading(told: object, status: int) -> None:
    """Whatever comes is a word or none: one line, bounded, its job fit to stand in a URL."""
    quota(answer(told, status))
    for word in (submitted(answer(told, status)), progressed(answer(told, status), "spn2-1")):
        assert word is None or isinstance(word, Word)
        if word is not None:
            assert len(word.why) < 500
            assert "/" not in word.job
