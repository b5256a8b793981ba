"""What a site may do with a request: one factory for each way of answering, each returning a behaviour.

The factories live beside their kin (answers, moves, pages, broken, turns); this is the one place to import them from.
"""

from linkcheck.demo.web.answers import document, gone, gzipped, html, huge, page, retry_after, status
from linkcheck.demo.web.broken import drip, gzip_lie, hang_up, raw, raw_page, reset, silent
from linkcheck.demo.web.moves import cookie_dance, endless, loop, meta_refresh, redirect, to_https, to_slash, to_www
from linkcheck.demo.web.pages import challenge, consent_wall, hijacked, login_wall, parked, service_notice, soft_404
from linkcheck.demo.web.turns import browsers_only, by_night, by_scheme, in_turn

__all__ = [
    "browsers_only",
    "by_night",
    "by_scheme",
    "challenge",
    "consent_wall",
    "cookie_dance",
    "document",
    "drip",
    "endless",
    "gone",
    "gzip_lie",
    "gzipped",
    "hang_up",
    "hijacked",
    "html",
    "huge",
    "in_turn",
    "login_wall",
    "loop",
    "meta_refresh",
    "page",
    "parked",
    "raw",
    "raw_page",
    "redirect",
    "reset",
    "retry_after",
    "service_notice",
    "silent",
    "soft_404",
    "status",
    "to_https",
    "to_slash",
    "to_www",
]
