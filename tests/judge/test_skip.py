"""What is never asked, and why."""

import pytest

from linkcheck.judge import before_asking, never_written
from linkcheck.model import Reason, Verdict
from linkcheck.settings import Settings

PLAIN = Settings(vantage="here")

SKIPPED = [
    ("mailto:editor@press.example", Reason.NOT_HTTP),
    ("tel:+4512345678", Reason.NOT_HTTP),
    ("javascript:void(0)", Reason.NOT_HTTP),
    ("ftp://files.example/x", Reason.NOT_HTTP),
    ("data:text/plain,x", Reason.NOT_HTTP),
    ("/about", Reason.NOT_HTTP),
    ("chapter-2.md", Reason.NOT_HTTP),
    ("#top", Reason.NOT_HTTP),
    ("", Reason.NOT_HTTP),
    ("http://", Reason.MALFORMED),
    ("https:///path", Reason.MALFORMED),
    ("http://[::1", Reason.MALFORMED),
    ("http://press.example:port/", Reason.MALFORMED),
    ("http://press.example:99999/", Reason.MALFORMED),
    ("http://press .example/", Reason.MALFORMED),
    ("http://a..b/", Reason.MALFORMED),
    ("http://" + "a" * 64 + ".example/", Reason.MALFORMED),
    ("http://{{ site.host }}/x", Reason.MALFORMED),
    ("https://press.example/unsubscribe?e=1", Reason.ACTION),
    ("https://web.archive.org/web/20170326120000/http://storify.com/x", Reason.SNAPSHOT),
    ("https://web.archive.org/web/2017id_/http://storify.com/x", Reason.SNAPSHOT),
    ("http://web.archive.org/web/http://storify.com/x", Reason.SNAPSHOT),
    ("https://web.archive.org/web/2018*/http://storify.com/x", Reason.SNAPSHOT),
    ("http://web.archive.org:80/web/2012/http://storify.com/x", Reason.SNAPSHOT),
    ("HTTP://Web.Archive.org/web/2012/http://storify.com/x", Reason.SNAPSHOT),
    ("http://liveweb.archive.org/http://storify.com/x", Reason.SNAPSHOT),
    ("http://classic-web.archive.org/web/2010/http://storify.com/x", Reason.SNAPSHOT),
    ("https://timetravel.mementoweb.org/memento/2010/http://x.example/", Reason.SNAPSHOT),
    ("https://swap.stanford.edu/was/20100101/http://x.example/", Reason.SNAPSHOT),
    ("http://perma.cc/0Hg62eLdZ3T", Reason.SNAPSHOT),
    ("https://archive.is/AbCdE", Reason.SNAPSHOT),
    ("https://archive.today/2017.03.26-120000/http://x.example/", Reason.SNAPSHOT),
    ("https://arquivo.pt/wayback/20170326120000/http://x.example/", Reason.SNAPSHOT),
    ("https://perma.cc/AB12-CD34", Reason.SNAPSHOT),
    ("https://replay.example/letters/20170326120000/http://x.example/", Reason.SNAPSHOT),
    ("https://replay.example:8080/20170326120000mp_/https://x.example/?a=b", Reason.SNAPSHOT),
    ("https://www.webarchive.org.uk/wayback/archive/20170326120000/http://x.example/", Reason.SNAPSHOT),
    ("https://haw.nsk.hr/wayback/20170326120000/http:/x.example/", Reason.SNAPSHOT),
    ("https://www.webcitation.org/6AbCdEfGh", Reason.SNAPSHOT),
    ("https://ghostarchive.org/archive/AbCdE", Reason.SNAPSHOT),
    ("https://webarchive.nationalarchives.gov.uk/20170326/http://x.example/", Reason.SNAPSHOT),
]

ASKED = [
    "https://press.example/20170326120000/notes",
    "https://press.example/share?u=/20170326120000/http://x.example/",
    "https://press.example/",
    "HTTP://PRESS.EXAMPLE/x",
    "https://press.example./x",
    "https://bücher.example/straße",
    "https://my_host.example/",
    "http://[2001:db8::1]/x",
    "http://192.0.2.1:8080/x",
    "https://web.archive.org/",
    "https://archive.org/details/otters",
    "https://archive.is/",
    "https://perma.cc/about",
    "https://example.org/web/20170326120000/x",
    "https://press.example/path with spaces",
]


@pytest.mark.parametrize(("url", "reason"), SKIPPED)
def test_skipped(url: str, reason: Reason) -> None:
    """Each is skipped with its reason, and the evidence says what was seen."""
    found = before_asking(url, PLAIN)

    assert found is not None
    assert (Verdict.SKIPPED, reason) == (found.verdict, found.reason)
    assert found.evidence[0].detail


@pytest.mark.parametrize("url", ASKED)
def test_asked(url: str) -> None:
    """Ordinary links are asked."""
    assert before_asking(url, PLAIN) is None


def test_exclude_and_include() -> None:
    """The user's patterns rule: exclude beats include."""
    rules = Settings(vantage="here", exclude=(r"/private/",), include=(r"press\.example",))

    assert before_asking("https://press.example/x", rules) is None
    for url in ("https://press.example/private/x", "https://other.example/x"):
        found = before_asking(url, rules)
        assert found is not None
        assert found.reason is Reason.EXCLUDED


def test_the_settings_own_archive_is_known() -> None:
    """Snapshots of the web archive that is set are recognised like any other."""
    rules = Settings(vantage="here", web_archive="http://archive.intern.example:8080")

    found = before_asking("http://archive.intern.example:8080/web/20170326120000/http://x.example/", rules)

    assert found is not None
    assert found.reason is Reason.SNAPSHOT


@pytest.mark.parametrize("end", ["today", "is", "ph", "fo", "li", "md", "vn"])
def test_an_archive_that_is_never_written(end: str) -> None:
    """Every alias of it, its snapshots and its TimeGate; what others hold is written."""
    assert never_written(f"https://archive.{end}/AbCdE")
    assert never_written(f"http://www.archive.{end}/timegate/http://x.example/")
    assert not never_written("https://arquivo.pt/wayback/20170326120000/http://x.example/")
    assert not never_written(f"https://not-archive.{end}.example/x")
