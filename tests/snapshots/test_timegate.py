"""The TimeGate and replay of the Wayback Machine."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.demo.web.behaviours import document, redirect
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.wayback import Capture
from linkcheck.model import Answer
from linkcheck.net import sendable
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.outcomes import Absent, Kind, Trouble
from linkcheck.snapshots.outcomes import Capture as Seen
from linkcheck.snapshots.timegate import redirect_of, replay
from tests.snapshots.machine import Machine, good, machine

URL = "http://log.example/a"
ARCHIVE = "https://web.archive.org"
STAMPED = ("Memento-Datetime", "Sat, 01 Apr 2017 00:00:00 GMT")


async def ask(made: Machine, timestamp: str = "20170326120000", url: str = URL) -> Seen | Absent | Trouble:
    """One question to the TimeGate."""
    return await replay(Door(made.settings, made.fetcher, made.clock), ARCHIVE, timestamp, url)


async def test_the_closest_capture_as_it_was_captured() -> None:
    """The TimeGate's redirect is followed to the capture, whose own timestamp and bytes are what counts."""
    capture = good(URL, "20170401000000")
    async with machine([capture]) as made:
        seen = await ask(made)
        assert isinstance(seen, Seen)
        assert (seen.timestamp, seen.original) == ("20170401000000", URL)
        assert seen.answer.body == capture.data
        assert seen.page == f"{ARCHIVE}/web/20170401000000/{URL}"
        assert made.asked == [f"/web/20170326120000id_/{URL}", f"/web/20170401000000id_/{URL}"]


async def test_what_is_known_is_not_asked_again() -> None:
    """A capture that was replayed before is taken from memory, though the TimeGate is asked for another day."""
    async with machine([good(URL, "20170401000000")]) as made:
        door = Door(made.settings, made.fetcher, made.clock)
        known: dict[str, Seen] = {}
        first = await replay(door, ARCHIVE, "20170326120000", URL, known=known)
        assert await replay(door, ARCHIVE, "20170327120000", URL, known=known) is first
        assert len(known) == 1
        assert len(made.asked) == 3


async def test_archived_errors_are_captures() -> None:
    """A 404, 429 or 503 with Memento-Datetime was captured; the archive itself is well."""
    for status in (404, 429, 503):
        async with machine([Capture(URL, "20170401000000", status, "Gone fishing")]) as made:
            seen = await ask(made)
            assert isinstance(seen, Seen)
            assert seen.answer.status == status
            assert made.archives.ended is None


async def test_never_captured() -> None:
    """A 404 without Memento-Datetime says that there is no capture."""
    async with machine() as made:
        assert isinstance(await ask(made), Absent)


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (document("<p>Scheduled maintenance</p>"), Kind.FAULT),
        (redirect(302, "https://archive.org/sry"), Kind.FAULT),
        (redirect(302, "/web/20170401000000id_/http://log.example/a"), Kind.FAULT),
        (redirect(302, ""), Kind.FAULT),
        (
            document("", status=503, headers=[("X-Archive-Wayback-Runtime-Error", "ResourceNotAvailableException")]),
            Kind.UNPLAYABLE,
        ),
        (document("This URL has been excluded from the Wayback Machine.", status=403), Kind.EXCLUDED),
        (
            document(
                "", status=403, headers=[("X-Archive-Wayback-Runtime-Error", "AdministrativeAccessControlException")]
            ),
            Kind.EXCLUDED,
        ),
    ],
)
async def test_what_is_no_capture(behaviour: Behaviour, kind: Kind) -> None:
    """An answer without Memento-Datetime is the archive's own word, never a page and never a no."""
    async with machine(replay=behaviour) as made:
        trouble = await ask(made, "20170401000000" if kind is Kind.FAULT else "20170326120000")
        assert isinstance(trouble, Trouble)
        assert trouble.kind is kind


async def test_an_index_that_disagrees() -> None:
    """Where the capture of an exact timestamp turns out to be another, the replay's own timestamp is recorded."""

    async def replays(request: Request, exchange: Exchange) -> None:
        if request.path.startswith("/web/20170402000000id_/"):
            await exchange.answer(302, headers=[("Location", f"/web/20170401000000id_/{URL}")])
        else:
            await exchange.answer(200, "<p>The log</p>", [STAMPED])

    async with machine(replay=replays) as made:
        seen = await ask(made, "20170402000000")
        assert isinstance(seen, Seen)
        assert seen.timestamp == "20170401000000"
        assert "/web/20170401000000/" in seen.page


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://new.example/b", ("http://new.example/b", "20170401000000")),
        (f"/web/20170402000000id_/{URL}b", (f"{URL}b", "20170402000000")),
        (f"{ARCHIVE}/web/20170402000000/{URL}b#c", (f"{URL}b#c", "20170402000000")),
        (f"{ARCHIVE}/web/2017/{URL}b", (f"{URL}b", "20170401000000")),
        ("/b", ("http://log.example/b", "20170401000000")),
        ("b?c", ("http://log.example/b?c", "20170401000000")),
        ("//new.example/b", ("http://new.example/b", "20170401000000")),
        ("/2017/04/b", ("http://log.example/2017/04/b", "20170401000000")),
        ("mailto:keeper@log.example", None),
        (f"{ARCHIVE}/web/20170402000000/mailto:keeper@log.example", None),
        ("", None),
    ],
)
def test_redirect_of(location: str, expected: tuple[str, str] | None) -> None:
    """A captured Location is read as the live page wrote it, or as the archive made it its own."""
    asked = f"{ARCHIVE}/web/20170401000000id_/{URL}"
    answer = Answer(asked, 302, (("Location", location),), b"", truncated=False, address="")
    assert redirect_of(Seen("20170401000000", URL, "", answer), ARCHIVE) == expected


odd = st.from_regex(r"(https?:)?/{0,3}[\[\]:@%a-z0-9./]{0,20}(/web/[0-9]{4,14}/http://[\[\]:%a]{0,5})?", fullmatch=True)


@settings(max_examples=200)
@given(st.text(max_size=40) | odd)
def test_any_location(location: str) -> None:
    """Whatever stood in a captured Location, it leads to something that can be asked, or nowhere."""
    asked = f"{ARCHIVE}/web/20170401000000id_/{URL}"
    answer = Answer(asked, 302, (("Location", location),), b"", truncated=False, address="")
    led = redirect_of(Seen("20170401000000", URL, "", answer), ARCHIVE)
    assert led is None or sendable(led[0]).startswith("http")
