"""What a URL of GitHub means: whose page, and what its API is asked to know that the page is there.

A URL is a page only where its every part is plain. What is written in an odd way (credentials, a port, encoded
slashes, a revision in git's own language) is asked for as on any other host.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote_to_bytes


class Kind(StrEnum):
    """What a page shows, in words for people."""

    OWNER = "owner"
    REPOSITORY = "repository"
    ISSUES = "repository's issues"
    PULLS = "repository's pull requests"
    ISSUE = "issue"
    PULL = "pull request"
    DISCUSSION = "discussion"
    COMMIT = "commit"
    FILE = "file"
    FOLDER = "folder"
    RAW = "raw file"
    RELEASE = "release"
    LATEST = "latest release"


class Field(Enum):
    """A field of the API's type Repository that takes an argument, or is an object by itself."""

    NUMBERED = "issueOrPullRequest"
    DISCUSSION = "discussion"
    OBJECT = "object"
    RELEASE = "release"
    LATEST = "latestRelease"


@dataclass(frozen=True, slots=True)
class Question:
    """One field and what it is asked with; equal questions about a repository are asked once."""

    field: Field
    value: str | int = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A URL, read."""

    url: str
    kind: Kind
    owner: str
    name: str = ""
    """The repository's, without `.git`; empty for an owner's page."""
    rest: str = ""
    """What follows the repository in the URL, from its slash, as written and without the fragment."""
    questions: tuple[Question, ...] = ()
    """Each by itself would show that the page is there; none where the repository is enough."""


LARGEST_NUMBER: Final = 2**31 - 1
"""The largest Int of GraphQL (https://spec.graphql.org/October2021/#sec-Int)."""

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>(www\.)?github\.com|raw\.githubusercontent\.com)"
    r"(?P<path>/[^\s?#\\]*)(?P<query>\?[!$-\[\]-~]*)?(?P<fragment>#[^\s\\]*)?",
    re.IGNORECASE | re.ASCII,
)
_OWNER: Final = re.compile(r"(?=.{1,39}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
"""Names of accounts; one with an underscore is managed by a company, and its page is not for everybody
(https://docs.github.com/en/enterprise-cloud@latest/admin/concepts/identity-and-access-management/enterprise-managed-users)."""
_NAME: Final = re.compile(r"(?=.{1,100}$)(?!\.{1,2}$)[A-Za-z0-9._-]+")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,9}")
_COMMIT: Final = re.compile(r"[0-9a-fA-F]{7,40}")
_ROUTED: Final = ("#!", "#/")
_HARMLESS: Final = re.compile(
    r"(tab|plain|q|diff|w|ref|ref_src|source|utm_\w+|fbclid|gclid|mc_[ce]id)(=[^&]*)?",
    re.IGNORECASE | re.ASCII,
)
"""Parameters that do not say which page is meant."""

_REF: Final = re.compile(r"(?![-.])[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])")
"""What git-check-ref-format(1) lets a branch or tag be, read strictly."""
_NO_REF: Final = re.compile(r"\.\.|@\{|/\.|\.lock(/|$)|//|^@$|(^|/)[A-Z]*_HEAD$|-[0-9]+-g[0-9a-f]{4,}$")
"""What git reads as something else than a name, which the site does not (gitrevisions(7))."""
_SPACES: Final = frozenset({"refs", "heads", "tags", "remotes"})
"""Where git looks for names by itself, and the site does not."""
REF_PARTS: Final = 3
"""Parts of a path that may be a branch's name, at most: `release/2.x/docs`."""


@lru_cache(maxsize=4096)
def page_of(url: str) -> Page | None:
    """The page of GitHub that a URL means; None where its API is not to be asked."""
    found = _URL.fullmatch(url)
    if found is None or (found["fragment"] or "").startswith(_ROUTED):
        return None
    written = found["path"].removesuffix("/").split("/")[1:]
    parts = tuple(map(_decoded, written))
    if not parts or not all(parts) or not _OWNER.fullmatch(parts[0]) or written[:2] != [*parts[:2]]:
        return None
    if found["host"].lower() == "raw.githubusercontent.com":
        return None if found["query"] or found["path"].endswith("/") else _raw(url, parts)
    if parts[0].lower() in reserved() or not _harmless(found["query"] or ""):
        return None
    query = found["query"] or ""
    if len(parts) == 1:
        return Page(url, Kind.OWNER, parts[0], rest=query)
    rest = "".join(f"/{part}" for part in written[2:])
    # a clone's address is a page only by itself
    name = parts[1].removesuffix(".git") if len(parts) == 2 else parts[1]
    if not _NAME.fullmatch(name) or name.endswith(".git"):
        return None
    asked = _asked(parts[2:], slash=found["path"].endswith("/"))
    return None if asked is None else Page(url, asked[0], parts[0], name, f"{rest}{query}", asked[1])


@cache
def reserved() -> frozenset[str]:
    """First parts of paths that are GitHub's own and no account's; lower case."""
    text = resources.files(__package__).joinpath("data", "reserved.toml").read_text(encoding="utf-8")
    return frozenset(name for row in tomllib.loads(text)["reserved"] for name in row["names"])


def _decoded(part: str) -> str:
    """A part of a path, decoded; empty where it is not plain."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", part):
        return ""
    try:
        text = unquote_to_bytes(part).decode()
    except UnicodeError:
        return ""
    return text if text.isprintable() and "/" not in text and text not in {".", ".."} else ""


def _harmless(query: str) -> bool:
    return all(_HARMLESS.fullmatch(pair) for pair in query[1:].split("&") if pair)


Asked = tuple[Kind, tuple[Question, ...]]


def _asked(parts: tuple[str, ...], *, slash: bool) -> Asked | None:
    """What a path below a repository means."""
    match parts:
        case () | ("releases" | "tags",):
            return Kind.REPOSITORY, ()
        case ("issues",):
            return Kind.ISSUES, ()
        case ("pulls",):
            return Kind.PULLS, ()
        case ("releases", "latest"):
            return Kind.LATEST, (Question(Field.LATEST),)
        case ("releases", "tag", *tag) if tag and not slash:
            return Kind.RELEASE, (Question(Field.RELEASE, "/".join(tag)),)
        case ("blob", *place) if not slash:
            return _found(Kind.FILE, _expressions(place, least=1))
        case ("tree", *place):
            return _found(Kind.FOLDER, _expressions(place, least=0))
        case ("commit", id_) if _COMMIT.fullmatch(id_):
            return Kind.COMMIT, (Question(Field.OBJECT, id_.lower()),)
        case ("pull", number, "files" | "commits"):
            return _numbered("pull", number)
        case (kind, number):
            return _numbered(kind, number)
        case _:
            return None


_NUMBERED: Final[Mapping[str, tuple[Kind, Field]]] = MappingProxyType(
    {
        "issues": (Kind.ISSUE, Field.NUMBERED),
        "pull": (Kind.PULL, Field.NUMBERED),
        "discussions": (Kind.DISCUSSION, Field.DISCUSSION),
    }
)


def _numbered(written: str, number: str) -> Asked | None:
    if written not in _NUMBERED or not _NUMBER.fullmatch(number) or int(number) > LARGEST_NUMBER:
        return None
    kind, field = _NUMBERED[written]
    return kind, (Question(field, int(number)),)


def _raw(url: str, parts: tuple[str, ...]) -> Page | None:
    """A file at raw.githubusercontent.com/OWNER/REPOSITORY/REF/PATH."""
    if len(parts) < 4 or not _NAME.fullmatch(parts[1]):
        return None
    asked = _found(Kind.RAW, _expressions(list(parts[2:]), least=1))
    return None if asked is None else Page(url, asked[0], parts[0], parts[1], questions=asked[1])


def _found(kind: Kind, expressions: tuple[str, ...]) -> Asked | None:
    return (kind, tuple(Question(Field.OBJECT, each) for each in expressions)) if expressions else None


def _expressions(place: list[str], *, least: int) -> tuple[str, ...]:
    """`REF:PATH` for each place where the one may end and the other begin (gitrevisions(7)); none for odd ones.

    `least` is how many parts the path has at least. Git has no branch below another, so at most one is right.
    """
    if not place or place[0] in _SPACES:
        return ()
    most = min(REF_PARTS, len(place) - least)
    splits = [("/".join(place[:length]), "/".join(place[length:])) for length in range(1, most + 1)]
    return tuple(f"{ref}:{path}" for ref, path in splits if _is_ref(ref))


def _is_ref(text: str) -> bool:
    return bool(_REF.fullmatch(text)) and not _NO_REF.search(text)
