"""The words by which a page is known."""

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge.page import read
from linkcheck.judge.words import carried, distinctive, missing, of_url
from tests.judge.making import answer

URL = "https://press.example/2013/05/otters-return-home"
SHOWN = (
    *("otters", "Otters", "OTTERS", "otters_return", "otters-return", "seaotters", "otters2", "o<b>tters</b>"),
    *("2013/05/otters-return-home", "a b/otters-c", "a  b/otters-c", "\u0130stanbul", "istanbul", "\u017fotters"),
    *("\u212aelvin", "kelvin", "\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2", "\u03bf\u03b4\u03bf\u03c3"),
    *("\u0412\u042b\u0414\u0420\u042b", "\u0432\u044b\u0434\u0440\u044b", "\u5ddd\u306e\u8a71", "\u5ddd\u8a71"),
    *(
        "\u30a2\u30fb\u30a4",
        "\u30a2\u30fb",
        "\u30a2",
        "otters\u5ddd",
        "&nbsp;",
        "\xa0",
        "\u3000",
        " ",
        ".",
        "\x1c",
        "Ru\xdfland",
    ),
)
WANTED = (
    *(URL, "https://press.example/p/1234", "https://www.press.example/Otters-Return.html?id=3", "https://x.example/"),
    *("https://press.example/a%20b/otters-c", "https://press.example/\u0432\u044b\u0434\u0440\u044b-kelvin", ""),
    *("https://otters.example/otters-kelvin-return", "https://press.example/%E5%B7%9D%E3%81%AE%E8%A9%B1", "no url"),
)
LINKS = (
    *(
        "otters return",
        "Istanbul and kelvin",
        "\u0130stanbul kelvin",
        "\u039f\u0394\u039f\u03a3 \u0395\u03a1\u039c\u039f\u03a5",
    ),
    *(
        "\u5ddd\u306e\u8a71",
        "\u30a2\u30fb\u30a4",
        "otters\u5ddd",
        "read more",
        "\u0432\u044b\u0434\u0440\u044b",
        "Ru\xdfland",
    ),
)


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


@given(
    st.sampled_from(WANTED),
    st.lists(st.sampled_from(LINKS), max_size=2).map(tuple),
    st.lists(st.sampled_from(SHOWN), max_size=2).map("".join),
    st.lists(st.sampled_from(SHOWN) | st.text(max_size=3), max_size=6).map("".join),
    st.sampled_from((URL, "https://press.example/otters", "https://press.example/%C4%B0stanbul/2")),
)
def test_missing_is_known_and_nowhere(wanted: str, texts: tuple[str, ...], title: str, text: str, place: str) -> None:
    """Whether nothing of it is there is the same, whether it is asked in short or of every word."""
    shown = answer(place, 200, f"<title>{title}</title><p>{text}</p>".encode("utf-8", "replace"))
    found = carried(wanted, texts, read(shown))

    assert missing(wanted, texts, read(shown)) is (found.known and not found.any)
