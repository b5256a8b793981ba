"""Settings of single hosts, and how headers are put together."""

from linkcheck.net.headers import cookie_line, merged
from linkcheck.net.overrides import override
from linkcheck.settings import HostSettings

HOSTS = {
    "example.test": HostSettings(interval=1.0, per_host=2, headers={"A": "1", "B": "1"}),
    "www.example.test": HostSettings(interval=2.0, headers={"B": "2"}),
    "example.test:8080": HostSettings(timeout=9.0),
}


def test_the_nearest_name_that_states_something_counts() -> None:
    """Each setting comes from the host itself, else from what it is below."""
    found = override(HOSTS, "a.www.example.test")
    assert (found.interval, found.per_host, found.timeout) == (2.0, 2, None)
    assert dict(found.headers) == {"A": "1", "B": "2"}


def test_a_port_has_its_own_row_before_the_hosts() -> None:
    """A row for host and port adds to the row for the host."""
    found = override(HOSTS, "example.test:8080")
    assert (found.interval, found.timeout) == (1.0, 9.0)


def test_another_host_that_ends_alike_is_another_host() -> None:
    """notexample.test is not below example.test, and an IPv6 address is below nothing."""
    assert override(HOSTS, "notexample.test") == HostSettings()
    assert override(HOSTS, "[::1]:8080") == HostSettings()
    assert override({}, "example.test") == HostSettings()


def test_the_last_layer_of_headers_wins_and_comes_first() -> None:
    """A browser's headers keep their order; names are the same in any case."""
    headers = merged(({"User-Agent": "own", "Accept": "x"}, {"user-agent": "browser", "Priority": "u=0"}))
    assert list(headers.items()) == [("user-agent", "browser"), ("Priority", "u=0"), ("Accept", "x")]


def test_cookies_go_back_as_they_came() -> None:
    """Values are neither quoted nor escaped."""
    assert cookie_line({"a": '"1 2"', "b": "=%"}) == 'a="1 2"; b==%'
