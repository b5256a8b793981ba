"""TimeMaps: every capture of a URL that an archive holds, with its time and address (RFC 7089, 5).

They stand in for an index of captures (CDX) where an archive has none, as pywb has none at that place. They tell
neither status nor digest, so only a replay shows what a capture is.
"""

from linkcheck.model import Answer
from linkcheck.snapshots.cdx import MAX_BODY, Row, Rows
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.links import links
from linkcheck.snapshots.outcomes import Kind, Trouble
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.urls import mended, parse


def mementos(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The captures that a TimeMap lists: their 14 digits and their addresses. Pure."""
    found = links(answer.body.decode("utf-8", "surrogateescape"))
    return tuple((link.timestamp, link.target) for link in found if "memento" in link.relations and link.timestamp)


async def listed(door: Door, web_archive: str, question: Question) -> Rows | Trouble:
    """The captures of a URL by the TimeMap of an archive whose snapshots are named as the Wayback Machine's are."""
    answer = await door.ask(door.index, f"{web_archive}/web/timemap/link/{question.url}", MAX_BODY)
    if isinstance(answer, Trouble):
        return answer
    if answer.status == 404:
        return Rows((), "the web archive has neither an index of captures nor a TimeMap of this URL")
    if answer.status != 200:
        return Trouble(Kind.FAULT, f"the web archive's TimeMap answered {answer.status}")
    rows: list[Row] = []
    for timestamp, address in mementos(answer):
        place, digits = parse(address), mended(timestamp)
        if place is not None and digits is not None:
            rows.append(Row(digits, place.original, None, ""))
    return Rows(tuple(rows), "the TimeMap came incomplete" if answer.truncated else "")
