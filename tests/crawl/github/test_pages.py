"""linkcheck.crawl.github.pages: which URLs are pages of GitHub, and what shows that they are there."""

import tomllib
from importlib import resources
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkcheck.crawl.github.pages import Kind, page_of, reserved
from linkcheck.net import host_of
from tests.crawl.support import rows

CLAIMED = rows("github.toml", "page")
LEFT = rows("github.toml", "left")


@pytest.mark.parametrize("row", CLAIMED, ids=lambda row: row["url"])
def test_a_page_is_read(row: dict[str, object]) -> None:
    """What a URL shows, whose it is, and what the API is asked for."""
    page = page_of(str(row["url"]))

    assert page is not None
    asked = [question.value for question in page.questions]
    assert (page.kind, f"{page.owner}/{page.name}".rstrip("/")) == (Kind[str(row["kind"])], row["of"])
    assert asked == row.get("asked", [])


@pytest.mark.parametrize("row", LEFT, ids=lambda row: row["url"])
def test_what_is_not_plain_is_left(row: dict[str, str]) -> None:
    """Other hosts, other pages and whatever is written in an odd way go the ordinary road."""
    assert page_of(row["url"]) is None, row["why"]


def test_reserved_names_are_no_accounts() -> None:
    """No page of GitHub's own is taken for a repository, whatever the case of its name."""
    assert len(reserved()) > 200
    text = resources.files("linkcheck.crawl.github").joinpath("data", "reserved.toml").read_text(encoding="utf-8")
    assert all(row["names"] and row["source"] for row in tomllib.loads(text)["reserved"])
    for name in reserved():
        assert name == name.lower()
        assert page_of(f"https://github.com/{name}") is None
        assert page_of(f"https://github.com/{name.upper()}/anything") is None


NAMES = st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True).filter(lambda name: name.lower() not in reserved())
PATHS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), min_size=1, max_size=4)
ODD = st.sampled_from(
    [
        "github.com@",
        "user@",
        "user:secret@",
        ":443",
        ":80",
        ":",
        ".",
        "..",
        "%2f",
        "@evil.example",
        "\\",
        "\u200b",
        "ſ",
        "。",
    ]
)


@given(NAMES, ODD, st.integers(0, 3))
@example("jane", "@", 0)
def test_no_host_but_github_is_claimed(name: str, odd: str, place: int) -> None:
    """Credentials, ports, dots and signs that look like others make a URL that is never claimed."""
    parts = ["https://", "github", ".com", f"/{name}/repository"]
    parts.insert(min(place, 2) + 1, odd)
    url = "".join(parts)
    page = page_of(url)

    assert page is None or host_of(url) == "github.com"
    if "@" in url.partition("/")[2].rpartition(f"/{name}/")[0] or ":" in url[8:]:
        assert page is None


@given(st.text())
def test_any_text_is_read_or_left(text: str) -> None:
    """Nothing that may stand in a document makes the reading fail, and nothing of it is more than GitHub's."""
    for url in (text, f"https://github.com/{text}", f"https://raw.githubusercontent.com/{text}"):
        page = page_of(url)
        if page is not None:
            assert host_of(url) in {"github.com", "www.github.com", "raw.githubusercontent.com"}
            assert "@" not in url.partition("//")[2].partition("/")[0]
            assert page.owner.isascii()
            assert page.name.isascii()


@given(NAMES, NAMES, NAMES, PATHS)
def test_a_file_is_asked_for_by_its_own_name(owner: str, name: str, ref: str, path: list[str]) -> None:
    """However a path is escaped, the API hears it as git knows it; one of the ways to read it is the right one."""
    url = f"https://github.com/{owner}/{name}/blob/{ref}/" + "/".join(quote(part, safe="") for part in path)
    page = page_of(url)

    if any("/" in part or part in {".", ".."} or not part.isprintable() for part in path) or ref in {
        "refs",
        "heads",
        "tags",
        "remotes",
    }:
        assert page is None
    else:
        assert page is not None
        assert page.questions[0].value == f"{ref}:{'/'.join(path)}"
