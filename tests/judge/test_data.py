"""The data files: complete, sourced, and saying what they mean."""

import re
from datetime import date
from importlib import resources
from typing import Any

import pytest

from linkcheck.judge import actions, is_shortener, phrases, service_of
from linkcheck.judge.phrases import languages
from linkcheck.judge.services import every_service
from linkcheck.judge.tables import rows, table

KEYS = {
    "actions": ("action", "masked", "masked_path"),
    "aliases": ("renamed",),
    "archives": ("archive",),
    "challenges": ("challenge",),
    "events": ("host", "page", "folder", "event"),
    "languages": ("language", "script"),
    "opaque": ("opaque",),
    "parked": ("mark",),
    "players": ("player",),
    "private": ("private",),
    "routes": ("route",),
    "services": ("service",),
    "shorteners": ("shortener",),
    "soft404": ("phrase", "sentence", "advice", "gate", "own", "declared", "error_path"),
    "walls": ("wall",),
    "words": ("common", "blurb"),
}
ROWS = [(name, key, row) for name, keys in KEYS.items() for key in keys for row in rows(name, key)]


def test_every_file_is_covered() -> None:
    """No data file escapes the tests of this module."""
    files = {f.name.removesuffix(".toml") for f in resources.files("linkcheck.judge").joinpath("data").iterdir()}

    assert files == KEYS.keys() | {"weights"}


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_its_source(name: str) -> None:
    """Each row says where its knowledge comes from."""
    for key in KEYS[name]:
        assert all(len(row["source"]) > 7 for row in rows(name, key)), (name, key)


def _patterns(row: dict[str, Any]) -> list[str]:
    named = [row.get(key) for key in ("host", "path", "query", "title", "heading", "text", "url", "asks", "fragment")]
    return [
        *(form for form in named if isinstance(form, str)),
        *row.get("lost", ()),
        *row.get("says", ()),
        *row.get("has", ()),
        *([row["header"][1]] if "header" in row else []),
    ]


def test_every_regular_expression_compiles() -> None:
    """And none can take more than a blink on a long text."""
    hostile = "a-/" * 2000 + "unsubscribe " * 200
    for _, _, row in ROWS:
        for text in _patterns(row):
            re.compile(text, re.IGNORECASE).search(hostile)


def test_no_weight_of_words_decides_alone() -> None:
    """No mark that rests on what a page says reaches the threshold alone."""
    threshold = table("weights")["threshold"]
    words = [w for k, w in table("weights")["soft404"].items()]
    parked = [row["weight"] for row in rows("parked", "mark") if row["mark"] != "host"]

    assert max(words) < threshold
    assert max(parked) < threshold


def test_there_are_enough_services_and_shorteners() -> None:
    """At least the 25 closed services of the research, and 30 shorteners."""
    assert len(every_service()) >= 25
    assert len(rows("shorteners", "shortener")) >= 30


CLOSED = [
    ("https://storify.com/x/y", "Storify", date(2018, 5, 16)),
    ("http://name.posterous.com/a-post", "Posterous", date(2013, 4, 30)),
    ("http://post.ly/abc", "Posterous", date(2013, 4, 30)),
    ("https://www.google.com/reader/shared/1", "Google Reader", date(2013, 7, 1)),
    ("http://rubyforge.org/projects/x", "RubyForge", date(2014, 5, 15)),
    ("http://blip.tv/x", "blip.tv", date(2015, 8, 20)),
    ("http://www.dotcloud.com/x", "dotCloud", date(2016, 2, 29)),
    ("http://www.readability.com/articles/x", "Readability", date(2016, 9, 30)),
    ("http://www.stumbleupon.com/su/1", "StumbleUpon", date(2018, 6, 30)),
    ("http://su.pr/1abc", "StumbleUpon", date(2018, 6, 30)),
    ("https://plus.google.com/1/posts/2", "Google+", date(2019, 4, 2)),
    ("https://bintray.com/x/y", "Bintray", date(2021, 5, 1)),
    ("https://www.getrevue.co/profile/x", "Revue", date(2023, 1, 18)),
    ("https://tinyletter.com/x/letters/y", "TinyLetter", date(2024, 2, 29)),
]


@pytest.mark.parametrize(("url", "name", "closed"), CLOSED)
def test_closed_services(url: str, name: str, closed: date) -> None:
    """The closed services of the research are known with their dates."""
    service = service_of(url)

    assert service is not None
    assert (name, "gone", closed) == (service.name, service.kind, service.closed)


LIVING = [
    "https://www.google.com/search?q=reader",
    "https://www.google.com/",
    "https://jcenter.bintray.com/x",
    "https://gist.github.com/x/1",
    "https://github.com/x/y",
    "https://www.github.com/x/y",
    "https://x.github.io/",
    "https://notstorify.com/x",
    "https://storify.com.example/x",
    "https://www.geocities.ws/x",
    "https://maps.app.goo.gl/x",
    "https://ow.ly/a",
    "https://bit.ly/a",
    "https://medium.com/@x/y",
    "https://speakerdeck.com/x/y",
    "https://is.gd/x",
    "https://t.co/x",
]


@pytest.mark.parametrize("url", LIVING)
def test_living_services_are_not_closed(url: str) -> None:
    """What lives is in no row."""
    assert service_of(url) is None


def test_half_closed_services() -> None:
    """What is partly there is judged by what it answers; what was sold is told apart."""
    kinds = {
        "https://code.google.com/p/x/": "partly",
        "http://x.googlecode.com/svn/": "partly",
        "http://someone.github.com/project": "partly",
        "https://goo.gl/abc": "partly",
        "https://git.io/abc": "partly",
        "https://travis-ci.org/x/y": "partly",
        "https://gigaom.com/2012/x": "sold",
    }

    found = {url: service.kind for url in kinds if (service := service_of(url)) is not None}
    assert kinds == found


def test_dates_lie_in_the_past_and_kinds_are_known() -> None:
    """No row says that a living service will close."""
    for service in every_service():
        assert service.closed is not None
        assert date(2005, 1, 1) < service.closed < date(2026, 1, 1)
        assert service.note.endswith(".")


SHORT = [
    "http://bit.ly/1a",
    "https://www.bit.ly/1a",
    "http://j.mp/x",
    "https://t.co/abc",
    "http://ow.ly/a3Av302XEHK",
    "https://goo.gl/abc",
    "https://youtu.be/abc",
    "http://feedproxy.google.com/~r/press/~3/x/",
    "https://www.google.com/url?q=x",
    "https://doi.org/10.1000/182",
]
LONG = [
    "https://bit.ly/",
    "https://ow.ly",
    "https://www.google.com/search?q=x",
    "https://press.example/1a",
    "https://support.bitly.com/x",
    "https://feeds.feedburner.com/press",
]


def test_shorteners() -> None:
    """A short link is one; a shortener's own front page and other pages are not."""
    assert all(is_shortener(url) for url in SHORT)
    assert not any(is_shortener(url) for url in LONG)


def test_the_ten_largest_languages_are_there() -> None:
    """Not-found phrases are known in the languages of the web's ten largest, and Chinese."""
    assert {"en", "es", "de", "ja", "fr", "ru", "pt", "it", "nl", "pl", "zh"} <= languages()


def test_what_few_hosts_need_can_be_read() -> None:
    """Rows that are read when a URL of their host comes by are well written, every one."""
    for number in range(len(rows("actions", "action"))):
        assert actions._action(number).name
    for forms in phrases._own().values():
        assert all(map(phrases._said, forms))
