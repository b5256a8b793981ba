"""The index of captures, through waybackpy."""

import asyncio
from urllib.parse import parse_qs

import pytest

from linkcheck.demo.web.behaviours import document, drip, hang_up, raw, reset, retry_after, silent, status
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.model import Answer
from linkcheck.snapshots.cdx import Index, Row, Rows, legible
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.outcomes import Kind, Trouble
from linkcheck.snapshots.question import question
from tests.snapshots.machine import NOW, Machine, good, machine, quick, wanted

URL = "http://log.example/a"
DIGEST = "LIGHTHOUSELIGHTHOUSELIGHTHOUSE22"
LINE = f"example,log)/a 20170401000000 {URL} text/html 200 {DIGEST} 1234"
DAY_ZERO = f"example,log)/a 20000800241623 {URL} text/html 200 {DIGEST} 1234"


def cdx(*lines: str) -> Behaviour:
    """An index that answers these lines whatever it is asked."""
    return document("".join(f"{line}\n" for line in lines), "text/plain")


async def ask(made: Machine, url: str = URL, until: str = "2020-01-01") -> Rows | Trouble:
    """One query through a door of its own."""
    index = Index(Door(made.settings, made.fetcher, made.clock), made.settings.web_archive, "linkcheck")
    try:
        return await index.near(question(wanted(url, until=until), NOW, None))
    finally:
        await index.close()


async def test_what_is_asked() -> None:
    """One query: nearest first, up to the end of the window, errors filtered out, revisits kept, no prefix."""
    async with machine([good(URL, "20170401000000"), good(URL, "20200401000000")]) as made:
        rows = await ask(made)
        assert isinstance(rows, Rows)
        assert [(row.timestamp, row.original, row.status) for row in rows.rows] == [("20170401000000", URL, 200)]
        assert not rows.doubt
        (query,) = made.queries
    parameters = parse_qs(query.partition("?")[2])
    assert parameters["url"] == [URL]
    assert parameters["to"] == ["20191231235959"]
    assert parameters["closest"] == ["20170326120000"]
    assert (parameters["sort"], parameters["matchType"]) == (["closest"], ["exact"])
    assert parameters["filter"] == ["!statuscode:[45].."]


async def test_more_rows_than_are_asked_for() -> None:
    """A second page is never asked: the nearest rows are enough, and the lane is slow."""
    many = [good(URL, f"201704{day:02}{hour:02}0000") for day in range(1, 29) for hour in range(10)]
    async with machine(many) as made:
        rows = await ask(made)
        assert isinstance(rows, Rows)
        assert 100 < len(rows.rows) < len(many)
        assert not rows.doubt
        assert len(made.queries) == 1


async def test_a_star_is_no_wildcard() -> None:
    """A URL that ends in a star is asked for itself, not for everything below it."""
    async with machine([good(f"{URL}/below", "20170401000000")]) as made:
        assert await ask(made, f"{URL}*") == Rows(())


async def test_none() -> None:
    """An answer of 200 without a row is the only way to say that there is none."""
    async with machine(cdx=document("", "text/plain")) as made:
        assert await ask(made) == Rows(())
    async with machine(cdx=document("\n", "text/plain")) as made:
        assert await ask(made) == Rows(())


async def test_day_00() -> None:
    """A row with a day 00 is a capture like any other, and those behind it are not lost."""
    async with machine(cdx=cdx(DAY_ZERO, LINE)) as made:
        rows = await ask(made)
        assert isinstance(rows, Rows)
        assert [row.timestamp for row in rows.rows] == ["20000824162300", "20170401000000"]
        assert not rows.doubt


@pytest.mark.parametrize(
    "odd",
    [
        "<html><body>Service temporarily unavailable, please come back in a little while</body></html>",
        f"example,log)/a 20171345000000 {URL} text/html 200 {DIGEST} 1234",
        f"example,log)/a 20170401000000 {URL} text/html 200 {DIGEST} 1234 surplus",
        "short",
    ],
)
async def test_odd_lines(odd: str) -> None:
    """A line that is no row costs the others nothing, and leaves a doubt that there may be more."""
    async with machine(cdx=cdx(LINE, odd, LINE.replace("0401", "0402"))) as made:
        rows = await ask(made)
        assert isinstance(rows, Rows)
        assert rows.rows[0] == Row("20170401000000", URL, 200, DIGEST)
        assert len(rows.rows) == 2
        assert "cannot be read" in rows.doubt


BROKEN = {
    "429": (retry_after(30), Kind.THROTTLED, "30 seconds"),
    "429 without a wait": (status(429), Kind.THROTTLED, "60 seconds"),
    "503": (status(503), Kind.FAULT, "503"),
    "503 with a wait": (retry_after(20, 503), Kind.THROTTLED, "20 seconds"),
    "500": (status(500), Kind.FAULT, "500"),
    "400": (status(400), Kind.FAULT, "400"),
    "no such index": (status(404), Kind.NO_INDEX, "no index"),
    "204": (document("", status=204), Kind.FAULT, "204"),
    "redirect": (status(302), Kind.FAULT, "302"),
    "excluded": (
        status(
            403,
            "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
            "AdministrativeAccessControlException: Blocked Site Error",
        ),
        Kind.EXCLUDED,
        "excluded",
    ),
    "excluded with 200": (
        document("org.archive.wayback.exception.RobotAccessControlException: Blocked By Robots", "text/plain"),
        Kind.EXCLUDED,
        "excluded",
    ),
    "HTML": (
        document("<html>\n<body>We will be back soon, the index is under repair tonight</body></html>"),
        Kind.FAULT,
        "read",
    ),
    "reset": (reset(), Kind.FAULT, "reset"),
    "hang-up": (hang_up(), Kind.FAULT, "empty-reply"),
    "silence": (silent(), Kind.FAULT, "read-timeout"),
    "drip": (drip(), Kind.FAULT, "broke off"),
    "cut": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9999\r\n\r\n" + LINE[:60].encode()),
        Kind.FAULT,
        "",
    ),
    "cut before the first byte": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9999\r\n\r\n"),
        Kind.FAULT,
        "",
    ),
}


@pytest.mark.parametrize(("behaviour", "kind", "why"), BROKEN.values(), ids=BROKEN)
async def test_everything_else_is_trouble(behaviour: Behaviour, kind: Kind, why: str) -> None:
    """Whatever is not a whole answer of 200 is trouble with a name, never an empty list."""
    async with machine(cdx=behaviour, settings=quick(timeout=0.1)) as made:
        trouble = await ask(made)
        assert isinstance(trouble, Trouble)
        assert trouble.kind is kind
        assert why in trouble.why


def answered(body: str, *headers: tuple[str, str]) -> Answer:
    """An answer of the index."""
    return Answer("", 200, headers, body.encode(), truncated=False, address="")


@pytest.mark.parametrize(
    ("answer", "rows", "doubt"),
    [
        (answered(f"{LINE}\n"), 1, ""),
        (answered(f"{LINE}\n{LINE}\n\nexample%2Clog+2017\n"), 2, ""),
        (answered(f"{LINE}\r\n"), 1, ""),
        (answered(f"{LINE}\n{LINE}"), 2, "incomplete"),
        (answered(f"{LINE}\n", ("Content-Length", "9999")), 1, "incomplete"),
        (answered(f"{LINE}\n", ("Content-Length", "9999"), ("Content-Encoding", "gzip")), 1, ""),
        (answered("", ("Content-Length", "9999")), 0, "incomplete"),
        (answered(f"{LINE}\n{LINE[:40]}"), 1, "1 of 2 lines"),
    ],
)
def test_legible(answer: Answer, rows: int, doubt: str) -> None:
    """Rows are told from the key of a next page, and an answer that was cut from a whole one."""
    text, said = legible(answer)
    assert text.count(DIGEST) == rows
    assert doubt in said
    assert bool(said) == bool(doubt)


async def test_a_query_that_is_given_up() -> None:
    """A run that ends while the index is silent ends at once: the thread does not wait for an answer."""
    asked = asyncio.Event()

    async def silence(request: Request, exchange: Exchange) -> None:
        asked.set()
        await silent()(request, exchange)

    async with machine(cdx=silence) as made:
        asking = asyncio.ensure_future(ask(made))
        await asyncio.wait_for(asked.wait(), 10)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking


async def test_a_lookup_that_is_given_up_leaves_the_others_alone() -> None:
    """One query is asked at a time; giving up one that waits for its turn does nothing to the one that has it."""
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: Request, exchange: Exchange) -> None:
        asked.set()
        await go_on.wait()
        await exchange.answer(200, f"{LINE}\n", content_type="text/plain")

    async with machine(cdx=slow) as made:
        index = Index(Door(made.settings, made.fetcher, made.clock), made.settings.web_archive, "linkcheck")
        first, second = (
            asyncio.ensure_future(index.near(question(wanted(f"{URL}{name}"), NOW, None))) for name in ("1", "2")
        )
        await asyncio.wait_for(asked.wait(), 10)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        go_on.set()
        rows = await first
        await index.close()
        assert isinstance(rows, Rows)
        assert len(rows.rows) == 1
        assert len(made.queries) == 1


def test_waybackpy_is_asked_through_the_index_only() -> None:
    """Whoever uses waybackpy beside the index is told, rather than let out to the network."""
    import waybackpy

    api = waybackpy.WaybackMachineCDXServerAPI(URL)
    with pytest.raises(RuntimeError, match="Index"):
        list(api.snapshots())
