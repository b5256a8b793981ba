"""What hosts wish in their answers: a pace to keep to, or to be left alone for a while, tonight or for longer.

A short wish is kept by the pacer, which makes everybody wait for it; a long one puts the host's links off to another
night.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.retry import MAY_STATE, Again, again, retry_after
from linkcheck.model import Answer, Deferred
from linkcheck.net import Pacer, quota, states_quota


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where wishes are noted."""

    pacer: Pacer
    hosts: HostMemory
    now: Callable[[], datetime]
    longest: float
    """Seconds that are waited for, at most."""

    def heed(self, host: str, answer: Answer) -> None:
        """Keep within what a host says is left; where that is nothing for a long time, leave it alone."""
        if not states_quota(answer):
            return
        now = self.now()
        stated = quota(answer, now)
        if stated is None:
            return
        if stated.seconds <= self.longest:
            self.pacer.allow(host, stated)
        elif stated.left == 0:
            until = now + timedelta(seconds=stated.seconds)
            why = f"{host} takes no more requests until {until:%Y-%m-%d %H:%M} UTC (RateLimit)"
            self.hosts.rest(host, until, why)

    def obey(self, host: str, url: str, answer: Answer) -> Deferred | None:
        """Leave a host alone for as long as it asks; for too long a time, the check of `url` is put off."""
        if answer.status not in MAY_STATE:
            return None
        now = self.now()
        stated = retry_after(answer, now)
        if stated is None:
            return None
        if again(answer, stated, self.longest) is not Again.ANOTHER_NIGHT:
            self.pacer.hold_off(host, stated)
            return None
        until = now + timedelta(seconds=stated)
        why = f"{host} asks to be left alone until {until:%Y-%m-%d %H:%M} UTC (Retry-After)"
        self.hosts.rest(host, until, why)
        return Deferred(url, why, until)
