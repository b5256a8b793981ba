"""Save Page Now 2 as a part of the Wayback Machine: keys, a quota, jobs that take their time, errors on demand.

What it imitates is what clients saw of the interface in 2026 (MKRWW/wortlaut, issue 108): a refusal comes with status
200, a job's name follows from its URL, and a fresh capture is not shown at once.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from urllib.parse import parse_qs

from linkcheck.demo.web.answers import html
from linkcheck.demo.web.captures import Capture, surt
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request

ACCESS, SECRET = "DemoAccessKey016", "DemoSecretKey016"
"""The keys of the one account."""
SESSIONS = 12
"""Captures that the account may have under way."""
MOST_OF_ONE = 5
"""Captures of one URL in a day."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Script:
    """How the machine treats one URL."""

    refuse: str = ""
    """The code of an error that comes at once, `user-session-limit` say."""
    ends: str = "success"
    """How its job ends: success, or the code of an error; `pending` never ends, `forgotten` is unknown when asked."""
    polls: int = 1
    """Questions that are answered `pending` before."""
    nights: int = 1
    """Nights until its capture is shown; None of it is in the index before either."""
    status: int = 200
    """What the page answers the archive."""
    instead: Behaviour | None = None
    """What a request for its capture gets in the place of an answer; the capture is made all the same."""
    silent: bool = False
    """It says that it failed, and the capture was made all the same (internetarchive/wayback, issue 297)."""


@dataclass(slots=True)
class Job:
    """One capture under way."""

    url: str
    timestamp: str
    script: Script
    asked: int = 0


class SavePageNow:
    """The behaviours of /save and what is below it."""

    def __init__(
        self,
        now: Callable[[], datetime],
        scripts: Mapping[str, Script] = MappingProxyType({}),
        *,
        limit: int = 30_000,
    ) -> None:
        """`now` is the machine's time, `limit` the account's captures a day, `scripts` how URLs are treated."""
        self.asked: list[str] = []
        """Every URL that a capture was asked for, in order, refused or not."""
        self.strangers = 0
        """Requests without the account's keys."""
        self.used = 0
        """Captures of today."""
        self.limit = limit
        self._now = now
        self._scripts = {surt(url): script for url, script in scripts.items()}
        self._jobs: dict[str, Job] = {}
        self._today: Counter[tuple[str, str]] = Counter()
        self._made: list[tuple[int, Capture]] = []
        self._holds: Callable[[str], tuple[Capture, ...]] = lambda _: ()

    def routes(self, holds: Callable[[str], tuple[Capture, ...]]) -> dict[str, Behaviour]:
        """The routes of a site that holds captures."""
        self._holds = holds
        return {
            "/save": self._save,
            "/save/status/user": self._user,
            "/save/status/*": self._status,
            "/save/*": self._old,
        }

    def shown(self, night: int) -> tuple[Capture, ...]:
        """The captures that were made and are shown by now."""
        return tuple(capture for since, capture in self._made if since <= night)

    async def _save(self, request: Request, exchange: Exchange) -> None:
        if not await self._known(request, exchange):
            return
        if request.method != "POST":
            await self._old(request, exchange)
            return
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        url = form.get("url", "")
        self.asked.append(url)
        script = self._scripts.get(surt(url), Script())
        lately = self._lately(url, form.get("if_not_archived_within", ""))
        if refusal := self._refused(url, script):
            await _tell(exchange, refusal)
            return
        job = "spn2-" + hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
        told = {"url": url, "job_id": job}
        if lately:
            told["message"] = f"The same snapshot had been made on {lately}."
            self._jobs[job] = Job(url, lately, replace(script, ends="success"))
        else:
            self._begin(job, url, script, exchange.night)
        if script.instead is not None:
            await script.instead(request, exchange)
            return
        await _tell(exchange, told)

    def _begin(self, job: str, url: str, script: Script, night: int) -> None:
        now = self._now()
        stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        self._jobs[job] = Job(url, stamp, script)
        self.used += 1
        self._today[surt(url), stamp[:8]] += 1
        if script.ends in {"success", "pending", "forgotten"} or script.silent:
            body = html(f"As it was on {stamp[:8]}", f"This is {url}, kept while it lived. " * 6)
            self._made.append((night + script.nights, Capture(url, stamp, script.status, body)))

    def _lately(self, url: str, within: str) -> str:
        """The 14 digits of a capture that makes another one needless; empty where there is none."""
        if not within:
            return ""
        since = self._now() - timedelta(seconds=int(within[:-1]) * UNITS[within[-1]])
        made = [capture for _, capture in self._made if capture.key == surt(url)]
        known = [capture.timestamp for capture in (*self._holds(url), *made) if capture.at >= since]
        return max(known, default="")

    def _refused(self, url: str, script: Script) -> dict[str, str]:
        code = script.refuse
        if self.used >= self.limit or self._today[surt(url), self._now().strftime("%Y%m%d")] >= MOST_OF_ONE:
            code = "too-many-daily-captures"
        return _error(code, url) if code else {}

    async def _user(self, request: Request, exchange: Exchange) -> None:
        if await self._known(request, exchange):
            told = {
                "available": SESSIONS,
                "processing": 0,
                "daily_captures": self.used,
                "daily_captures_limit": self.limit,
            }
            await _tell(exchange, told)

    async def _status(self, request: Request, exchange: Exchange) -> None:
        if not await self._known(request, exchange):
            return
        name = request.path.rpartition("/")[2]
        job = self._jobs.get(name)
        if job is None or job.script.ends == "forgotten":
            await _tell(exchange, {"message": "Job not found", "status": "error"}, 404)
            return
        job.asked += 1
        if job.asked <= job.script.polls or job.script.ends == "pending":
            await _tell(exchange, {"status": "pending", "job_id": name, "resources": []})
        elif job.script.ends == "success":
            done = {"status": "success", "job_id": name, "original_url": job.url, "timestamp": job.timestamp}
            await _tell(exchange, done | {"duration_sec": 6.2, "resources": [job.url]})
        else:
            await _tell(exchange, _error(job.script.ends, job.url) | {"job_id": name})

    async def _old(self, _: Request, exchange: Exchange) -> None:
        """The interface of before: GET /save/<URL> is refused, keys or not."""
        await exchange.answer(429, html("Too Many Requests", "You have sent too many requests."))

    async def _known(self, request: Request, exchange: Exchange) -> bool:
        """Whether the account's keys came; otherwise they are asked for, and what came is sent back."""
        given = request.header("Authorization") or ""
        if given == f"LOW {ACCESS}:{SECRET}":
            return True
        self.strangers += 1
        await _tell(exchange, {"message": f"You need to be logged in to use Save Page Now, not {given!r}."}, 401)
        return False

    def forget(self) -> None:
        """An hour and more passes: what was told of jobs is gone, and a new day's captures are counted."""
        self._jobs.clear()
        self.used = 0


def _error(code: str, url: str) -> dict[str, str]:
    return {"status": "error", "status_ext": f"error:{code}", "message": f"{code} for {url}.", "exception": code}


async def _tell(exchange: Exchange, told: Mapping[str, object], status: int = 200) -> None:
    await exchange.answer(status, json.dumps(told), content_type="application/json")
