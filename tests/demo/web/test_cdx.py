"""The CDX server's parameters, one promise each."""

import json
from urllib.parse import urlencode

import pytest

from linkcheck.demo.web.captures import REVISIT, Capture, Holdings
from linkcheck.demo.web.cdx import BadQuery, search

PAGE = "http://a.example/page"
HOLDINGS = Holdings.of(
    [
        Capture(PAGE, "20120101000000", body="one"),
        Capture("https://www.a.example/page/", "20130601000000", mimetype=REVISIT),
        Capture(PAGE, "20130801000000", 301, location="http://b.example/"),
        Capture(PAGE, "20150101000000", 404, "no"),
        Capture("http://a.example/other", "20140101000000", body="two"),
        Capture("http://sub.a.example/", "20140101000000", body="three"),
        Capture("http://ab.example/", "20140101000000", body="four"),
    ]
)


def _times(**parameters: str | list[str]) -> list[str]:
    query = urlencode({"url": PAGE} | parameters, doseq=True)
    return [line.split(" ")[1] for line in search(HOLDINGS, query)[0].splitlines()]


ALL = ["20120101000000", "20130601000000", "20130801000000", "20150101000000"]

CASES: list[tuple[dict[str, str | list[str]], list[str]]] = [
    ({}, ALL),
    ({"from": "2013", "to": "2013"}, ALL[1:3]),
    ({"to": "20130801000000"}, ALL[:3]),
    ({"sort": "reverse"}, ALL[::-1]),
    ({"closest": "20130701", "sort": "closest"}, [ALL[1], ALL[2], ALL[0], ALL[3]]),
    ({"closest": "20130701"}, ALL),
    ({"limit": "2"}, ALL[:2]),
    ({"limit": "-1"}, ALL[-1:]),
    ({"offset": "3"}, ALL[3:]),
    ({"filter": "statuscode:200"}, ALL[:1]),
    ({"filter": "statuscode:20"}, []),
    ({"filter": "!statuscode:[345].."}, ALL[:2]),
    ({"filter": ["!statuscode:[45]..", "mimetype:text/html"]}, [ALL[0], ALL[2]]),
    ({"filter": "~original:www"}, ALL[1:2]),
    ({"collapse": "timestamp:4"}, [ALL[0], ALL[1], ALL[3]]),
    ({"collapse": "digest"}, [ALL[0], ALL[2], ALL[3]]),
    ({"url": "http://c.example/"}, []),
]


@pytest.mark.parametrize(("parameters", "expected"), CASES, ids=lambda case: str(case)[:60])
def test_a_parameter_does_what_the_reference_says(parameters: dict[str, str | list[str]], expected: list[str]) -> None:
    """Rows are chosen, ordered and cut as wayback-cdx-server's README says."""
    assert _times(**parameters) == expected


MATCHES = [("exact", 4), ("prefix", 4), ("host", 5), ("domain", 6)]


@pytest.mark.parametrize(("kind", "count"), MATCHES)
def test_match_types_widen_the_url(kind: str, count: int) -> None:
    """A prefix, a host or a domain takes in more than the URL itself, and never a longer host's name."""
    assert len(_times(matchType=kind)) == count


def test_stars_stand_for_match_types() -> None:
    """`*` behind a URL is a prefix, `*.` before one its domain."""
    assert len(_times(url="a.example/*")) == 5
    assert len(_times(url="*.a.example")) == 6


def test_text_rows_have_seven_fields() -> None:
    """A row names key, time, URL, type, status, digest and length; a revisit's status is a dash."""
    first, repeat = search(HOLDINGS, f"url={PAGE}")[0].splitlines()[:2]

    assert first.split(" ")[:5] == ["example,a)/page", ALL[0], PAGE, "text/html", "200"]
    assert len(first.split(" ")) == 7
    assert repeat.split(" ")[3:5] == [REVISIT, "-"]
    assert repeat.split(" ")[5] == first.split(" ")[5]


def test_json_has_a_header_row_and_only_the_fields_asked_for() -> None:
    """The first row of JSON names the fields of `fl`; nothing found is an empty list."""
    body, kind = search(HOLDINGS, f"url={PAGE}&output=json&fl=timestamp,statuscode&limit=1")

    assert kind == "application/json"
    assert json.loads(body) == [["timestamp", "statuscode"], [ALL[0], "200"]]
    assert json.loads(search(HOLDINGS, "url=http://c.example/&output=json")[0]) == []


@pytest.mark.parametrize("output", ["text", "json"])
def test_a_resume_key_leads_to_the_next_page(output: str) -> None:
    """Behind an empty row stands the key with which the listing goes on; the last page has none."""
    query = f"url={PAGE}&limit=3&showResumeKey=true&output={output}"
    first = search(HOLDINGS, query)[0]
    key = json.loads(first)[-1][0] if output == "json" else first.splitlines()[-1]
    assert (json.loads(first)[-2] if output == "json" else first.splitlines()[-2]) in ([], "")

    second = search(HOLDINGS, f"{query}&resumeKey={key}")[0]

    assert ALL[3] in second
    assert ALL[2] not in second
    assert (len(json.loads(second)) == 2) if output == "json" else ("" not in second.splitlines())


BAD = ["", "url=", "url=a&from=x", "url=a&filter=nothing", "url=a&filter=colour:red", "url=a&filter=digest:["]
BAD += ["url=a&collapse=colour", "url=a&limit=many", "url=a&fl=colour", "url=a&matchType=near"]


@pytest.mark.parametrize("query", BAD)
def test_what_cannot_be_read_is_a_bad_query(query: str) -> None:
    """A query without a URL, or with a parameter that means nothing, is refused."""
    with pytest.raises(BadQuery):
        search(HOLDINGS, query)
