"""linkcheck.judge.shared: captures that many URLs of a host share."""

from linkcheck.judge import shared, shown_by

HOST = "http://log.example"


def test_three_pages_of_a_host() -> None:
    """Two pages that are alike are no rarity; three are."""
    two = [("f", f"{HOST}/a"), ("f", f"{HOST}/b")]

    assert not shared(two)
    assert shared([*two, ("f", "https://www.log.example/c")]) == {shown_by(f"{HOST}/x", "f"): 3}
    assert not shared([*two, ("g", f"{HOST}/c")])
    assert not shared([*two, ("f", "http://other.example/c")])
    assert not shared([("", f"{HOST}/{name}") for name in "abc"])


def test_one_page_at_several_addresses() -> None:
    """Another folder, a slash, tracking or a fragment make no other page; a query does. A front page is none."""
    addresses = ["/storm", "/2013/storm", "/blog/storm/", "/storm?utm_source=x", "/storm#top", "/index.html", "/"]

    assert not shared(("f", HOST + address) for address in addresses)
    assert shared(("f", f"{HOST}/story?id={number}") for number in range(3))
