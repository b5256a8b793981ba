"""Action links, which are never fetched, and the masking of what nobody else should read in a URL."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import unquote

from linkcheck.judge import urls
from linkcheck.judge.tables import pattern, rows

MASK: Final = "***"
"""What stands where a secret stood: it needs no escaping in a URL, in Markdown or in a shell's double quotes."""

_TOKENISH: Final = re.compile(r"^(?=[^/]*[0-9])[A-Za-z0-9_=~.%@+-]{4,}$|^[A-Za-z0-9_=-]{20,}$|@|%40")
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_-]{10,}(\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class Action:
    """One row of data/actions.toml."""

    name: str
    path: re.Pattern[str] | None
    query: re.Pattern[str] | None
    source: str

    def matches(self, path: str, query: str) -> bool:
        """Whether a path and a query are this command."""
        return (self.path is None or bool(self.path.search(path))) and (
            self.query is None or bool(self.query.search(query))
        )


@cache
def _by_host() -> dict[str, tuple[Action, ...]]:
    """The rows by host; those of every host under the empty name."""
    table: dict[str, tuple[Action, ...]] = {}
    for row in rows("actions", "action"):
        action = Action(row["name"], pattern(row.get("path")), pattern(row.get("query")), row["source"])
        for host in row.get("hosts", ("",)):
            table[host] = (*table.get(host, ()), action)
    return table


def action_of(url: str) -> str:
    """The name of the command that fetching a URL would give; empty for an ordinary link."""
    parts = urls.split(url)
    path, query = unquote(parts.path), parts.query
    fragment = urls.routed(url)
    if fragment:
        route, _, more = fragment.lstrip("!").partition("?")
        path, query = path.rstrip("/") + route, f"{query}&{more}".strip("&")
    table = _by_host()
    for name in (*urls.suffixes(urls.host_of(url)), ""):
        for action in table.get(name, ()):
            if action.matches(path, query):
                return action.name
    return ""


def is_action(url: str) -> bool:
    """Whether fetching a URL would do something: unsubscribe a reader, confirm an address, end a session."""
    return bool(action_of(url))


@cache
def _secret() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['name']})" for row in rows("actions", "masked")), re.IGNORECASE)


def masked(url: str) -> str:
    """A URL as it may stand in reports and logs: tokens, credentials and campaign identifiers become `***`.

    Masked are: the user and password before the host; the values of the parameters in data/actions.toml, in query and
    fragment; JSON Web Tokens anywhere; and, in an action link, every value and every part of the path that looks like a
    token. Everything else stays byte for byte. `utm_source` and the like stay: they name a campaign, not a reader.
    """
    action = is_action(url)
    before, mark, fragment = url.partition("#")
    address, question, query = before.partition("?")
    address = _JWT.sub(MASK, _without_credentials(address))
    if action:
        address = _without_tokens(address)
    return (
        address
        + question
        + _without_secrets(query, everything=action)
        + mark
        + (_without_secrets(fragment, everything=action) if "=" in fragment else _JWT.sub(MASK, fragment))
    )


def _without_credentials(address: str) -> str:
    scheme, slashes, rest = address.partition("://")
    if not slashes:
        return address
    host, slash, path = rest.partition("/")
    if "@" in host:
        host = f"{MASK}@{host.rpartition('@')[2]}"
    return scheme + slashes + host + slash + path


def _without_tokens(address: str) -> str:
    scheme, slashes, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    names = path.split("/")
    hidden = [
        MASK if _TOKENISH.search(name) and not name.lower().endswith((".php", ".html", ".aspx")) else name
        for name in names
    ]
    return scheme + slashes + host + slash + "/".join(hidden)


def _without_secrets(query: str, *, everything: bool) -> str:
    kept = []
    for pair in re.split(r"([&;])", query):
        name, equals, value = pair.partition("=")
        plain = unquote(name.rpartition("?")[2]).strip()
        if equals and value and (everything or _secret().fullmatch(plain)):
            kept.append(f"{name}={MASK}")
        elif not equals and everything and _TOKENISH.search(pair):
            kept.append(MASK)
        else:
            kept.append(_JWT.sub(MASK, pair))
    return "".join(kept)
