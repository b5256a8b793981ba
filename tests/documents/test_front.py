"""Front matter and header lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import front as front_matter
from linkcheck.documents.front import NOTHING, date_of, front_in, front_of, url_spans
from linkcheck.model import DateSource


@pytest.mark.parametrize(
    ("text", "body", "values"),
    [
        ("---\na: b\n---\nbody", "body", {"a": "b"}),
        ("---\r\na: b\r\n---\r\nbody", "body", {"a": "b"}),
        ("---\ra: b\r---\rbody", "body", {"a": "b"}),
        ("---\na: b\n...\nbody", "body", {"a": "b"}),
        ("--- \na: b\n--- \n\nbody", "\nbody", {"a": "b"}),
        ("\ufeff---\na: b\n---\nbody", "body", {"a": "b"}),
        ("\n\n---\na: b\n---\nbody", "body", {"a": "b"}),
        ("---\n---\nbody", "body", {}),
        ("---\na: b\n---", "", {"a": "b"}),
        ("---\na: |\n  x\n  --- y\n---\nbody", "body", {"a": "x\n--- y\n"}),
        ("+++\na = 'b'\n+++\nbody", "body", {"a": "b"}),
        ('{"a": "b"}\nbody', "body", {"a": "b"}),
        ('{\n  "a": {"b": 1}\n}\n\nbody', "\nbody", {"a": {"b": 1}}),
        ("Title: x\nDate: 2012-01-02\n\nbody", "\nbody", {"Title": "x", "Date": "2012-01-02"}),
        ("Title: x\n    goes on\nTags:\nbody", "body", {"Title": "x goes on", "Tags": ""}),
    ],
)
def test_where_the_body_starts(text: str, body: str, values: dict[str, object]) -> None:
    """Each format's values are read, and the body starts right behind them."""
    front = front_of(text)

    assert text[front.end :] == body
    assert front.values == values
    assert not front.doubt


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "---\n\ntext\n\n---\nmore",
        "---\ntext between rules\n---\n",
        "---\n\n[a]: http://x.example 'b: [c'\n\n---\n",
        "----\na: b\n----\n",
        "text\n---\na: b\n---\n",
        "---\n",
        "{% include x %}\n",
        "{{ title }}\n",
        '{"a"} and more',
        '{"a": 1} and more',
        "Note: this is a sentence.\nAnd on.",
        "https://title.example/\n",
        "Title:no space\n",
    ],
)
def test_no_front_matter(text: str) -> None:
    """Rules, template tags and sentences with a colon are body."""
    assert front_of(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "body", "doubt"),
    [
        ("---\na: b\nc: d: e\n---\nbody", "body", "its YAML front matter is broken on line 3: mapping values are not"),
        ("\n---\na: [b\n---\nbody", "body", "its YAML front matter is broken on line 4: "),
        ("---\na: b\n\tc: d\n---\nbody", "body", "its YAML front matter is broken on line 3: "),
        (
            "---\na: " + "[" * 1500 + "\n---\nbody",
            "body",
            "its YAML front matter is broken on line 2: it is nested too",
        ),
        (
            "---\na: b\nbody\n\nmore",
            "more",
            "the YAML front matter that starts on line 1 is not closed by a line of ---",
        ),
        ("+++\na = 'b'\nc = \n+++\nbody", "body", "its TOML front matter is broken on line 3: Invalid value"),
        ("+++\na = 'b'\na = 'c'\n+++\nbody", "body", "its TOML front matter is broken on line 3: Cannot overwrite"),
        ('{"a": 1,\n "b": }\n\nbody', "body", "its JSON front matter is broken on line 2: Expecting value"),
        ("---\na:\n- b: *c\n---\nbody", "body", "its YAML front matter is broken on line 3: found undefined alias"),
        (
            "+++\n" + "a." * 140_000 + "b = 1\n+++\nbody",
            "body",
            "its TOML front matter is broken on line 2: a name has",
        ),
        ("+++\n[" + '"a" . ' * 101 + "b]\nc = 1\n+++\nbody", "body", "its TOML front matter is broken on line 2: a"),
        ("+++\na = " + "9" * 5000 + "\n+++\nbody", "body", "its TOML front matter is broken on line 2: Exceeds the"),
        (
            '{"a": ' + "9" * 5000 + "}\n\nbody",
            "body",
            "its JSON front matter is broken on line 1: a number has too many",
        ),
    ],
)
def test_broken(text: str, body: str, doubt: str) -> None:
    """Broken front matter is told with its line in the file, and the body behind it is still found."""
    front = front_of(text)

    assert text[front.end :] == body
    assert front.doubt.startswith(doubt)
    assert "\n" not in front.doubt
    assert not front.values


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("---\ndate: 2017-03-26\n---\n", "2017-03-26"),
        ("---\nDate: '2017-03-26'\n---\n", "2017-03-26"),
        ("---\npublished: true\npublish_date: 2017-03-26\n---\n", "2017-03-26"),
        ("---\nlastmod: 2019-01-01\nupdated: 2019-01-01\n---\n", None),
        ("---\ndate: someday\npubDate: Sun, 26 Mar 2017 12:32:27 GMT\n---\n", "2017-03-26"),
        ("+++\ndate = 2017-03-26T10:00:00+02:00\n+++\n", "2017-03-26"),
        ('{"date": ["2017-03-26"]}\n', "2017-03-26"),
        ("---\ndate: 2017-13-45\n---\n", None),
    ],
)
def test_date(text: str, day: str | None) -> None:
    """The date is what says when it was published, in whatever form; never when it was changed."""
    found = date_of(front_of(text))

    assert (found.written if found else None) == day


def test_header_lines_are_a_source_of_their_own() -> None:
    """A date in header lines says so."""
    found = date_of(front_of("Title: x\nDate: 2012-02-03\n\nbody"))

    assert found
    assert found.source is DateSource.HEADER


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("---\na: http://x.example/\nb: [http://y.example/a, 'http://y.example/b']\n---\n", 3),
        ("---\na: {b: http://x.example/}\nc: [http://y.example]\n---\n", 2),
        ("---\na: see http://x.example/ there\n---\n", 0),
        ("---\na: http://x.example/\nb: http://x.example/\n---\n", 2),
        ("---\na: http://x.example/a\nb: http://x.example/ab\n---\n", 2),
        ('---\na: "http://x.example/\\u0061"\n---\n', 0),
        ("---\nhttp://x.example/: a\n---\n", 0),
        ("---\na: &x http://x.example/\nb: *x\n---\n", 0),
        ("---\na: &x [http://x.example/]\nb: [*x, *x, *x]\n---\n", 1),
        ("+++\na = 'http://x.example/'\n+++\n", 1),
        ('{"a": "http:\\/\\/x.example\\/"}\n', 1),
        ("Title: x\nLink: http://x.example/\n", 1),
    ],
)
def test_urls(text: str, written: int) -> None:
    """A value that is a URL is found where it stands; where that is not certain, it is not told."""
    spans = list(url_spans(text, front_of(text)))

    assert len(spans) == written
    assert all(text[start:end].replace("\\/", "/") == url for start, end, url in spans)


@given(
    st.lists(
        st.sampled_from(
            ["---", "+++", "...", "\n", "\r\n", "\r", "a: b", "- ", "[", "{", '"', "Title: x", " ", "\ufeff"]
        )
    )
)
def test_any_text(pieces: list[str]) -> None:
    """No text is too strange to have its front matter looked for, and the body starts inside the text."""
    text = "".join(pieces)

    front = front_of(text)

    assert 0 <= front.end <= len(text)
    list(url_spans(text, front))


_PARTS = st.sampled_from(
    (
        *("---\n", "+++\n", "{", "}\n", '"a": ', '"b"', "Title: x\n", "date: 2012-01-02\n", "a: b\n", "a = 'b'\n"),
        *(
            "    more\n",
            "\n",
            "\r\n",
            "\r",
            " ",
            "\t",
            "...\n",
            "---",
            "word",
            "é€🎉",
            "\ufeff",
            "\n\n",
            "[l](http://a.example/)\n",
        ),
    )
)


@given(st.lists(_PARTS, max_size=24), st.integers(1, 60))
def test_in_the_head_of_a_text(parts: list[str], head: int) -> None:
    """However little of a text is looked at first, what is found is what all of it has."""
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "_HEAD", head)
        found = front_in(text.encode())

    assert found == front_of(text)
