"""Behaviours as data: `["redirect", 301, "/new"]` in a case file is a call of the factory of that name."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from linkcheck.demo.web import Behaviour
from linkcheck.demo.web import behaviours as web
from tests.truth import oddities
from tests.web import nasty

Factory = Callable[..., Behaviour]


def _raw(text: str) -> Behaviour:
    """Bytes for an answer, written as Latin-1."""
    return web.raw(text.encode("latin-1"))


def _file(kind: str, text: str) -> Behaviour:
    """A body of any type, written as Latin-1."""
    return web.document(text.encode("latin-1"), kind)


_PLAIN = (
    *(web.browsers_only, web.challenge, web.consent_wall, web.cookie_dance, web.document, web.drip, web.endless),
    *(web.gone, web.gzip_lie, web.gzipped, web.hang_up, web.hijacked, web.huge, web.in_turn, web.login_wall, web.loop),
    *(web.meta_refresh, web.page, web.parked, web.redirect, web.reset, web.retry_after, web.service_notice, web.silent),
    *(web.by_scheme, web.soft_404, web.status, web.to_https, web.to_slash, web.to_www),
    *(nasty.many_headers, nasty.long_header, nasty.folded_header, nasty.binary_header, nasty.surplus),
    *(nasty.short_body, nasty.no_content_with_body, nasty.contradicting_lengths, nasty.negative_length),
    *(nasty.broken_chunks, nasty.unended_chunks, nasty.chunks_and_length, nasty.http_0_9, nasty.no_phrase),
    *(nasty.odd_version, nasty.garbage, nasty.no_location, nasty.endless_body, nasty.endless_headers),
    *(nasty.endless_interim, nasty.slow_headers, nasty.stalled_body, nasty.gzip_bomb, nasty.cut_gzip),
    *(nasty.raw_deflate, nasty.unknown_encoding),
    *(
        oddities.story,
        oddities.sheet,
        oddities.head,
        oddities.packed,
        oddities.coded,
        oddities.late,
        oddities.if_method,
        oddities.if_header,
    ),
    *(oddities.countdown, oddities.ever_new_cookies, oddities.refresh_header, oddities.reset_in_body),
    *(oddities.interim, oddities.vendor, oddities.echo),
)

FACTORIES: Mapping[str, Factory] = {factory.__name__.replace("_", "-"): factory for factory in _PLAIN} | {
    "raw": _raw,
    "file": _file,
}
"""The name in a case file → what makes the behaviour. Names are the functions', with dashes."""


def behaviour(written: object) -> Behaviour:
    """The behaviour that a case file writes.

    Raises:
        ValueError: It names no factory.
    """
    if not _is_call(written):
        raise ValueError(f"no behaviour: {written!r}")
    name, *rest = cast("list[Any]", written)
    words = rest.pop() if rest and isinstance(rest[-1], dict) else {}
    return FACTORIES[name](*map(_value, rest), **{key: _value(value) for key, value in words.items()})


def _is_call(written: object) -> bool:
    return isinstance(written, list) and bool(written) and isinstance(written[0], str) and written[0] in FACTORIES


def _value(written: object) -> object:
    """An argument: another behaviour, a row of them, or what it is."""
    if _is_call(written):
        return behaviour(written)
    return tuple(map(_value, written)) if isinstance(written, list) else written
