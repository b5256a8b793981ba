"""Verdicts: pure functions over evidence, and the data files that they read.

Would a reader who follows this link get what the author meant? Everything here answers that from what the network
answered, what the author said is there, and what is known of services, shorteners and walls. Nothing here touches the
network, a clock or a file, but for the data files that ship with it.
"""

from linkcheck.judge.actions import is_action, masked
from linkcheck.judge.chain import short_target
from linkcheck.judge.judge import capture, judge
from linkcheck.judge.questions import enquiry, refresh, refused, sibling
from linkcheck.judge.repeats import astray, different, place_of
from linkcheck.judge.routes import meant
from linkcheck.judge.schedule import next_due, nights_again
from linkcheck.judge.services import Service, service_of
from linkcheck.judge.shorteners import is_shortener
from linkcheck.judge.skip import before_asking
from linkcheck.judge.strikes import standing

__all__ = [
    "Service",
    "astray",
    "before_asking",
    "capture",
    "different",
    "enquiry",
    "is_action",
    "is_shortener",
    "judge",
    "masked",
    "meant",
    "next_due",
    "nights_again",
    "place_of",
    "refresh",
    "refused",
    "service_of",
    "short_target",
    "sibling",
    "standing",
]
