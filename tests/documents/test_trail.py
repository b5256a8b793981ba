"""Bare URLs followed over the pieces of a text."""

from linkcheck.documents.trail import Trail


def _trail(text: str) -> tuple[Trail, list[str]]:
    data = text.encode()
    found: list[str] = []
    return Trail(data, lambda start, end, _: found.append(data[start:end].decode())), found


def test_pieces() -> None:
    """A URL goes on over pieces that follow each other, with the marks between them."""
    trail, found = _trail("http://a.example/_b_/c d")
    trail.piece(0, 17, 0)
    trail.emphasis(17, 20)
    trail.piece(18, 19, 17)
    trail.emphasis_ends(17)
    trail.piece(20, 24, 18)

    assert not trail.open
    assert found == ["http://a.example/_b_/c"]


def test_emphasis_that_closes_behind_the_url() -> None:
    """Emphasis that holds white space is real: the URL ends before it."""
    trail, found = _trail("http://a.example/*b c*")
    trail.piece(0, 17, 0)
    trail.emphasis(17, 22)

    assert found == ["http://a.example/"]


def test_emphasis_that_opened_before() -> None:
    """The end of emphasis that opened before the URL ends the URL."""
    trail, found = _trail("*http://a.example/*b")
    trail.emphasis(0, 19)
    trail.piece(1, 18, 0)
    trail.emphasis_ends(0)
    trail.piece(19, 20, 17)

    assert found == ["http://a.example/"]


def test_words_before() -> None:
    """Each URL is told with the code points of words before it."""
    data = "é http://a.example/ ü http://b.example/".encode()
    seen: list[tuple[str, int]] = []
    trail = Trail(data, lambda start, end, opens: seen.append((data[start:end].decode(), opens)))
    trail.piece(0, len(data), 5)
    trail.stop()

    assert seen == [("http://a.example/", 7), ("http://b.example/", 27)]
