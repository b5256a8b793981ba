"""Links between resources: the Link header (RFC 8288), and TimeMaps, a body of such links (RFC 7089, 5). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from linkcheck.model import Answer
from linkcheck.snapshots.urls import FRAMED, parse, stamp

_LINK = re.compile(r"<(?P<target>[^>]*)>(?P<parameters>(?:\s*;\s*[^;,\"]*(?:\"[^\"]*\")?)*)")
_PARAMETER = re.compile(r";\s*(?P<name>[a-z*]+)\s*=\s*\"?(?P<value>[^\";]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Linked:
    """One link."""

    target: str
    """As written."""
    relations: frozenset[str]
    """In lower case."""
    timestamp: str | None
    """The 14 digits of a memento: of its datetime, else of its URL."""


def links(text: str) -> Iterator[Linked]:
    """The links of a header's value or of a TimeMap, in the order they come."""
    for link in _LINK.finditer(text):
        parameters = {found["name"].lower(): found["value"] for found in _PARAMETER.finditer(link["parameters"])}
        relations = frozenset(parameters.get("rel", "").lower().split())
        yield Linked(link["target"], relations, stamp_of(parameters.get("datetime", "")) or stamp_in(link["target"]))


def links_of(answer: Answer) -> Iterator[Linked]:
    """The links of an answer's headers."""
    for value in answer.header_values("Link"):
        yield from links(value)


def mementos(timemap: Answer) -> tuple[tuple[str, str], ...]:
    """The captures that a TimeMap lists: their 14 digits and their addresses."""
    found = links(timemap.body.decode("utf-8", "surrogateescape"))
    return tuple((link.timestamp, link.target) for link in found if "memento" in link.relations and link.timestamp)


def linked(answer: Answer, relation: str) -> str:
    """Where the first link of a relation leads, as written; empty where there is none."""
    return next((link.target for link in links_of(answer) if relation in link.relations), "")


def within_frame(answer: Answer) -> str:
    """The page that an answer frames; empty where it is a page itself.

    pywb answers for every capture, held or not, with a frame that loads the page from an address of its own: such an
    answer proves nothing, Memento-Datetime or not. Its Link header names the page in the frame
    (https://pywb.readthedocs.io/en/latest/manual/configuring.html, "Framed vs Frameless Replay").
    """
    here, there = parse(answer.url), linked(answer, "memento")
    place = parse(there)
    framed = answer.status == 200 and place is not None and place.modifier == FRAMED
    return there if framed and (here is None or not here.modifier) else ""


def stamp_of(value: str) -> str | None:
    """The 14 digits of a date as HTTP writes it; None where it is none."""
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def stamp_in(url: str) -> str | None:
    """The 14 digits in a snapshot's URL; None where there are none, or fewer."""
    found = parse(url)
    return found.timestamp if found is not None and len(found.timestamp) == 14 else None
