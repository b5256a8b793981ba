"""linkcheck.judge.remembered: what is known of a page is found out once, and never kept for long."""

from linkcheck.judge import page
from linkcheck.judge.remembered import Lately, once
from linkcheck.model import Answer


def test_the_longest_ago_goes_first() -> None:
    """The budget is never exceeded, and what is larger than it is not kept at all."""
    lately: Lately[str, int] = Lately(budget=10)
    for number, key in enumerate("abc"):
        lately.put(key, number, 4)

    assert (lately.get("a"), lately.get("b"), lately.get("c")) == (None, 1, 2)
    assert lately.put("huge", 9, 11) == 9
    assert len(lately) == 0


def test_a_question_is_asked_once() -> None:
    """What was found out about a page is remembered with that page, and with no other."""
    asked: list[page.Page] = []

    @once
    def length(seen: page.Page) -> int:
        asked.append(seen)
        return len(seen.source)

    one, other = (page.Page("http://a.example/", 200, (), html=True, source=source) for source in ("<p>", "<p>longer"))

    assert [length(one), length(other), length(one)] == [3, 9, 3]
    assert asked == [one, other]


def test_an_answer_is_read_once() -> None:
    """Two equal answers are one page; another body is another."""
    answers = [
        Answer("http://a.example/", 200, (), body, truncated=False, address="") for body in (b"<p>a", b"<p>a", b"<p>b")
    ]
    first, second, third = map(page.read, answers)

    assert first is second
    assert third is not first
