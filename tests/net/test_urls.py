"""What goes on the wire."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.net import host_of, request_key, sendable

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/net/urls.toml").read_text("utf-8"))["url"]
GOOD = [case for case in CASES if "sent" in case]
BAD = [case["url"] for case in CASES if "sent" not in case]


@pytest.mark.parametrize("case", GOOD, ids=[case["url"] for case in GOOD])
def test_a_url_goes_out_as_a_browser_sends_it(case: dict[str, Any]) -> None:
    """The author's bytes go out as written, with nothing escaped but what cannot stand in a request."""
    assert sendable(case["url"]) == case["sent"]
    assert request_key(case["url"]) == case["key"]
    assert host_of(case["url"]) == case["host"]


@pytest.mark.parametrize("url", BAD)
def test_what_no_browser_would_send_is_malformed(url: str) -> None:
    """A malformed URL is told as such, and is its own key."""
    with pytest.raises(ValueError, match=r"\w"):
        sendable(url)
    with pytest.raises(ValueError, match=r"\w"):
        host_of(url)
    assert request_key(url) == url


def test_bytes_that_are_no_utf8_are_escaped_as_they_were() -> None:
    """Surrogate escapes of a Location header go back to the bytes that the server sent."""
    location = b"http://example.com/caf\xe9".decode("utf-8", "surrogateescape")
    assert sendable(location) == "http://example.com/caf%E9"
    assert sendable("http://example.com/\ud800") == "http://example.com/%EF%BF%BD"


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_sent_is_ascii_and_sent_the_same_again(path: str, query: str) -> None:
    """Whatever an author wrote, the wire gets printable ASCII, and sending it again changes nothing."""
    sent = sendable(f"http://example.com/{path}?{query}")
    assert sent.isascii()
    assert sent.isprintable()
    assert " " not in sent
    assert sendable(sent) == sent


@given(st.text(max_size=60))
def test_nothing_but_a_value_error_comes_of_garbage(text: str) -> None:
    """Any text is either a URL or told to be none; no other error escapes."""
    for url in (text, f"http://{text}", f"http://{text}/"):
        request_key(url)
        try:
            sendable(url)
            host_of(url)
        except ValueError:
            continue
