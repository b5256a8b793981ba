"""Verdicts: pure functions over evidence, and the data files that they read.

Would a reader who follows this link get what the author meant? Everything here answers that from what the network
answered, what the author said is there, and what is known of services, shorteners and walls. Nothing here touches the
network, a clock or a file, but for the data files that ship with it.
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.judge.actions import is_action, masked
    from linkcheck.judge.aliases import Tried, tried
    from linkcheck.judge.blocked import wall_between
    from linkcheck.judge.candidates import Candidate, candidates
    from linkcheck.judge.chain import short_target
    from linkcheck.judge.events import yearly
    from linkcheck.judge.judge import LEADS_TO_ACTION, capture, judge
    from linkcheck.judge.languages import is_front
    from linkcheck.judge.lasting import expanded, moved_for_good
    from linkcheck.judge.likeness import Likeness, likeness
    from linkcheck.judge.moves import Move
    from linkcheck.judge.players import Played, played
    from linkcheck.judge.questions import always_sibling, enquiry, front, refresh, refused, sibling
    from linkcheck.judge.repeats import astray, different, place_of
    from linkcheck.judge.routes import meant
    from linkcheck.judge.ruled import ruled
    from linkcheck.judge.schedule import next_due, nights_again, nights_living
    from linkcheck.judge.services import Service, service_of
    from linkcheck.judge.shared import SHARED_BY, Shown, shared, shown_by
    from linkcheck.judge.sharing import kept_back
    from linkcheck.judge.shorteners import is_shortener
    from linkcheck.judge.skip import archive_of, before_asking, never_written
    from linkcheck.judge.strikes import dying, lives_again, standing
    from linkcheck.judge.urls import bare_host, same_page

__all__ = [
    "LEADS_TO_ACTION",
    "SHARED_BY",
    "Candidate",
    "Likeness",
    "Move",
    "Played",
    "Service",
    "Shown",
    "Tried",
    "always_sibling",
    "archive_of",
    "astray",
    "bare_host",
    "before_asking",
    "candidates",
    "capture",
    "different",
    "dying",
    "enquiry",
    "expanded",
    "front",
    "is_action",
    "is_front",
    "is_shortener",
    "judge",
    "kept_back",
    "likeness",
    "lives_again",
    "masked",
    "meant",
    "moved_for_good",
    "never_written",
    "next_due",
    "nights_again",
    "nights_living",
    "place_of",
    "played",
    "refresh",
    "refused",
    "ruled",
    "same_page",
    "service_of",
    "shared",
    "short_target",
    "shown_by",
    "sibling",
    "standing",
    "tried",
    "wall_between",
    "yearly",
]

offer(
    __name__,
    actions="is_action masked",
    aliases="Tried tried",
    blocked="wall_between",
    candidates="Candidate candidates",
    chain="short_target",
    events="yearly",
    judge="LEADS_TO_ACTION capture judge",
    languages="is_front",
    lasting="expanded moved_for_good",
    likeness="Likeness likeness",
    moves="Move",
    players="Played played",
    questions="always_sibling enquiry front refresh refused sibling",
    repeats="astray different place_of",
    routes="meant",
    ruled="ruled",
    schedule="next_due nights_again nights_living",
    services="Service service_of",
    shared="SHARED_BY Shown shared shown_by",
    sharing="kept_back",
    shorteners="is_shortener",
    skip="archive_of before_asking never_written",
    strikes="dying lives_again standing",
    urls="bare_host same_page",
)
