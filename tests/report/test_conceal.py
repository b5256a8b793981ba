"""Masking."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from linkcheck import judge
from linkcheck.model import (
    Alias,
    Evidence,
    Finding,
    Found,
    Hop,
    Placed,
    Reason,
    Save,
    SaveState,
    Skipped,
    Snapped,
    Snapshot,
    Verdict,
)
from linkcheck.report import Format, Said, conceal, conceal_diff, conceal_said, conceal_story, explain, render, terminal
from tests.report.cases import CASES, all_of, report_of, story_of, telling

SAVED = SaveState.SAVED
SECRET = "s3cret"
URL = f"https://user:{SECRET}@news.example/unsubscribe?token={SECRET}"


def masked(url: str) -> str:
    """What stands for the judge's mask: the secret becomes stars."""
    return url.replace(SECRET, "***")


def leaking(finding: Finding) -> Finding:
    """A finding with the secret wherever a URL may stand."""
    snapshot = Snapshot(
        "20120205060708", f"https://web.archive.org/web/20120205060708/{URL}", URL, True, 1, (f"see {URL}",),
        (Evidence("m", 1.0, URL),),
    )  # fmt: skip
    lookup = Found(snapshot, f"found for {URL}")
    links = tuple(
        replace(link, written=f"<{URL}>", text=f"click {URL}.", snapped=Snapped(lookup)) for link in finding.links
    )
    return replace(
        finding,
        url=URL,
        final_url=URL,
        hops=(Hop(URL, 200),),
        evidence=(Evidence("m", 1.0, f"location: {URL}"),),
        links=links,
        saves=(Save(URL, URL, datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), SAVED, why=URL),),
        alias=Alias(
            URL, "https", (Evidence("https", -0.3, f"the same page at {URL}"),), datetime(2026, 11, 1, tzinfo=UTC)
        ),
    )


def test_no_format_tells_a_secret() -> None:
    """A token that stands in every place where a URL may be is in no report and not on the terminal."""
    plain = report_of(CASES / "a-full-night")
    report = replace(
        telling(plain, tuple(map(leaking, plain.findings))),
        skipped=(Skipped(URL, f"could not read {URL}"),),
        rewrites=tuple(
            replace(one, edits=tuple(replace(edit, old=URL, new=URL, url=URL, why=URL) for edit in one.edits))
            for one in plain.rewrites
        ),
    )

    told = [render(conceal(report, masked), form) for form in Format]

    assert SECRET in render(report, Format.JSON)
    assert [text for text in (*told, terminal(conceal(report, masked))) if SECRET in text] == []


def test_a_url_without_its_scheme_hides_nothing() -> None:
    """What stands in a document as www.…, and a link's text that names its URL without a scheme, are masked as well."""
    plain = report_of(CASES / "a-full-night")
    bare = f"www.news.example/unsubscribe/{SECRET}"
    texts = (bare, f"see {bare.removeprefix('www.')}")
    for url, text in zip((f"http://{bare}", f"http://{bare.removeprefix('www.')}"), texts, strict=True):
        finding = all_of(plain)[0]
        links = tuple(replace(link, written=text, text=text) for link in finding.links)
        report = replace(plain, findings=(replace(finding, url=url, links=links),))
        if text is not bare:
            report = replace(report, findings=(replace(all_of(report)[0], links=(replace(links[0], written="x"),)),))
        assert SECRET in render(report, Format.JSON)
        assert SECRET not in render(conceal(report, masked), Format.JSON)


def test_escapes_hide_nothing() -> None:
    """A secret that is written with entities or backslashes in a document is masked as well."""
    plain = report_of(CASES / "a-full-night")
    written = URL.replace("s3cret", "&#115;3cret").replace("?", "\\?")
    links = tuple(replace(link, written=written) for link in all_of(plain)[0].links)

    told = conceal(replace(plain, findings=(replace(all_of(plain)[0], url=URL, links=links),)), masked)

    assert next(iter(told.findings)).links[0].written == masked(URL)


def test_a_story_tells_no_secret() -> None:
    """The same of explain."""
    plain = story_of(CASES / "explain" / "a-confirmed-death.toml")
    story = replace(
        plain,
        url=URL,
        links=tuple(replace(link, written=URL, text=URL) for link in plain.links),
        edits=tuple(replace(edit, old=URL, new=URL, url=URL, why=URL) for edit in plain.edits),
        checks=tuple(replace(check, url=URL, final_url=URL, hops=(Hop(URL, 200),)) for check in plain.checks),
        service=f"see {URL}",
        saves=(Save(URL, URL, plain.first_seen, plain.first_seen, SAVED, why=f"asked for {URL}"),),
    )

    assert SECRET in explain(story)
    assert SECRET not in explain(conceal_story(story, masked))


def test_what_is_said_tells_no_secret() -> None:
    """The lines of `check`: the URL, and where it led, be it the same or another."""
    dead, lives = (Verdict.DEAD, Reason("http-404")), (Verdict.ALIVE, Reason.REDIRECTED)
    said = (Said(URL, *dead, URL, new=True), Said(URL, *lives, f"{URL}#there"))

    told = tuple(conceal_said(said, masked))

    assert told == (
        Said(masked(URL), *dead, masked(URL), new=True),
        Said(masked(URL), *lives, masked(f"{URL}#there")),
    )
    assert SECRET not in repr(told)


def test_what_has_nothing_to_hide_stays() -> None:
    """A report without secrets is told the same."""
    report = report_of(CASES / "a-full-night")

    told = conceal(report, masked)

    assert replace(told, findings=tuple(told.findings), worst=list(told.worst)) == report


def test_findings_are_masked_one_by_one() -> None:
    """A large archive has a million findings: they are masked as they are asked for, as often as they are."""
    plain = report_of(CASES / "a-full-night")
    asked: list[int] = []

    class Counted:
        def __iter__(self) -> Iterator[Finding]:
            for number, one in enumerate(plain.findings):
                asked.append(number)
                yield one

    told = conceal(replace(plain, findings=Counted()), masked)
    first = next(iter(told.findings))

    assert asked == [0]
    assert next(iter(told.findings)) == first


def test_texts_keep_their_words() -> None:
    """Only the URLs in a text are masked, the words around them stay."""
    report = report_of(CASES / "a-full-night")
    finding = replace(all_of(report)[0], links=(placed_with(all_of(report)[0].links[0]),))

    told = conceal(replace(report, findings=(finding,)), masked)

    assert next(iter(told.findings)).links[0].text == "before https://a.example/?t=*** after s3cret"


def placed_with(link: Placed) -> Placed:
    """The link with a text that has a URL in it."""
    return replace(link, text=f"before https://a.example/?t={SECRET} after {SECRET}")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("-[a](http://a.example/?token=5f2b8c9a) b", "-[a](http://a.example/?token=***) b"),
        ("-[a](http://a.example/x_(y)?token=5f2b8c9a), b", "-[a](http://a.example/x_(y)?token=***), b"),
        ("-[a](http://a.example/?q=:)&token=5f2b8c9a)", "-[a](http://a.example/?q=:)&token=***)"),
        (" (www.a.example/?token=5f2b8c9a)", " (www.a.example/?token=***)"),
        ("-[a](http://a.example/plain) [b](http://b.example/)", "-[a](http://a.example/plain) [b](http://b.example/)"),
    ],
)
def test_a_diff_is_masked_line_by_line(line: str, shown: str) -> None:
    """The parenthesis that closes a link stays, unless a secret may stand behind it."""
    assert conceal_diff(line, (), judge.masked) == shown
