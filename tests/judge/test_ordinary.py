"""The short way to a living page's verdict says what the questions would have said, and is taken by most pages."""

import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import blocked, judge, questions, refused, sibling
from linkcheck.judge.ordinary import ordinary
from linkcheck.judge.strings import marks
from linkcheck.model import Answer, Hop, Probe, Target
from tests.judge.making import TODAY, answer, probe, prose
from tests.judge.test_cases import CASES

WORDY = 400
"""Words with which a page has enough to say to be ordinary."""
TITLES = tuple(
    line
    for name in ("titles-that-do-not.txt", "titles-that-say-so.txt")
    for line in (CASES[0].parent / name).read_text(encoding="utf-8").splitlines()
)
ODD_TITLES = (
    "bu alan adı satılık",
    "BU ALAN ADI SATILIK",
    "bu alan adi satilik",
    "BU ALAN ADİ SATİLİK",
    "par\u212aed domain \u2013 otters",
    "\u017fitus \u017flot \u2013 otters",
    "Canl\u0131 bahis \u2013 otters",
    "\u1c81омен продаётся",
    "Otters \u2013 PRESS.EXAMPLE",
)
PARTS = (
    *(f"<script>{mark}</script>" for mark in sorted(marks())),
    "<body class='error404'>",
    "<body class=not-found>",
    "<h1>Page not found</h1>",
    "<h2>Nothing here</h2>",
    "<h1>Otters of the quiet river</h1>",
    "<nav><a href=/a>a</a><a href=/b>b</a><a href=/c>c</a><a href=/d>d</a><a href=/e>e</a></nav>",
    "<script>location = '/elsewhere'</script>",
    "<script src=/own.js></script>",
    "<div id=root></div>",
    "<meta name=robots content=noindex>",
    "<meta http-equiv=refresh content='0; url=/elsewhere'>",
    "<meta http-equiv=refresh content='900; url=/unsubscribe?u=1&t=5ec2e7c0ff'>",
    "<input type=password>",
    "<noscript>",
    "<!--",
    "<p>buy this domain</p>",
    "<p>not available in your country</p>",
)
URLS = (
    "https://press.example/2013/05/otters.html",
    "https://press.example/",
    "https://press.example/lander",
    "https://press.example/page?id=7#!/otters",
    "https://www.youtube.com/watch?v=abc",
    "https://bit.ly/abc",
    "https://code.google.com/p/otters",
    "https://otters.blogspot.com/2013/05/otters.html",
    "https://xn--mnchen-3ya.example/otters-of-the-river",
    "http://192.0.2.1/otters",
    "http://otters/",
)
WAYS: tuple[Callable[[str], str], ...] = (
    str,
    lambda url: url.replace("https://", "http://"),
    lambda url: url.replace("://www.", "://"),
    lambda url: f"{url}/" if "?" not in url and not url.endswith("/") else url.rstrip("/"),
    lambda url: f"{url}#!/route",
    lambda url: f"{url}?utm_source=letter",
    lambda url: url.replace("2013", "2012"),
    lambda url: "https://bit.ly/x1",
)
"""What was asked for, where the way ended at a URL."""
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"CF-Mitigated": "challenge"},
    {"x-vercel-mitigated": "challenge"},
    {"Refresh": "3; url=/a"},
)


def asked(seen: Probe, texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """What the judge says without the short way."""
    with monkeypatch.context() as patch:
        # the package's own `judge` is the function
        for module in (sys.modules["linkcheck.judge.judge"], questions):
            patch.setattr(module, "ordinary", lambda *_: None)
        patch.setattr(questions, "unmarked", lambda _: False)
        patch.setattr(questions, "known", lambda _: True)
        return said(seen, texts)


def said(seen: Probe, texts: tuple[str, ...]) -> tuple[object, ...]:
    """Everything that the crawl and the pipeline ask of one answer, made afresh."""
    if not isinstance(seen.result, Answer):
        return ()
    fresh = replace(seen, result=replace(seen.result, address=seen.result.address + "."))
    assert isinstance(fresh.result, Answer)
    return refused(fresh.result), sibling(fresh), judge(fresh, Target(seen.url, texts), TODAY)


def pages() -> Iterator[tuple[str, str]]:
    """Every page that a case file holds, with whose it is."""
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        for key in ("answer", "sibling", "front"):
            if body := case.get(key, {}).get("body"):
                yield case["url"], body.replace("{{prose}}", prose(case[key].get("prose", 0)))


@pytest.mark.parametrize("longer", [0, 40, WORDY])
def test_agrees_on_every_page_of_the_cases(monkeypatch: pytest.MonkeyPatch, longer: int) -> None:
    """Whatever stands in the case files, as it is and with more to say besides, and whatever the link's words are."""
    for url, body in pages():
        whole = body.replace("</body>", f"{prose(longer)}</body>") if longer else body
        for texts in ((), ("Otters of the quiet river",), ("morning people carry baskets",)):
            seen = probe(url, answer(url, 200, whole))

            assert said(seen, texts) == asked(seen, texts, monkeypatch), (url, whole)


@pytest.mark.parametrize("tag", ["title", "h1", "p"])
@pytest.mark.parametrize("words", [0, 40, WORDY])
def test_agrees_on_every_title(monkeypatch: pytest.MonkeyPatch, tag: str, words: int) -> None:
    """Titles that say "not found", and those that speak of it, and of signs that stand for one letter, anywhere."""
    for title in (*TITLES, *ODD_TITLES):
        seen = probe(URLS[0], answer(URLS[0], 200, f"<{tag}>{title}</{tag}><body>{prose(words)}</body>"))

        assert said(seen, ()) == asked(seen, (), monkeypatch), title


@given(
    url=st.sampled_from(URLS),
    title=st.sampled_from((*TITLES[:40], "Otters", "press.example", "Just a moment...", "Welcome to nginx!", "")),
    parts=st.lists(st.sampled_from(PARTS), max_size=3),
    words=st.sampled_from((0, 7, 30, 119, 120, 200, 350, 351, WORDY)),
    headers=st.sampled_from(HEADERS),
    kind=st.sampled_from(("text/html", "text/html", "text/html", "text/plain", "application/pdf")),
    texts=st.sampled_from(((), ("Otters of the quiet river",), ("drift slowly past willow trees",))),
    status=st.sampled_from((200, 200, 200, 204, 404, 503)),
    way=st.sampled_from((*WAYS, str, str, str)),
    redirect=st.sampled_from((301, 302)),
)
def test_agrees_on_pages_of_any_parts(
    url: str,
    title: str,
    parts: list[str],
    words: int,
    headers: dict[str, str],
    kind: str,
    texts: tuple[str, ...],
    status: int,
    way: Callable[[str], str],
    redirect: int,
) -> None:
    """Marks, menus, scripts and headings of all kinds, on hosts that are known and on others, reached in any way."""
    body = f"<html><head><title>{title}</title></head>{''.join(parts)}{prose(words)}</html>"
    began = way(url)
    hops = (Hop(url, status),) if began == url else (Hop(began, redirect), Hop(url, status))
    seen = probe(began, answer(url, status, body, {"Content-Type": kind} | headers), hops)

    with pytest.MonkeyPatch.context() as patch:
        assert said(seen, texts) == asked(seen, texts, patch)


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Otters</title><h1>Otters</h1>{prose(WORDY)}",
        f"<title>Otters</title><nav><a href=/a>a</a></nav><script src=/own.js></script><h1>Otters</h1>{prose(WORDY)}",
        f"<title>Der Otter</title><h1>Fischotter im Fluß</h1>{prose(WORDY)}",
    ],
)
def test_is_taken_by_pages_as_they_are(body: str) -> None:
    """An article with a menu and scripts goes the short way."""
    url = "https://press.example/2013/05/otters.html"

    assert ordinary((Hop(url, 200),), answer(url, 200, body)) is not None


def test_is_taken_behind_a_redirect_to_https() -> None:
    """As most redirects lead; one to another path is looked at closely."""
    asked, final = "http://press.example/otters", "https://press.example/otters/"
    seen = answer(final, 200, f"<title>Otters</title>{prose(40)}")

    assert ordinary((Hop(asked, 301), Hop(final, 200)), seen) is not None
    assert ordinary((Hop(asked + "-of-old", 301), Hop(final, 200)), seen) is None


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Otters</title><h1>Otters</h1>{prose(40)}",
        "<title>Otters</title><h1>Otters</h1>",
        "<title>Otters</title><script src=/own.js></script><p>They were found there.</p>",
        "<title>Der Otter</title><h1>Fischotter im Fluß</h1><p>Ein Tier.</p>",
    ],
)
def test_is_taken_by_pages_with_little_to_say(body: str) -> None:
    """A page of a few words is held against nothing either."""
    url = "https://press.example/2013/05/otters.html"

    assert ordinary((Hop(url, 200),), answer(url, 200, body)) is not None


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/plain; charset=utf-8", "application/json"])
def test_is_taken_by_what_is_no_page(kind: str) -> None:
    """So are pictures, papers and plain texts."""
    url = "https://press.example/2013/05/otters.pdf"

    assert ordinary((Hop(url, 200),), answer(url, 200, b"otters", {"Content-Type": kind})) is not None


def test_knows_the_strings_of_every_mark() -> None:
    """What a mark looks for in the source is among the strings that are looked for in one go."""
    for mark in (*blocked.challenges(), *blocked.walls()):
        assert marks() >= set(mark.html), mark.name


def test_case_files_are_read() -> None:
    """The comparison has pages to compare."""
    assert len(list(pages())) > 100
    assert Path(CASES[0]).exists()
