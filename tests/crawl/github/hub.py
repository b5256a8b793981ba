"""A small GitHub on loopback: its GraphQL API, which takes only what GitHub's schema has, and its site beside it."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    ValueNode,
    Visitor,
    build_schema,
    execute_sync,
    parse,
    validate,
    visit,
)

from linkcheck.crawl import GitHub, Token
from linkcheck.crawl.github import API_HOST
from linkcheck.demo.web import Behaviour, Exchange, Request, Site, Web
from linkcheck.demo.web.behaviours import page, redirect, status
from linkcheck.net import Fetcher
from linkcheck.settings import Settings
from tests.snapshots.machine import QuickClock, quick

SECRET = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
TOKEN = Token(SECRET)
SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text(encoding="utf-8"))
COMMIT = "e83c5163316f89bfbde7d9ab23ca2e25604af290"
NUMBERS = {"issues": "Issue", "pull": "PullRequest", "discussions": "Discussion"}

Row = dict[str, Any]


@dataclass(slots=True)
class Repository:
    """One repository: what the API says of it, and what is in it."""

    name: str
    """In full: `owner/name`."""
    private: bool = False
    disabled: bool = False
    locked: bool = False
    issues_enabled: bool = True
    pulls_enabled: bool = True
    discussions_enabled: bool = True
    numbered: Mapping[int, str] = field(default_factory=dict)
    """Issue, PullRequest or Discussion by number."""
    objects: Mapping[str, str] = field(default_factory=dict)
    """Blob, Tree, Commit or Tag by git's expression for it."""
    releases: Mapping[str, bool] = field(default_factory=dict)
    """Whether it is a draft, by tag; the last that is none is the latest."""


def repository(name: str, **more: Any) -> Repository:
    """A repository with an issue, a pull request, a discussion, a file, a folder, a commit and releases."""
    given: dict[str, Any] = {
        "numbered": {1: "Issue", 2: "PullRequest", 3: "Discussion"},
        "objects": {
            "main:": "Tree",
            "main:docs": "Tree",
            "main:README.md": "Blob",
            "main:docs/a b.md": "Blob",
            "release/2.x:docs/guide.md": "Blob",
            "v1.0:README.md": "Blob",
            COMMIT: "Commit",
            COMMIT[:9]: "Commit",
            "main:vendored": "Commit",
        },
        "releases": {"v1.0": False, "v2.0": True},
    }
    return Repository(name, **(given | more))


class Hub:
    """What is on this GitHub, and what it was asked. `instead` takes the place of the API's first answers."""

    def __init__(
        self,
        repositories: Iterable[Repository] = (),
        accounts: Iterable[str] = (),
        renamed: Mapping[str, str] | None = None,
        instead: Sequence[Behaviour | None] = (),
        remaining: int = 5000,
    ) -> None:
        self.repositories = {one.name.lower(): one for one in repositories}
        self.accounts = {name.lower(): name for name in accounts}
        self.renamed = {old.lower(): new for old, new in (renamed or {}).items()}
        self.queries: list[tuple[str, dict[str, Any]]] = []
        """The queries that were right, with their variables."""
        self.wrong: list[str] = []
        """What was wrong with the others."""
        self.requests = 0
        self.remaining = remaining
        self._instead = [*instead]

    def sites(self) -> dict[str, Site]:
        """The API, the site, and where raw files are."""
        return {
            API_HOST: Site(default=self.answer),
            "github.com": Site(default=self.show),
            "www.github.com": Site(default=self.show),
            "raw.githubusercontent.com": Site(default=status(404)),
        }

    async def answer(self, request: Request, exchange: Exchange) -> None:
        """The API at work: https, a POST with the token, JSON, a query that GitHub's schema has."""
        self.requests += 1
        if request.header("Authorization") != f"Bearer {SECRET}":
            await exchange.answer(401, '{"message": "Bad credentials"}', content_type="application/json")
            return
        other = self._instead.pop(0) if self._instead else None
        if other is not None:
            await other(request, exchange)
            return
        self.remaining -= 1
        headers = [("X-RateLimit-Remaining", str(self.remaining)), ("X-RateLimit-Reset", "1717246800")]
        told = json.dumps(self._executed(request))
        await exchange.answer(200, told, headers, content_type="application/json; charset=utf-8")

    def _executed(self, request: Request) -> Row:
        if (request.method, request.scheme, request.target) != ("POST", "https", "/graphql"):
            self.wrong.append(f"{request.method} {request.url}")
            return {"message": "Not Found"}
        sent = json.loads(request.body)
        document = parse(sent["query"])
        errors = validate(SCHEMA, document)
        if errors:
            self.wrong.extend(str(error) for error in errors)
            return {"errors": [error.formatted for error in errors]}
        visit(document, _NoValues())
        self.queries.append((sent["query"], sent["variables"]))
        done = execute_sync(
            SCHEMA, document, _Root(self), variable_values=sent["variables"], type_resolver=lambda row, *_: row["is"]
        )
        kinds = [{**error.formatted, "type": (error.extensions or {}).get("type")} for error in done.errors or ()]
        return {"data": done.data} | ({"errors": kinds} if kinds else {})

    async def show(self, request: Request, exchange: Exchange) -> None:
        """The site: what every reader sees, renamed accounts followed, anything else 404."""
        parts = request.path.strip("/").split("/")
        name = "/".join(parts[:2]).lower()
        if name in self.renamed:
            rest = request.target.split("/", 3)[3:]
            await redirect(301, "/".join([f"https://github.com/{self.renamed[name]}", *rest]))(request, exchange)
            return
        found = self.repositories.get(name)
        shown = not found.private if found is not None else len(parts) == 1 and name in self.accounts
        if found is not None and len(parts) == 4 and parts[2] in NUMBERS:
            shown = shown and found.numbered.get(int(parts[3])) == NUMBERS[parts[2]]
        elif found is not None and parts[2:3] == ["blob"]:
            shown = shown and f"{parts[3]}:{'/'.join(parts[4:])}" in found.objects
        page_of_it = page(request.path, f"This is {request.path} on a small GitHub.")
        await (page_of_it if shown else status(404))(request, exchange)


class _NoValues(Visitor):
    """Nothing that comes from a URL stands in the text of a query."""

    def enter(self, node: Any, *_: Any) -> None:
        """Look at one node."""
        if isinstance(node, ValueNode) and node.kind in {"string_value", "int_value", "list_value", "object_value"}:
            raise AssertionError(f"a value in the text of a query: {node.to_dict()}")


def _missing(told: str) -> GraphQLError:
    return GraphQLError(f"Could not resolve to {told}.", extensions={"type": "NOT_FOUND"})


class _Root:
    """The root of the query, as graphql-core asks for it: a method for each field."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def repository(self, _: Any, owner: str, name: str, followRenames: bool) -> Row:  # noqa: N803
        """A repository by either of its names; renamed accounts are not followed."""
        asked = f"{owner}/{name}".lower()
        now = self._hub.renamed.get(asked, asked) if followRenames else asked
        found = self._hub.repositories.get(now.lower())
        if found is None:
            raise _missing(f"a Repository with the name '{asked}'")
        return _shown(found)

    def repositoryOwner(self, _: Any, login: str) -> Row | None:  # noqa: N802
        """An account by its name; nothing, and no error, for what is none."""
        name = self._hub.accounts.get(login.lower())
        return None if name is None else {"is": "User", "login": name}


def _shown(one: Repository) -> Row:
    latest = next((tag for tag, draft in reversed([*one.releases.items()]) if not draft), None)

    def numbered(kinds: set[str]) -> Callable[..., Row]:
        def find(_: Any, number: int) -> Row:
            kind = one.numbered.get(number, "")
            if kind not in kinds:
                raise _missing(f"an issue or pull request with the number of {number}")
            return {"is": kind, "number": number}

        return find

    def git_object(_: Any, expression: str | None = None, oid: str | None = None) -> Row | None:
        kind = one.objects.get(expression or oid or "")
        return None if kind is None else {"is": kind, "oid": COMMIT}

    def release(_: Any, tagName: str) -> Row | None:  # noqa: N803
        if tagName not in one.releases:
            return None
        return {"is": "Release", "tagName": tagName, "isDraft": one.releases[tagName]}

    return {
        "is": "Repository",
        "nameWithOwner": one.name,
        "isPrivate": one.private,
        "isDisabled": one.disabled,
        "isLocked": one.locked,
        "hasIssuesEnabled": one.issues_enabled,
        "hasPullRequestsEnabled": one.pulls_enabled,
        "hasDiscussionsEnabled": one.discussions_enabled,
        "issueOrPullRequest": numbered({"Issue", "PullRequest"}),
        "discussion": numbered({"Discussion"}),
        "object": git_object,
        "release": release,
        "latestRelease": None if latest is None else {"is": "Release", "tagName": latest, "isDraft": False},
    }


def document(what: object, code: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Behaviour:
    """The API answers this JSON."""

    async def answer(_: Request, exchange: Exchange) -> None:
        await exchange.answer(code, json.dumps(what), headers, content_type="application/json")

    return answer


@dataclass(slots=True)
class Scene:
    """A GitHub on loopback and who asks it."""

    hub: Hub
    web: Web
    fetcher: Fetcher
    clock: QuickClock
    adapter: GitHub
    told: list[str]
    """What the user was warned of or told."""

    async def hops(self, *urls: str) -> dict[str, list[tuple[str, int | None]] | None]:
        """What is said of each URL: its hops, or nothing."""
        probes = await self.adapter.ask(urls)
        return {
            url: [(hop.url, hop.status) for hop in probe.hops] if (probe := probes.get(url)) is not None else None
            for url in urls
        }


@asynccontextmanager
async def scene(hub: Hub, settings: Settings | None = None, token: Token = TOKEN) -> AsyncIterator[Scene]:
    """The adapter before a small GitHub."""
    clock, told = QuickClock(), list[str]()
    async with Web(hub.sites()) as web, Fetcher(settings or quick(), web.resolver, web.trust, clock) as fetcher:
        yield Scene(hub, web, fetcher, clock, GitHub(token, fetcher, clock, told.append, told.append), told)
    assert_token_stayed(web)
    assert hub.wrong == []


def assert_token_stayed(web: Web) -> None:
    """Nobody but the API has seen the token, over TLS, in its header and nowhere else."""
    for request in web.requests:
        own = (request.host, request.scheme, request.target) == (API_HOST, "https", "/graphql")
        assert repr(request).count(SECRET) <= int(own)
        assert own or request.header("Authorization") is None
