"""Names, asked from a real name server on loopback."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from linkcheck.model import Fault
from linkcheck.net import DnsFault, Endpoint, SystemResolver, dns
from linkcheck.net.guard import AddressGuard
from tests.net.clock import VirtualClock
from tests.net.nameserver import NameServer, Zone

ZONE: Zone = {
    ("both.test", "A"): [("A", "192.0.2.1", 300), ("A", "192.0.2.2", 300)],
    ("both.test", "AAAA"): [("AAAA", "2001:db8::1", 300)],
    ("four.test", "A"): [("A", "192.0.2.3", 300)],
    ("four.test", "AAAA"): [],
    ("six.test", "A"): [],
    ("six.test", "AAAA"): [("AAAA", "2001:db8::6", 300)],
    ("chain.test", "A"): [("CNAME", "middle.test", 300), ("CNAME", "end.test", 300), ("A", "192.0.2.4", 300)],
    ("chain.test", "AAAA"): [("CNAME", "middle.test", 300)],
    ("dangling.test", "A"): [("CNAME", "nowhere.test", 300)],
    ("dangling.test", "AAAA"): [("CNAME", "nowhere.test", 300)],
    ("empty.test", "A"): [],
    ("empty.test", "AAAA"): [],
    ("lame.test", "A"): "SERVFAIL",
    ("lame.test", "AAAA"): "SERVFAIL",
    ("refused.test", "A"): "REFUSED",
    ("refused.test", "AAAA"): "REFUSED",
    ("half.test", "A"): [("A", "192.0.2.5", 300)],
    ("half.test", "AAAA"): "SERVFAIL",
    ("denied6.test", "A"): [("A", "192.0.2.6", 300)],
    ("denied6.test", "AAAA"): "NXDOMAIN",
    ("lost.test", "A"): "SERVFAIL",
    ("lost.test", "AAAA"): [],
    ("torn.test", "A"): "SERVFAIL",
    ("torn.test", "AAAA"): "NXDOMAIN",
    ("odd.test", "A"): [],
    ("odd.test", "AAAA"): "NXDOMAIN",
    ("silent.test", "A"): "silent",
    ("silent.test", "AAAA"): "silent",
    ("slow.test", "A"): [("A", "192.0.2.11", 300)],
    ("slow.test", "AAAA"): [],
    ("brief.test", "A"): [("A", "192.0.2.7", 0)],
    ("brief.test", "AAAA"): [],
    ("steady.test", "A"): [("A", "192.0.2.8", 900_000)],
    ("steady.test", "AAAA"): [],
    ("my_blog.test", "A"): [("A", "192.0.2.9", 300)],
    ("my_blog.test", "AAAA"): [],
    ("private.test", "A"): [("A", "10.0.0.1", 300)],
    ("private.test", "AAAA"): [("AAAA", "2001:db8::10", 300)],
    ("only.search.test", "A"): [("A", "192.0.2.10", 300)],
}


class Asking:
    """A resolver, its clock and its server."""

    def __init__(self, resolver: SystemResolver, clock: VirtualClock, server: NameServer) -> None:
        self.resolver, self.clock, self.server = resolver, clock, server

    async def ips(self, host: str, enough: dns.Enough | None = None) -> list[str] | DnsFault:
        """The addresses of a host, or the fault."""
        found = await self.resolver.resolve(host, 80, enough)
        return found if isinstance(found, DnsFault) else [endpoint.ip for endpoint in found]


@pytest.fixture
async def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Asking]]:
    """Makes resolvers that ask the zone above."""
    monkeypatch.setattr(dns, "TIMEOUT", 0.2)
    monkeypatch.setattr(dns, "PATIENCE", 0.6)
    hosts = tmp_path / "hosts"
    hosts.write_text("# a comment\n127.0.0.1 localhost\n192.0.2.99 Own.test own # more\n::5 own.test\nrubbish x\n\n")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(NameServer(ZONE))

        def make() -> Asking:
            clock = VirtualClock()
            resolver = SystemResolver(clock, ["127.0.0.1"], server.port, hosts=hosts)
            stack.push_async_callback(resolver.close)
            return Asking(resolver, clock, server)

        yield make


@pytest.mark.parametrize(
    ("host", "ips"),
    [
        ("both.test", ["2001:db8::1", "192.0.2.1", "192.0.2.2"]),
        ("BOTH.test.", ["2001:db8::1", "192.0.2.1", "192.0.2.2"]),
        ("four.test", ["192.0.2.3"]),
        ("six.test", ["2001:db8::6"]),
        ("chain.test", ["192.0.2.4"]),
        ("half.test", ["192.0.2.5"]),
        ("denied6.test", ["192.0.2.6"]),
        ("my_blog.test", ["192.0.2.9"]),
        ("own.test", ["192.0.2.99", "::5"]),
        ("own", ["192.0.2.99"]),
        ("localhost", ["127.0.0.1"]),
        ("x.localhost", ["127.0.0.1", "::1"]),
    ],
)
async def test_addresses_of_both_families_are_found(host: str, ips: list[str], asking: Callable[[], Asking]) -> None:
    """IPv4 and IPv6 in turns, through CNAMEs, from /etc/hosts, and where only one of the two answers is good."""
    found = await asking().ips(host)
    assert isinstance(found, list)
    assert sorted(found) == sorted(ips)
    assert found[0] == ips[0]


@pytest.mark.parametrize(
    ("host", "ips", "kinds"),
    [
        ("both.test", ["192.0.2.1", "192.0.2.2"], ["A"]),
        ("four.test", ["192.0.2.3"], ["A"]),
        ("chain.test", ["192.0.2.4"], ["A"]),
        ("half.test", ["192.0.2.5"], ["A"]),
        ("six.test", ["2001:db8::6"], ["A", "AAAA"]),
        ("slow.test", ["192.0.2.11"], ["A", "AAAA"]),
        ("private.test", ["2001:db8::10", "10.0.0.1"], ["A", "AAAA"]),
        ("own.test", ["192.0.2.99", "::5"], []),
    ],
)
async def test_ipv6_is_asked_for_where_an_ipv4_address_is_not_enough(
    host: str, ips: list[str], kinds: list[str], asking: Callable[[], Asking], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is none, where it may not be contacted, and where it is long in coming: a living host is found."""
    monkeypatch.setattr(dns, "PATIENCE", 4.0)
    monkeypatch.setattr(dns, "TIMEOUT", 3.0)
    known = asking()
    assert await known.ips(host, AddressGuard((ipaddress.ip_network("192.0.2.0/24"),)).permits) == ips
    assert [kind for name, kind in known.server.asked if name == host] == kinds


@pytest.mark.parametrize("host", sorted({name for name, _ in ZONE if not name.startswith(("slow", "private"))}))
async def test_what_comes_of_a_name_is_the_same_with_one_question_or_two(
    host: str, asking: Callable[[], Asking]
) -> None:
    """Sparing a question makes no name dead and none alive, and says the same of what failed."""
    both, sparing = await asking().ips(host), await asking().ips(host, lambda _: True)
    if isinstance(both, DnsFault) or isinstance(sparing, DnsFault):
        assert sparing == both
    else:
        assert sparing == ([ip for ip in both if ":" not in ip] or both)


@pytest.mark.parametrize(("routed", "network"), [(True, "127.0.0.0/8"), (False, "::1/128")])
def test_both_are_asked_for_where_ipv6_can_be_reached(
    routed: bool, network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the machine has a way to it, or the user named a network of it."""
    monkeypatch.setattr(dns, "_six_is_routed", lambda: routed)
    resolver = SystemResolver(VirtualClock())
    assert dns.for_dialling(resolver, AddressGuard((ipaddress.ip_network(network),))) is resolver


async def test_without_a_way_to_ipv6_its_addresses_are_spared(
    asking: Callable[[], Asking], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question for each name that has an IPv4 address, asked once."""
    monkeypatch.setattr(dns, "_six_is_routed", lambda: False)
    known = asking()
    sparing = dns.for_dialling(known.resolver, AddressGuard((ipaddress.ip_network("192.0.2.0/24"),)))
    for _ in range(3):
        assert await sparing.resolve("four.test", 80) == (Endpoint("192.0.2.3", 80),)
    assert known.server.asked == [("four.test", "A")]


@pytest.mark.parametrize(
    ("host", "fault", "code"),
    [
        ("gone.test", Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)"),
        ("empty.test", Fault.DNS_NODATA, "ARES_ENODATA (no address)"),
        ("dangling.test", Fault.DNS_NODATA, "ARES_ENODATA (no address)"),
        ("odd.test", Fault.DNS_NODATA, "ARES_ENODATA (no address)"),
        ("lame.test", Fault.DNS_FAILURE, "ARES_ESERVFAIL (SERVFAIL)"),
        ("refused.test", Fault.DNS_FAILURE, "ARES_EREFUSED (REFUSED)"),
        ("lost.test", Fault.DNS_FAILURE, "ARES_ESERVFAIL (SERVFAIL)"),
        ("torn.test", Fault.DNS_FAILURE, "ARES_ESERVFAIL (SERVFAIL)"),
        ("silent.test", Fault.DNS_FAILURE, "ARES_ETIMEOUT (no answer in time)"),
    ],
)
async def test_a_name_is_gone_only_where_both_answers_say_so(
    host: str, fault: Fault, code: str, asking: Callable[[], Asking]
) -> None:
    """A failure of the name servers is never taken for a name that does not exist."""
    assert await asking().ips(host) == DnsFault(fault, code)


async def test_an_answer_is_kept_for_its_time(asking: Callable[[], Asking]) -> None:
    """Answers are kept from one minute to one hour by their TTL.

    A failure, and that a name is gone, are forgotten before the check that met them asks again, five seconds later.
    """
    known = asking()
    names = ("brief.test", "gone.test", "lame.test")
    for time, again in ((0.0, names), (3.0, ()), (5.0, names[1:]), (59.0, names[1:]), (64.0, names)):
        known.clock.time = time
        known.server.asked.clear()
        for name in names:
            await known.ips(name)
        assert {name for name, _ in known.server.asked} == set(again)
    for name in ("both.test", "steady.test"):
        await known.ips(name)
    # c-ares keeps answers too, by the real clock, so the server cannot tell these
    assert known.resolver._cache["both.test", None][0] == pytest.approx(64.0 + 300.0, abs=5)
    assert known.resolver._cache["steady.test", None][0] == 64.0 + 3600.0


async def test_a_name_server_that_is_quick_may_be_slow_with_another_name(tmp_path: Path) -> None:
    """What a resolver has ready comes in a millisecond, what it must look up itself takes seconds: both are found."""
    async with NameServer(ZONE) as server:
        resolver = SystemResolver(VirtualClock(), ["127.0.0.1"], server.port, hosts=tmp_path / "none")
        for name in ("both.test", "four.test", "six.test", "chain.test", "half.test"):
            await resolver.resolve(name, 80)
        assert await resolver.resolve("slow.test", 80) == (Endpoint("192.0.2.11", 80),)
        await resolver.close()


class Fickle(dict[tuple[str, str], str | list[tuple[str, str, int]]]):
    """A zone whose server loses the first questions for one address."""

    def __init__(self, losses: int) -> None:
        super().__init__({("fickle.test", "AAAA"): [("AAAA", "::1", 300)]})
        self.losses = losses

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        """Rows, or no answer until enough was lost."""
        if key == ("fickle.test", "A"):
            self.losses -= 1
            return "SERVFAIL" if self.losses >= 0 else [("A", "192.0.2.12", 300)]
        return super().get(key, default)


async def test_half_an_answer_is_asked_for_once_more(tmp_path: Path) -> None:
    """Where one family's answer is lost, it is asked for again: the other may be the one that cannot be reached."""
    async with NameServer(Fickle(losses=dns.TRIES)) as server:
        resolver = SystemResolver(VirtualClock(), ["127.0.0.1"], server.port, hosts=tmp_path / "none")
        found = await resolver.resolve("fickle.test", 80)
        await resolver.close()

    assert found == (Endpoint("::1", 80), Endpoint("192.0.2.12", 80))


async def test_a_question_that_is_under_way_is_shared(asking: Callable[[], Asking]) -> None:
    """Many links of one host ask once, and one of them giving up takes nothing from the others."""
    known = asking()
    waiting = [asyncio.ensure_future(known.ips("four.test")) for _ in range(50)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1:] == [["192.0.2.3"]] * 49
    assert sorted(known.server.asked) == [("four.test", "A"), ("four.test", "AAAA")]


async def test_the_cache_is_bounded(asking: Callable[[], Asking], monkeypatch: pytest.MonkeyPatch) -> None:
    """The least used name leaves first."""
    monkeypatch.setattr(dns, "CACHED_MOST", 2)
    known = asking()
    for name in ("four.test", "six.test", "four.test", "both.test", "four.test"):
        await known.ips(name)
    assert [name for name, kind in known.server.asked if kind == "A"] == ["four.test", "six.test", "both.test"]


async def test_the_system_is_asked_as_it_is_set_up_but_for_search_domains(tmp_path: Path) -> None:
    """Name servers come from resolv.conf; its search domains are never tried."""
    conf = tmp_path / "resolv.conf"
    conf.write_text("search search.test\nnameserver 127.0.0.1\noptions ndots:3\n")
    async with NameServer(ZONE) as server:
        resolver = SystemResolver(VirtualClock(), port=server.port, hosts=tmp_path / "none", resolv_conf=conf)
        assert await resolver.resolve("four.test", 443) == (Endpoint("192.0.2.3", 443),)
        only = await resolver.resolve("only", 80)
        await resolver.close()
    assert isinstance(only, DnsFault)
    assert only.fault is Fault.DNS_NXDOMAIN
    assert not [name for name, _ in server.asked if name.endswith(".search.test")]


@pytest.mark.parametrize("text", [None, "", "nameserver\n", "garbage \x00\n"])
async def test_no_name_server_at_all_is_a_failure_of_dns(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing or empty resolv.conf ends no run, and makes no name dead."""
    monkeypatch.setattr(dns, "TIMEOUT", 0.2)
    conf = tmp_path / "resolv.conf"
    if text is not None:
        conf.write_text(text)
    async with NameServer({}) as gone:
        pass
    resolver = SystemResolver(VirtualClock(), port=gone.port, hosts=tmp_path / "none", resolv_conf=conf)
    found = await resolver.resolve("four.test", 80)
    await resolver.close()
    assert isinstance(found, DnsFault)
    assert found.fault is Fault.DNS_FAILURE


async def test_closing_ends_what_is_under_way(asking: Callable[[], Asking]) -> None:
    """close() leaves no thread and no waiting question, may come twice, and a later question is answered again."""
    known = asking()
    waiting = asyncio.ensure_future(known.ips("silent.test"))
    await asyncio.sleep(0.05)
    await known.resolver.close()
    await known.resolver.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await known.ips("four.test") == ["192.0.2.3"]


async def test_any_text_may_be_asked(asking: Callable[[], Asking]) -> None:
    """A name that c-ares cannot ask is a fault, not an error."""
    known = asking()
    for name in ("a..b", "x" * 70 + ".test", "b\u00fccher.test", ".", " ", "a." * 200 + "test"):
        assert isinstance(await known.ips(name), DnsFault)
