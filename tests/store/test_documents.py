"""Documents and their links."""

from collections.abc import Iterator

from linkcheck.model import DateSource, Document, Kind, Link, Published, Span, Syntax
from linkcheck.store import Filing, Known, Store
from linkcheck.store.documents import BATCH
from tests.store.samples import NOW, document, due_urls, link, published, remember

KEPT = "http://kept.example/"


def test_links_come_back_whole(store: Store, run_id: int) -> None:
    """Every field of a link comes back, in the order of the document."""
    one = Document("a/b.md", Kind.HTML, b"data", "latin-1", Published(NOW, "2019-07", DateSource.PATH), 4, "a doubt")
    links = tuple(
        Link(
            one.path,
            Span(9, 20),
            3,
            7,
            "http://a.example/?a=1&b=2",
            "http://a.example/?a=1&amp;b=2",
            syntax,
            "text",
            "context",
            "section",
            one.published,
        )
        for syntax in Syntax
    )

    store.documents.remember(one, links, run_id, str, modified=17)

    assert store.documents.links_in("a/b.md") == links
    assert store.documents.links_of("http://a.example/?a=1&b=2") == links
    wanted = Known("a/b.md", Kind.HTML, one.digest, 4, 17, one.published, "a doubt", "0.1.0", len(links))
    assert store.documents.known("a/b.md") == wanted
    assert store.documents.known_digest("a/b.md") == one.digest


def test_links_are_written_as_they_come(store: Store, run_id: int) -> None:
    """Of a document with more links than should be held at a time, no more than a batch is."""
    one = document("a.md", "2017-03-26")
    behind: list[int] = []

    def coming() -> Iterator[Link]:
        for number in range(2 * BATCH + 10):
            behind.append(number - store.documents.link_count())
            yield link(one, f"http://a.example/{number}", number * 100)

    assert store.documents.remember(one, coming(), run_id, str) == 2 * BATCH + 10
    assert store.documents.link_count() == 2 * BATCH + 10
    assert max(behind) < BATCH


def test_several_at_once(store: Store, run_id: int) -> None:
    """Documents that are remembered together are what they are when each is for itself."""
    remember(store, run_id, "b.md", ["http://old.example/", "http://both.example/"])
    a, b, empty = document("a.md", "2017-03-26"), document("b.md", "2018-01-02"), document("c.md")
    filings = [
        Filing(a, [link(a, "http://a.example/")], 7),
        Filing(b, iter([link(b, "http://both.example/"), link(b, "http://a.example/", 100)])),
        Filing(empty, ()),
    ]

    assert store.documents.remember_all(filings, run_id, str) == 3
    assert [one.path for one in store.documents.all()] == ["a.md", "b.md", "c.md"]
    assert [one.url for one in store.documents.links_in("b.md")] == ["http://both.example/", "http://a.example/"]
    assert due_urls(store) == [("http://both.example/",), ("http://a.example/",)]
    known = store.documents.known("a.md")
    assert known is not None
    assert (known.modified, known.links) == (7, 1)


def test_how_often_a_text_is_written(store: Store, run_id: int) -> None:
    """Of the texts that are asked for, in that document alone."""
    odd = "http://stray.example/\udce9"
    remember(store, run_id, "a.md", [KEPT, KEPT, odd, "http://other.example/"])
    remember(store, run_id, "b.md", [KEPT])

    assert store.documents.written_in("a.md", {KEPT, odd, "http://no.example/"}) == {KEPT: 2, odd: 1}
    assert store.documents.written_in("a.md", ()) == {}


def test_reading_again_replaces(store: Store, run_id: int) -> None:
    """A changed document has the links that it has now; a URL that left it is no longer asked, and keeps its row."""
    remember(store, run_id, "a.md", ["http://old.example/", "http://both.example/"])
    remember(store, run_id, "a.md", ["http://both.example/", "http://new.example/"], "2018-01-02")

    assert [one.url for one in store.documents.links_in("a.md")] == ["http://both.example/", "http://new.example/"]
    assert store.documents.count() == 1
    assert store.documents.link_count() == 2
    assert due_urls(store) == [("http://both.example/",), ("http://new.example/",)]
    assert store.targets.id_of("http://old.example/") is not None
    known = store.documents.known("a.md")
    assert known is not None
    assert known.published == published("2018-01-02")


def test_a_url_that_comes_back_is_asked_again(store: Store, run_id: int) -> None:
    """A target that was linked to, was not, and is again, is due."""
    for urls in (["http://a.example/"], [], ["http://a.example/"]):
        remember(store, run_id, "a.md", urls)

    assert due_urls(store) == [("http://a.example/",)]


def test_a_document_that_is_named_otherwise(store: Store, run_id: int) -> None:
    """Its row, its links and its edits go with it; where the new name was taken, one row is left."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    remember(store, run_id, "b.md", ["http://b.example/"])

    store.documents.rename("a.md", "/archive/a.md")
    store.documents.rename("b.md", "/archive/a.md")

    assert [one.path for one in store.documents.all()] == ["/archive/a.md"]
    assert [one.path for one in store.documents.links_of("http://a.example/")] == ["/archive/a.md"]
    assert store.documents.links_of("http://b.example/") == ()


def test_unknown_paths_are_none(store: Store) -> None:
    """A path that was never read is not known."""
    assert store.documents.known("a.md") is None
    assert store.documents.known_digest("a.md") is None
    assert store.documents.links_in("a.md") == ()


def test_absent_documents_are_forgotten(store: Store, run_id: int) -> None:
    """Documents that are gone from the folders that were read lose their links; those of other folders stay."""
    for path in ("posts/a.md", "posts/b.md", "posts-old/c.md", "d.md", "/elsewhere/e.md"):
        remember(store, run_id, path, [f"http://{path[-4]}.example/"])

    forgotten = store.documents.forget_absent({"posts/a.md"}, {"posts"})

    assert forgotten == 1
    assert [known.path for known in store.documents.all()] == [
        "/elsewhere/e.md",
        "d.md",
        "posts-old/c.md",
        "posts/a.md",
    ]
    assert ("http://b.example/",) not in due_urls(store)


def test_the_current_folder_holds_relative_paths(store: Store, run_id: int) -> None:
    """Reading `.` forgets what is gone below it and nothing that lies elsewhere."""
    for path in ("a.md", "posts/b.md", "/elsewhere/c.md", "../beside/d.md"):
        remember(store, run_id, path, [])

    assert store.documents.forget_absent({"a.md"}, {"."}) == 1
    assert store.documents.known("/elsewhere/c.md") is not None
    assert store.documents.known("../beside/d.md") is not None


def test_all_walks_in_batches(store: Store, run_id: int) -> None:
    """More documents than one batch come out once each, in the order of paths."""
    for number in range(1203):
        store.documents.remember(document(f"{number:05}.md"), (), run_id, str)

    assert [one.path for one in store.documents.all()] == [f"{number:05}.md" for number in range(1203)]


def test_undated_documents_have_undated_links(store: Store, run_id: int) -> None:
    """A document without a date gives its links none."""
    one = document("a.md", None)
    store.documents.remember(one, (link(one, "http://a.example/"),), run_id, str)

    assert store.documents.links_in("a.md")[0].published is None


def test_the_folder_of_all_documents(store: Store, run_id: int) -> None:
    """The nearest that holds them, as they are named; none where there are none."""
    assert store.documents.folder() is None
    remember(store, run_id, "letters/2015/a.md", [])
    assert store.documents.folder() == "letters/2015"
    for path in ("letters/2015-b/b.md", "letters/2019/c.md"):
        remember(store, run_id, path, [])
    assert store.documents.folder() == "letters"
    remember(store, run_id, "d.md", [])
    assert store.documents.folder() == "."
    remember(store, run_id, "/elsewhere/e.md", [])
    assert store.documents.folder() == "."
