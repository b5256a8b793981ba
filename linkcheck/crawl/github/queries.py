"""One GraphQL query for many pages: a repository is asked for once, whatever is linked in it.

Field names are those of GitHub's public schema (https://docs.github.com/en/graphql/reference). Everything that comes
from a URL is sent as a variable; the text of a query is made of names of our own. No field is a connection, so that a
query costs one point and no nodes, whatever it asks
(https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from linkcheck.crawl.github.pages import Field, Kind, Page, Question

_TYPES: Final[Mapping[Field, tuple[str, str]]] = MappingProxyType(
    {
        Field.NUMBERED: ("number", "Int!"),
        Field.DISCUSSION: ("number", "Int!"),
        Field.OBJECT: ("expression", "String!"),
        Field.RELEASE: ("tagName", "String!"),
    }
)
"""Each field's argument and its type."""

_SELECTED: Final[Mapping[Field, str]] = MappingProxyType(
    {
        Field.NUMBERED: "__typename ... on Issue { number } ... on PullRequest { number }",
        Field.DISCUSSION: "number",
        Field.OBJECT: "__typename oid",
        Field.RELEASE: "tagName isDraft",
        Field.LATEST: "tagName isDraft",
    }
)
"""What is wanted of each."""

_OF_A_REPOSITORY: Final = "nameWithOwner isPrivate isDisabled isLocked"
_ENABLED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        Kind.ISSUES: ("hasIssuesEnabled",),
        Kind.PULLS: ("hasPullRequestsEnabled",),
        Kind.ISSUE: ("hasIssuesEnabled", "hasPullRequestsEnabled"),
        Kind.PULL: ("hasIssuesEnabled", "hasPullRequestsEnabled"),
        Kind.DISCUSSION: ("hasDiscussionsEnabled",),
    }
)
"""What a repository can turn off, with the pages that go with it."""

Row = Mapping[str, object]


@dataclass(slots=True)
class _Asked:
    """One repository, and what is asked of it: the questions and the aliases of their answers."""

    alias: str
    owner: str
    name: str
    aliases: dict[Question, str] = field(default_factory=dict)
    enabled: set[str] = field(default_factory=set)


class Query:
    """The query for some pages. Aliases: `u0` is an account, `r0` a repository, `f0` what is asked of it."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self._owners: dict[str, str] = {}
        self._repositories: dict[tuple[str, str], _Asked] = {}
        for page in pages:
            self._add(page)
        self.variables: dict[str, str | int] = {}
        self._types: dict[str, str] = {}
        fields = [*self._account_fields(), *self._repository_fields()]
        head = ", ".join(f"${name}: {kind}" for name, kind in self._types.items())
        self.text = "\n".join([f"query({head}) {{", *fields, "}"])
        """The query; its values are in `variables`."""

    def account(self, page: Page, data: Row) -> Row | None:
        """What an answer's data says of the account of a page."""
        return _row(data, self._owners.get(page.owner.lower(), ""))

    def repository(self, page: Page, data: Row) -> Row | None:
        """What an answer's data says of the repository of a page."""
        return _row(data, self._repositories[_key(page)].alias)

    def found(self, page: Page, repository: Row) -> Iterator[Row]:
        """Those of a page's questions that a repository has an answer to."""
        aliases = self._repositories[_key(page)].aliases
        for question in page.questions:
            row = _row(repository, aliases[question])
            if row is not None:
                yield row

    def _add(self, page: Page) -> None:
        if page.kind is Kind.OWNER:
            self._owners.setdefault(page.owner.lower(), f"u{len(self._owners)}")
            return
        new = _Asked(f"r{len(self._repositories)}", page.owner, page.name)
        asked = self._repositories.setdefault(_key(page), new)
        asked.enabled.update(_ENABLED.get(page.kind, ()))
        for question in page.questions:
            asked.aliases.setdefault(question, f"f{len(asked.aliases)}")

    def _account_fields(self) -> Iterator[str]:
        for login, alias in self._owners.items():
            yield f"{alias}: repositoryOwner(login: {self._variable(alias, 'String!', login)}) {{ login }}"

    def _repository_fields(self) -> Iterator[str]:
        for asked in self._repositories.values():
            owner = self._variable(f"{asked.alias}o", "String!", asked.owner)
            name = self._variable(f"{asked.alias}n", "String!", asked.name)
            yield f"{asked.alias}: repository(owner: {owner}, name: {name}, followRenames: true) {{"
            yield f"  {' '.join([_OF_A_REPOSITORY, *sorted(asked.enabled)])}"
            for question, alias in asked.aliases.items():
                yield f"  {alias}: {self._field(asked.alias + alias, question)}"
            yield "}"

    def _field(self, variable: str, question: Question) -> str:
        argument = ""
        if question.field in _TYPES:
            name, kind = _TYPES[question.field]
            argument = f"({name}: {self._variable(variable, kind, question.value)})"
        return f"{question.field.value}{argument} {{ {_SELECTED[question.field]} }}"

    def _variable(self, name: str, kind: str, value: str | int) -> str:
        self._types[name] = kind
        self.variables[name] = value
        return f"${name}"


def _key(page: Page) -> tuple[str, str]:
    """GitHub tells accounts and repositories apart whatever the case of their names."""
    return page.owner.lower(), page.name.lower()


def _row(data: Row, name: str) -> Row | None:
    row = data.get(name)
    return row if isinstance(row, dict) else None
