"""linkcheck.judge.marks: what is known at once of many marks is what each of them says."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import blocked, page, parked
from linkcheck.judge.marks import Mark, Marks
from linkcheck.judge.page import Page
from tests.judge.making import answer, prose
from tests.judge.test_cases import CASES

ALL = {"challenges": blocked.challenges(), "walls": blocked.walls(), "parked": Marks(parked.as_marks())}
URL = "https://press.example/2013/05/otters.html"
STRINGS = sorted({text for marks in ALL.values() for mark in marks for text in mark.html})
HEADERS = sorted({mark.header[0] for marks in ALL.values() for mark in marks if mark.header})


def pages() -> list[Page]:
    """Every page of the case files."""
    cases = [tomllib.loads(path.read_text(encoding="utf-8")) for path in CASES]
    answers = [case[key] for case in cases for key in ("answer", "sibling", "front") if "body" in case.get(key, {})]
    bodies = {one["body"].replace("{{prose}}", prose(one.get("prose", 0))) for one in answers}
    return [page.read(answer(URL, 200, body)) for body in sorted(bodies)]


def each(marks: Marks, seen: Page) -> Mark | None:
    """The first, by asking every one."""
    return next((mark for mark in marks if mark.matches(seen)), None)


@pytest.mark.parametrize("kind", ALL)
def test_first_of_the_cases(kind: str) -> None:
    """On the pages of all cases the first is found, and none where there is none."""
    found = [(ALL[kind].first(seen), each(ALL[kind], seen)) for seen in pages()]

    assert all(first is expected for first, expected in found)
    assert any(first is not None for first, _ in found)


@given(
    st.sampled_from(sorted(ALL)),
    st.lists(st.sampled_from(STRINGS), max_size=2),
    st.sampled_from(("title", "h1", "p", "i")).flatmap(
        lambda tag: st.tuples(
            st.just(tag),
            st.sampled_from(
                tuple(
                    re.compile(form.pattern, re.IGNORECASE)
                    for marks in ALL.values()
                    for mark in marks
                    for form in (mark.title, mark.heading, mark.text)
                    if form is not None
                )
            ).flatmap(st.from_regex),
        )
    ),
    st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(("challenge", "x", "visid_incap_1=2")), max_size=1),
    st.sampled_from((0, 5, 70, 130, 400)),
    st.sampled_from((200, 403, 503)),
)
def test_first_of_any_page(
    kind: str, strings: list[str], words: tuple[str, str], headers: dict[str, str], longer: int, status: int
) -> None:
    """Whatever the page's strings, title, heading, words, headers and status are."""
    tag, text = words
    scripts = "".join(f"<script>{one}</script>" for one in strings)
    told = text.replace("<", " ").replace("&", " ")
    body = f"<html><body><{tag}>{told}</{tag}>{scripts}{prose(longer)}</body></html>"
    seen = page.read(answer(URL, status, body, {"Content-Type": "text/html"} | headers))

    assert ALL[kind].first(seen) is each(ALL[kind], seen)


def test_a_page_of_a_few_words_is_held_against_no_mark() -> None:
    """Its words are none that a mark needs; a number in its URL could begin the title of a server's error."""
    seen = page.read(answer(URL, 200, f"<title>Otters</title><h1>Otters of the river</h1>{prose(40)}"))

    assert sum(len(marks._likely(seen)) for marks in ALL.values()) < 2
