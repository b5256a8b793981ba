"""Repeated ends: which ways have one name, and who counts as another."""

import pytest

from linkcheck.judge.repeats import astray, different, place_of
from linkcheck.model import Check, Evidence, Hop, Judgement, Reason, Verdict
from tests.judge.making import START

OLD = "https://www.press.example/2013/otters-return"
PLACE = "press.example press.example/blog"


def _way(*urls: str, status: int = 301) -> tuple[Hop, ...]:
    return (*(Hop(url, status) for url in urls[:-1]), Hop(urls[-1], 200))


@pytest.mark.parametrize(
    "final",
    [
        "https://press.example/blog",
        "http://www.press.example/Blog/#top",
        "https://press.example/blog/index.html?utm_source=old&from=x",
        "https://press.example/blog?aspxerrorpath=/2013/otters-return",
    ],
)
def test_one_place_has_one_name(final: str) -> None:
    """Scheme, `www.`, fragment, tracking and the way back make no other place."""
    assert place_of(_way(OLD, final)) == PLACE


@pytest.mark.parametrize("final", ["https://press.example/blog?page=old", "https://other.example/blog"])
def test_another_page_is_another_place(final: str) -> None:
    """Another host is another place, and so is a query that says which page it is."""
    assert place_of(_way(OLD, final)) not in {"", PLACE}


@pytest.mark.parametrize(
    "hops",
    [
        (),
        _way(OLD),
        _way(OLD, f"{OLD}/"),
        _way(OLD, "https://press.example/nature/otters-return"),
        _way(OLD, "https://press.example/blog", status=302),
        _way(OLD, "https://press.example/blog", status=200),
        _way(OLD, "https://press.example/"),
        _way(OLD, "https://press.example/de-at/"),
        _way(OLD, "https://press.example/global/en"),
        _way(OLD, "https://press.example/docs/latest/"),
        _way(OLD, "https://press.example/docs/2.7"),
        _way(OLD, "https://bit.ly/2otters"),
        _way("https://bit.ly/2otters", "https://press.example/blog"),
        _way("https://press.example/", "https://press.example/blog"),
        _way("https://press.example/~jane/", "https://press.example/blog"),
        _way("https://press.example/wp/", "https://press.example/blog"),
    ],
)
def test_a_way_that_says_nothing_has_no_place(hops: tuple[Hop, ...]) -> None:
    """A way for now, a page that kept its name, a front page at either end, a language, a version, a short link."""
    assert place_of(hops) == ""


@pytest.mark.parametrize(
    ("marks", "place"),
    [
        ((), ""),
        (("slug-lost",), PLACE),
        (("slug-lost", "words-absent"), PLACE),
        (("slug-lost", "words-in-text"), ""),
        (("slug-lost", "words-in-head"), ""),
    ],
)
def test_a_link_whose_words_stand_there_is_not_astray(marks: tuple[str, ...], place: str) -> None:
    """What was merged there does not tell of others, nor does what was never weighed: a wall, a refusal."""
    hops = _way(OLD, "https://press.example/blog")
    judgement = Judgement(Verdict.ALIVE, Reason.REDIRECTED, tuple(Evidence(mark, 0, "") for mark in marks))

    assert astray(Check(OLD, START, judgement, 200, hops[-1].url, hops, "here")) == place


def test_only_different_paths_count() -> None:
    """The page itself, and its twins in scheme, case, slash and query, are no others; two of one path are one."""
    twins = [OLD, OLD.replace("https", "http"), f"{OLD}/", f"{OLD}?page=2", OLD.replace("otters", "Otters")]

    assert (
        different(OLD, [*twins, "https://press.example/a", "https://press.example/a?b", "https://press.example/b"]) == 2
    )
