"""linkcheck.crawl.hosts: dead hosts, hosts that rest, and many that fail together."""

import pytest

from linkcheck.crawl.hosts import LAST, REMEMBERED, UNREACHED, HostMemory
from linkcheck.model import Failure, Fault
from tests.crawl.support import NOW, answer

HOST = "a.example"


def failed(path: str = "1", fault: Fault = Fault.CONNECT_TIMEOUT) -> Failure:
    """A failure of the host."""
    return Failure(f"http://{HOST}/{path}", fault, f"evidence of {path}")


def test_a_host_is_dead_after_one_probe() -> None:
    """The first failure of a host that has not answered tonight speaks for all its URLs, with that one named."""
    hosts = HostMemory()
    assert hosts.verdict(HOST, "http://a.example/1") is None
    hosts.heard(HOST, failed("1"))
    hosts.heard(HOST, failed("2"))
    verdict = hosts.verdict(HOST, "http://a.example/4")

    assert verdict is not None
    assert (verdict.url, verdict.fault) == ("http://a.example/4", Fault.CONNECT_TIMEOUT)
    assert "http://a.example/1" in verdict.evidence
    assert "evidence of 1" in verdict.evidence
    assert hosts.dead(failed("4"))


def test_a_host_that_has_answered_is_dead_after_two_in_a_row() -> None:
    """One lost connection is no news of a host that answers."""
    hosts = HostMemory()
    for result in (answer("http://a.example/"), failed("1"), answer("http://a.example/"), failed("2")):
        hosts.heard(HOST, result)
    assert hosts.verdict(HOST, "http://a.example/9") is None

    hosts.heard(HOST, failed("3"))

    assert hosts.verdict(HOST, "http://a.example/9") is not None


def test_an_answer_brings_a_host_back() -> None:
    """A host that answers is not dead, whatever failed before: another request was under way."""
    hosts = HostMemory()
    hosts.heard(HOST, failed("1"))
    hosts.heard(HOST, answer("http://a.example/", 500))

    assert hosts.verdict(HOST, "http://a.example/4") is None


def test_slow_pages_of_a_living_host_are_its_pages_alone() -> None:
    """A host that has answered tonight is not dead because some of its pages do not come."""
    hosts = HostMemory()
    hosts.heard(HOST, answer("http://a.example/"))
    for number in range(9):
        hosts.heard(HOST, failed(str(number), Fault.READ_TIMEOUT))

    assert hosts.verdict(HOST, "http://a.example/9") is None


def test_https_is_not_dead_with_http() -> None:
    """A host that refuses plain http is still asked over https."""
    hosts = HostMemory()
    for number in range(3):
        hosts.heard(HOST, failed(str(number), Fault.CONNECT_REFUSED))

    assert hosts.verdict(HOST, "http://a.example/9") is not None
    assert hosts.verdict(HOST, "https://a.example/9") is None


@pytest.mark.parametrize("fault", sorted(UNREACHED))
def test_a_host_that_is_not_there_is_asked_once(fault: Fault) -> None:
    """No name, no connection or no answer: whatever says that of the host says it of all its links."""
    hosts = HostMemory()
    hosts.heard(HOST, failed("1", fault))

    assert hosts.verdict(HOST, "http://a.example/2") is not None


def test_a_first_word_is_awaited_until_it_comes() -> None:
    """From its first request on a host's first word is awaited, at each scheme's port, and then never again."""
    hosts = HostMemory(first_look=5.0)
    assert not hosts.unheard()
    for scheme in ("http", "https"):
        hosts.look(HOST, f"{scheme}://{HOST}/1")
    hosts.heard(HOST, failed("1"))
    assert hosts.unheard()
    hosts.heard(HOST, answer(f"https://{HOST}/1"))
    assert not hosts.unheard()
    hosts.look(HOST, f"http://{HOST}/2")

    assert not hosts.unheard()


@pytest.mark.parametrize("fault", [Fault.TLS_EXPIRED, Fault.RESET, Fault.EMPTY_REPLY, Fault.FORBIDDEN_ADDRESS])
def test_other_faults_are_of_one_request(fault: Fault) -> None:
    """What fails quickly, or for a reason of its own, is asked for each URL."""
    hosts = HostMemory()
    for number in range(9):
        hosts.heard(HOST, failed(str(number), fault))

    assert hosts.verdict(HOST, "http://a.example/9") is None


def test_a_third_of_the_last_hosts_is_suspicious() -> None:
    """Suspicion begins when more than a third of the last fifty hosts have failed, and ends when canaries vouch."""
    hosts = HostMemory()
    for number in range(LAST):
        hosts.heard(f"alive{number}.example", answer("http://alive.example/"))
    for number in range(LAST // 3):
        hosts.heard(f"dead{number}.example", failed(fault=Fault.UNREACHABLE))
    assert not hosts.suspicious()
    hosts.heard("one-more.example", failed(fault=Fault.DNS_FAILURE))
    assert hosts.suspicious()
    hosts.vouched()
    assert not hosts.suspicious()


def test_one_dead_host_is_not_suspicious() -> None:
    """A host counts once, however many of its links fail."""
    hosts = HostMemory()
    for _ in range(LAST):
        hosts.heard(HOST, failed())

    assert not hosts.suspicious()


def test_a_resting_host_says_why() -> None:
    """A host that asked to be left alone is known with its reason."""
    hosts = HostMemory()
    hosts.rest(HOST, NOW, "it asked")
    wish = hosts.resting(HOST)

    assert wish is not None
    assert (wish.why, wish.until) == ("it asked", NOW)
    assert hosts.resting("b.example") is None


def test_memory_is_bounded() -> None:
    """A million hosts are not remembered."""
    hosts = HostMemory()
    for number in range(REMEMBERED + 100):
        hosts.heard(f"h{number}", answer("http://a.example/"))

    assert len(hosts._known) == REMEMBERED


def test_a_dead_host_that_is_forgotten_is_asked_again() -> None:
    """Of what is not remembered nothing is held anywhere; its other port is remembered for itself."""
    hosts = HostMemory()
    secure = Failure(f"https://{HOST}/1", Fault.CONNECT_REFUSED, "ECONNREFUSED")
    hosts.heard(HOST, failed("1"))
    for number in range(REMEMBERED - 1):
        hosts.heard(f"h{number}", answer("http://b.example/"))
    assert hosts.verdict(HOST, "http://a.example/2") is not None
    hosts.heard(HOST, secure)
    assert hosts.verdict(HOST, "http://a.example/2") is None
    assert hosts.verdict(HOST, "https://a.example/1") is secure
    for number in range(REMEMBERED):
        hosts.heard(f"h{number}", answer("http://b.example/"))

    assert hosts.verdict(HOST, "https://a.example/1") is None
    assert not hosts._dead


def test_a_port_that_answers_brings_back_itself_alone() -> None:
    """What is dead over https stays so when http answers, to this memory or to its successor."""
    hosts = HostMemory()
    for scheme in ("http", "https"):
        hosts.heard(HOST, Failure(f"{scheme}://{HOST}/1", Fault.CONNECT_REFUSED, "ECONNREFUSED"))
    hosts.heard(HOST, answer(f"http://{HOST}/1"))
    assert hosts.verdict(HOST, f"http://{HOST}/2") is None
    assert hosts.verdict(HOST, f"https://{HOST}/2") is not None
    later = hosts.successor()
    later.heard(HOST, answer(f"https://{HOST}/1"))
    hosts.learn(later)

    assert hosts.verdict(HOST, f"https://{HOST}/2") is None
