"""The demo's web: each behaviour of its table, asked over the wire, does what its name says."""

import asyncio
import ssl
from collections.abc import AsyncIterator

import pytest

from linkcheck.demo.sites import BEHAVIOURS, Row, demo_sites, demo_web, table
from linkcheck.demo.web import Web
from linkcheck.model import Fault
from linkcheck.net import DnsFault
from tests.web.wire import ask


@pytest.fixture(name="web")
async def _web() -> AsyncIterator[Web]:
    async with demo_web() as web:
        yield web


EXPECTED: dict[str, tuple[int | type[Exception], str]] = {
    "page": (200, "<h1>"),
    "picture": (200, "image/jpeg"),
    "moved-permanently": (301, "Location: http"),
    "found": (302, "Location: "),
    "temporary-redirect": (307, "Location: /maps/2019"),
    "permanent-redirect": (308, "Location: /journal/about"),
    "raw-location": (301, "phare-du-créac’h"),
    "to-https": (301, "Location: https://"),
    "to-www": (301, "Location: https://www."),
    "to-slash": (301, "Location: /shelters/"),
    "meta-refresh": (200, 'http-equiv="refresh"'),
    "cookie-dance": (302, "Set-Cookie: "),
    "loop": (302, "Location: http://whirlpool.net/round"),
    "endless": (302, "hop=1"),
    "not-found": (404, "Not found"),
    "gone": (410, "Gone"),
    "soft-404": (200, "could not be found"),
    "parked": (200, "for sale"),
    "hijacked": (200, "Casino"),
    "storify-closed": (200, "Storify was shut down"),
    "login-wall": (200, "password"),
    "consent-wall": (200, "Accept all"),
    "challenge": (403, "cf-mitigated: challenge"),
    "forbidden": (403, "Forbidden"),
    "too-many-requests": (429, "Retry-After: 1\n"),
    "come-back-tomorrow": (429, "Retry-After: 86400\n"),
    "blocked-999": (999, "999"),
    "server-error": (500, "Internal Server Error"),
    "unavailable-some-nights": (503, "Service Unavailable"),
    "silent": (TimeoutError, ""),
    "reset": (ConnectionResetError, ""),
    "hang-up": (IndexError, ""),
    "http-1.0": (200, "HTTP/1.0 200 OK"),
    "bare-line-feeds": (200, "Content-Length: "),
    "spaced-headers": (200, "Content-Length : "),
    "double-length": (200, "Content-Length: "),
    "gzip": (200, "Content-Encoding: gzip"),
    "gzip-lie": (200, "Content-Encoding: gzip"),
    "huge": (200, "Every piece we found"),
}


def test_every_behaviour_is_expected_something_of() -> None:
    """A behaviour that joins the table joins this test, and every behaviour is used by a row or a host."""
    used = {row.does for row in table().rows} | {host.default for host in table().hosts}

    assert set(EXPECTED) == set(BEHAVIOURS) == used


def _example(behaviour: str) -> Row:
    rows = [row for row in table().rows if row.does == behaviour]
    hosts = [Row(f"http://{host.name}/any/page") for host in table().hosts if host.default == behaviour]
    return (rows or hosts)[0]


@pytest.mark.parametrize("behaviour", EXPECTED)
async def test_a_behaviour_does_what_its_name_says(web: Web, behaviour: str) -> None:
    """The first row of each behaviour answers with its status and its mark, or fails in its way."""
    status, mark = EXPECTED[behaviour]
    url = _example(behaviour).url.removesuffix("*")
    if isinstance(status, type):
        with pytest.raises(status):
            assert (await ask(web, url, patience=0.05)).status
        return

    answer = await ask(web, url)

    assert answer.status == status
    assert mark in answer.head + "\n" + answer.body.decode("utf-8", "replace")


HOSTS: dict[str, type[Exception] | Fault] = {
    "expiredlamp.net": ssl.SSLCertVerificationError,
    "wrongflag.net": ssl.SSLCertVerificationError,
    "homemadeseal.net": ssl.SSLCertVerificationError,
    "missingrung.net": ssl.SSLCertVerificationError,
    "coldhandshake.net": ssl.SSLError,
    "closedlock.net": ConnectionRefusedError,
    "lostharbour.net": Fault.DNS_NXDOMAIN,
    "brokencompass.net": Fault.DNS_FAILURE,
    "example-keeper.posterous.com": Fault.DNS_NXDOMAIN,
}


@pytest.mark.parametrize("host", HOSTS)
async def test_a_special_host_fails_in_its_way(web: Web, host: str) -> None:
    """Certificates, refusal and DNS fail as the table says."""
    expected = HOSTS[host]
    if isinstance(expected, Fault):
        said = await web.resolver.resolve(host, 443)
        assert isinstance(said, DnsFault)
        assert said.fault is expected
        assert said.evidence.startswith("ARES_E")
        return
    with pytest.raises(expected):
        await ask(web, f"https://{host}/")


async def test_redirects_of_the_table_lead_to_rows_of_the_table(web: Web) -> None:
    """Where a row redirects to a page of the demo's own, that page answers."""
    for row in table().rows:
        if row.to.startswith("http") and "169.254" not in row.to and row.does != "raw-location":
            assert (await ask(web, row.to)).status in {200, 404}, row.to


async def test_the_unwell_server_is_well_on_the_second_night(web: Web) -> None:
    """A server that is unavailable some nights follows the web's night."""
    url = _example("unavailable-some-nights").url
    seen = []
    for web.night in (1, 2, 3):
        seen.append((await ask(web, url)).status)

    assert seen == [503, 200, 503]


async def test_the_canaries_sing(web: Web) -> None:
    """The three canaries live."""
    assert len(table().canaries) == 3
    for canary in table().canaries:
        assert (await ask(web, canary)).status == 200


async def test_the_whole_table_is_asked_in_a_moment(web: Web) -> None:
    """Everything that answers at all answers at once, all together: the demo waits for nothing but its own timeouts."""
    rows = [
        row for row in table().rows if row.does not in {"silent", "reset", "hang-up"} and not _unreachable(row.host)
    ]

    answers = await asyncio.wait_for(asyncio.gather(*(ask(web, row.url.removesuffix("*")) for row in rows)), 20)

    assert len(answers) == len(rows) > 80


def _unreachable(host: str) -> bool:
    return host in HOSTS


def test_sites_are_made_anew_each_time() -> None:
    """Two webs share no state."""
    first, second = demo_sites(), demo_sites()

    assert first.keys() == second.keys()
    assert all(first[host] is not second[host] for host in first)
