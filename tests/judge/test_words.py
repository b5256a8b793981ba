"""The words by which a page is known."""

from linkcheck.judge.page import read
from linkcheck.judge.words import carried, distinctive, of_url
from tests.judge.making import answer

URL = "https://press.example/2013/05/otters-return-home"


def found(body: str, *texts: str, url: str = URL) -> tuple[bool, bool, bool, bool]:
    """known, head, text, any."""
    seen = carried(url, texts, read(answer(url, 200, body)))
    return seen.known, seen.head, seen.text, seen.any


def test_distinctive_words() -> None:
    """Common words, numbers and identifiers are left out; scripts without spaces give pairs."""
    assert distinctive("Read more about the otters of 2013, a1b2c3d4") == {"otters"}
    assert distinctive("川の話") == {"の話", "川の"}
    assert of_url("https://press.example/2013/05/otters-return.html") == {"otters", "return"}
    assert of_url("https://press.example/otters-return/index.html") == {"otters", "return"}
    assert of_url("https://press.example/p/1234") == frozenset()


def test_head_and_text() -> None:
    """Half of the words in the title, or in the text, carry the page."""
    assert found("<title>Otters return</title>") == (True, True, True, True)
    assert found("<title>News</title><p>The otters return in May.</p>") == (True, False, True, True)
    assert found("<title>News</title><p>A lone otters' den.</p>") == (True, False, False, True)
    assert found("<title>News</title><p>Prices.</p>") == (True, False, False, False)


def test_link_texts_count_as_well() -> None:
    """The words of a link's text do for a page whose address says nothing."""
    url = "https://press.example/p/1234"

    assert found("<title>Otters return</title>", "here", "return of the otters", url=url) == (
        True,
        True,
        True,
        True,
    )
    assert found("<title>News</title>", "here", "read more", url=url) == (False, False, False, False)


def test_the_hosts_name_counts_for_nothing() -> None:
    """A site's own name stands on every page of it."""
    url = "https://otters.example/otters"

    assert found("<title>Otters</title>", url=url) == (False, False, False, False)


def test_an_echo_counts_for_nothing() -> None:
    """The wanted path that an error page repeats is no word of the page."""
    assert found("<title>Not found</title><p>/2013/05/otters-return-home: no.</p>") == (
        True,
        False,
        False,
        False,
    )
