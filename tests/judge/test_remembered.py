"""linkcheck.judge.remembered: what is known of a page is found out once, and never kept for long."""

from linkcheck.judge import page
from linkcheck.judge.remembered import Lately, once
from linkcheck.model import Answer


def test_the_longest_ago_goes_first() -> None:
    """The budget is never exceeded, and what is larger than it is not kept at all."""
    lately: Lately[list[str], int] = Lately(budget=10)
    things = [["a"], ["b"], ["c"]]
    for number, thing in enumerate(things):
        lately.put(thing, number, 4)

    assert list(map(lately.get, things)) == [None, 1, 2]
    assert lately.put(["huge"], 9, 11) == 9
    assert len(lately) == 0


def test_a_question_is_asked_once() -> None:
    """What was found out about a page is remembered with that page, and with no other."""
    asked: list[page.Page] = []

    @once
    def length(seen: page.Page) -> int:
        asked.append(seen)
        return len(seen.source)

    one, other = (page.Page("http://a.example/", 200, (), html=True, written=source) for source in ("<p>", "<p>longer"))

    assert [length(one), length(other), length(one)] == [3, 9, 3]
    assert asked == [one, other]


def test_an_answer_is_read_once() -> None:
    """One answer is one page, whoever asks for it; another answer is another, though it be equal."""
    one, other = (Answer("http://a.example/", 200, (), b"<p>a", truncated=False, address="") for _ in range(2))

    assert page.read(one) is page.read(one)
    assert page.read(other) is not page.read(one)


def test_nothing_is_taken_for_what_is_forgotten() -> None:
    """What is remembered is held: no new thing comes to stand where it stood, and passes for it."""
    lately: Lately[list[int], int] = Lately(budget=1000)
    for number in range(100):
        lately.put([number], number, 1)

    assert all(lately.get([number]) is None for number in range(100))
