"""linkcheck.snapshots.keeper and .warc: what is written of a chain, and what is never written."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from linkcheck.net import BROWSER_HEADERS
from linkcheck.settings import HostSettings, Settings
from tests.snapshots.keeping import being_written, chain, digests_hold, keep, opened, page, records, warcs

URL = "http://log.example/a?b=c"
BODY = "<h1>The lighthouse log</h1><p>Küste</p>".encode()


async def test_a_page_and_its_request(tmp_path: Path) -> None:
    """One file: who wrote it, the answer with its headers and body, and what was asked; its digests hold."""
    await keep(tmp_path, chain(page(URL, BODY, ("Last-Modified", "yesterday"))))

    (path,) = warcs(tmp_path)
    info, response, request = records(path)
    assert path.name == "linkcheck-20240420020000-00000.warc.gz"
    assert info.kind == "warcinfo"
    assert info.headers["WARC-Filename"] == path.name
    assert b"software: linkcheck/test" in info.body
    assert response.kind == "response"
    assert response.first == "HTTP/1.1 200 OK"
    assert response.body == BODY
    assert dict(response.http) == {
        "Content-Type": "text/html; charset=utf-8",
        "Last-Modified": "yesterday",
        "Content-Length": str(len(BODY)),
    }
    assert response.headers["WARC-Target-URI"] == URL
    assert response.headers["WARC-Date"] == "2024-04-20T02:00:00.000000Z"
    assert response.headers["WARC-IP-Address"] == "192.0.2.1"
    assert response.headers["WARC-Warcinfo-ID"] == info.headers["WARC-Record-ID"]
    assert request.kind == "request"
    assert request.first == "GET /a?b=c HTTP/1.1"
    assert dict(request.http)["Host"] == "log.example"
    assert "linkcheck" in dict(request.http)["User-Agent"]
    assert request.headers["WARC-Concurrent-To"] == response.headers["WARC-Record-ID"]
    assert digests_hold(path)


async def test_every_hop_of_a_chain(tmp_path: Path) -> None:
    """A short link is kept with where it led, so that it can be followed when the shortener is gone."""
    short = page("http://short.example/x", b"", ("Location", URL), status=301)
    await keep(tmp_path, chain(short, page(URL, BODY)))

    found = [one for one in records(warcs(tmp_path)[0]) if one.kind == "response"]
    assert [one.headers["WARC-Target-URI"] for one in found] == ["http://short.example/x", URL]
    assert found[0].first == "HTTP/1.1 301 Moved Permanently"
    assert dict(found[0].http)["Location"] == URL


async def test_headers_tell_the_truth_of_a_decoded_body(tmp_path: Path) -> None:
    """What described the wire is renamed, the length is that of what is kept, and odd bytes stay as they came."""
    odd = ("X-Odd", b"caf\xe9 na\xc3\xafve".decode("utf-8", "surrogateescape"))
    wire = (("content-encoding", "br"), ("Transfer-Encoding", "chunked"), ("Content-Length", "17"), odd)
    await keep(tmp_path, chain(page(URL, BODY, *wire)))

    headers = dict(records(warcs(tmp_path)[0])[1].http)
    assert headers["X-Orig-content-encoding"] == "br"
    assert headers["X-Orig-Transfer-Encoding"] == "chunked"
    assert headers["X-Orig-Content-Length"] == "17"
    assert headers["Content-Length"] == str(len(BODY))
    assert not {"content-encoding", "transfer-encoding"} & {name.lower() for name in headers}
    with opened(tmp_path) as pages:
        (kept,) = pages.of(URL)
        answer = pages.read(kept)
    assert answer is not None
    assert answer.body == BODY
    assert (answer.header("X-Odd") or "").encode("latin-1") == b"caf\xe9 na\xc3\xafve"


async def test_no_key_is_ever_written(tmp_path: Path) -> None:
    """What the settings give a host, cookies of either side and credentials of a URL are in no record."""
    settings = Settings(
        hosts={
            "log.example": HostSettings(headers={"Authorization": "Basic c2VjcmV0", "User-Agent": "the secret agent"})
        }
    )
    guarded = page("http://me:secret@log.example/a", BODY, ("Set-Cookie", "session=secret; path=/"))
    await keep(tmp_path, chain(guarded, said=BROWSER_HEADERS), settings=settings)

    everything = repr(records(warcs(tmp_path)[0]))
    assert "secret" not in everything
    assert "c2VjcmV0" not in everything
    assert "Sec-Fetch-Mode" in everything
    assert "http://log.example/a" in everything


async def test_an_unchanged_page_is_a_revisit(tmp_path: Path) -> None:
    """The second night has the headers of its own answer and refers to the first night's record for the rest."""
    await keep(tmp_path, chain(page(URL, BODY)))
    await keep(tmp_path, chain(page(URL, BODY, ("Date", "later")), day=7), day=7)

    revisit = records(warcs(tmp_path)[1])[1]
    assert revisit.kind == "revisit"
    assert revisit.headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.headers["WARC-Refers-To-Target-URI"] == URL
    assert revisit.headers["WARC-Refers-To-Date"] == "2024-04-20T02:00:00.000000Z"
    assert dict(revisit.http)["Date"] == "later"
    assert revisit.body == b""
    assert digests_hold(*warcs(tmp_path))
    with opened(tmp_path) as pages:
        answers = [pages.read(one) for one in pages.of(URL)]
    assert [answer.body for answer in answers if answer] == [BODY, BODY]


async def test_a_page_that_changed_is_written_whole(tmp_path: Path) -> None:
    """Another payload is another record."""
    await keep(tmp_path, chain(page(URL, BODY)))
    await keep(tmp_path, chain(page(URL, BODY + b"!"), day=7), day=7)

    assert records(warcs(tmp_path)[1])[1].body == BODY + b"!"


@pytest.mark.parametrize("moved", [b"", b"<p>It has moved.</p>"])
async def test_redirects_are_no_revisits_of_one_another(tmp_path: Path, moved: bytes) -> None:
    """Empty bodies are all alike, which tells nothing; and pywb plays revisits of others without their body."""
    one = page("http://short.example/1", moved, ("Location", URL), status=301)
    other = page("http://short.example/2", moved, ("Location", f"{URL}&d"), status=301)
    await keep(tmp_path, chain(one, page(URL, BODY)), chain(other, page(f"{URL}&d", b"other")))

    assert all(one.kind != "revisit" for one in records(warcs(tmp_path)[0]))


async def test_a_cut_page_is_never_passed_off_as_whole(tmp_path: Path) -> None:
    """It is marked, and is neither the payload of a whole page nor the other way round."""
    settings = Settings(max_body=len(BODY))
    await keep(tmp_path, chain(page(URL, BODY, cut=True)), settings=settings)
    await keep(tmp_path, chain(page(URL, BODY), day=7), settings=settings, day=7)
    await keep(tmp_path, chain(page(URL, BODY, cut=True), day=14), settings=settings, day=14)
    await keep(tmp_path, chain(page(URL, BODY[:5], cut=True), day=21), settings=settings, day=21)

    first, second, third, fourth = (records(path)[1] for path in warcs(tmp_path))
    assert first.headers["WARC-Truncated"] == "length"
    assert (second.kind, second.headers.get("WARC-Truncated")) == ("response", None)
    assert (third.kind, third.headers["WARC-Truncated"]) == ("revisit", "length")
    assert third.headers["WARC-Refers-To-Date"] == first.headers["WARC-Date"]
    assert fourth.headers["WARC-Truncated"] == "unspecified"
    with opened(tmp_path) as pages:
        answers = [pages.read(one) for one in pages.of(URL)]
    assert [answer.truncated for answer in answers if answer] == [True, False, True, True]


async def test_what_was_not_read_is_not_kept(tmp_path: Path) -> None:
    """Of a picture no byte was read; where a short link led to it, that is worth a record."""
    picture = page("http://log.example/x.jpg", b"", cut=True)
    short = page("http://short.example/x", b"", ("Location", "http://log.example/x.jpg"), status=302)
    await keep(tmp_path / "alone", chain(picture))
    await keep(tmp_path / "led to", chain(short, picture))

    assert warcs(tmp_path / "alone") == []
    urls = [one.headers["WARC-Target-URI"] for one in records(warcs(tmp_path / "led to")[0])[1:]]
    assert urls == ["http://short.example/x"] * 2


async def test_a_large_file_is_followed_by_another(tmp_path: Path) -> None:
    """Each is whole, begins with its own warcinfo, and a payload of the first is a revisit in the second."""
    chains = [chain(page(f"http://log.example/{number}", BODY + b"%d" % (number % 7))) for number in range(20)]
    await keep(tmp_path, *chains, largest=5_000)

    found = warcs(tmp_path)
    assert len(found) > 2
    assert [path.name[-13:-8] for path in found] == [f"{number:05}" for number in range(len(found))]
    assert all(records(path)[0].kind == "warcinfo" for path in found)
    assert sum(one.kind == "response" for path in found for one in records(path)) == 7
    assert sum(one.kind == "revisit" for path in found for one in records(path)) == 13
    assert digests_hold(*found)


async def test_two_runs_that_began_in_one_second(tmp_path: Path) -> None:
    """Nothing is written over."""
    await keep(tmp_path, chain(page(URL, BODY)))
    await keep(tmp_path, chain(page(URL, b"other")))

    assert len(warcs(tmp_path)) == 2


async def test_many_chains_wait_without_filling_the_memory(tmp_path: Path) -> None:
    """More than may wait are all written, and others have their turns meanwhile."""
    turns = 0

    async def counting() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(counting())
    chains = [chain(page(f"http://log.example/{number}", b"%d" % number * 1000)) for number in range(300)]
    await keep(tmp_path, *chains)
    other.cancel()

    assert sum(one.kind == "response" for one in records(warcs(tmp_path)[0])) == 300
    assert turns > 300


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As a disk that is full: no file of this process may grow over a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_ends_the_keeping_and_nothing_else(tmp_path: Path) -> None:
    """What was written is whole and named as such; the reason is told; later chains are not tried."""
    noise = [Random(number).randbytes(60_000) for number in range(6)]
    chains = [chain(page(f"http://log.example/{number}", body)) for number, body in enumerate(noise)]
    with no_file_over(150_000):
        keeper = await keep(tmp_path, *chains)

    assert "File too large" in keeper.failed
    (path,) = warcs(tmp_path)
    kept = [one for one in records(path) if one.kind == "response"]
    assert 0 < len(kept) < 6
    assert digests_hold(path)
    assert being_written(tmp_path) == []
    # the next night goes on
    assert not (await keep(tmp_path, *chains, day=1)).failed
    with opened(tmp_path) as pages:
        assert all(pages.of(f"http://log.example/{number}") for number in range(6))


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_a_folder_that_cannot_be_one(tmp_path: Path, place: str) -> None:
    """It is said why, and nothing is raised."""
    (tmp_path / "file").write_text("not a folder")
    keeper = await keep(tmp_path / place, chain(page(URL, BODY)))

    assert keeper.failed.endswith(("File exists", "Not a directory"))


async def test_a_folder_that_another_run_has(tmp_path: Path) -> None:
    """The second says so, and the first loses nothing."""
    await keep(tmp_path, chain(page(URL, BODY)))
    with opened(tmp_path):
        second = await keep(tmp_path, chain(page(URL, b"other")))

    assert "another program" in second.failed
    assert len(warcs(tmp_path)) == 1


async def test_addresses_of_a_proxy_are_not_the_servers(tmp_path: Path) -> None:
    """Through a proxy nobody knows what address answered."""
    await keep(tmp_path, chain(page(URL, BODY)), settings=replace(Settings(), proxies=True))

    assert "WARC-IP-Address" not in records(warcs(tmp_path)[0])[1].headers


async def test_whatever_goes_wrong_is_told(tmp_path: Path) -> None:
    """What nobody foresaw ends the keeping too, and is told; what was written before is whole."""
    keeper = await keep(tmp_path, chain(page(URL, BODY)), chain(page("no URL", BODY)), chain(page(URL, b"other")))

    assert "ValueError" in keeper.failed
    assert [one.kind for one in records(warcs(tmp_path)[0])][:3] == ["warcinfo", "response", "request"]
    assert being_written(tmp_path) == []
