"""linkcheck.crawl.siblings: one question for a host and a depth of path."""

from functools import partial

from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.siblings import KEPT, Siblings
from linkcheck.crawl.talk import Ask, Pause, Reply
from linkcheck.model import Answer, Failure
from tests.crawl.support import NOW, answer, tell

RULES = Rules(refresh=lambda _: None, action=lambda _: False, max_redirects=20, now=lambda: NOW)


def siblings() -> Siblings:
    """An empty memory."""
    return Siblings(partial(follow, rules=RULES))


def web(ask: Ask) -> Answer | Failure:
    """A page for everything."""
    return answer(ask.url)


def test_a_host_and_depth_is_asked_once() -> None:
    """The second suspicion at the same depth of the same host costs no request; another depth does."""
    memory = siblings()
    first, asked = tell(memory.answer("http://a.example/x/unlikely-1"), web)
    second, asked_again = tell(memory.answer("http://a.example/y/unlikely-2"), web)
    _, asked_deeper = tell(memory.answer("http://a.example/x/y/unlikely-3"), web)
    _, asked_elsewhere = tell(memory.answer("http://b.example/x/unlikely-4"), web)

    assert second is first
    assert [len(asked), len(asked_again), len(asked_deeper), len(asked_elsewhere)] == [1, 0, 1, 1]


def test_who_comes_meanwhile_waits_for_the_answer() -> None:
    """Two checks that suspect at once make one request."""
    memory = siblings()
    one, other = (memory.answer(f"http://a.example/unlikely-{number}") for number in range(2))
    assert isinstance(next(one), Ask)
    assert isinstance(next(other), Pause)
    try:
        one.send(Reply(answer("http://a.example/unlikely-0")))
    except StopIteration as end:
        told = end.value

    result, wanted = tell(other, web)
    assert (result, wanted) == (told, [])


def test_a_broken_off_question_is_asked_by_the_next() -> None:
    """A check that is dropped while it asks does not leave others waiting for ever."""
    memory = siblings()
    dropped = memory.answer("http://a.example/unlikely-0")
    next(dropped)
    dropped.close()
    _, wanted = tell(memory.answer("http://a.example/unlikely-1"), web)

    assert [type(step) for step in wanted] == [Ask]


def test_memory_is_bounded() -> None:
    """Answers carry bodies: only so many are kept."""
    memory = siblings()
    for number in range(KEPT + 10):
        tell(memory.answer(f"http://h{number}.example/unlikely"), web)

    assert len(memory._answers) == KEPT
