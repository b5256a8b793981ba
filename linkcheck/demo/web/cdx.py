"""A CDX server's answers, as the Wayback Machine gives them at /cdx/search/cdx.

Parameters and their meaning: internetarchive/wayback, wayback-cdx-server/README.md.
"""

import itertools
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote_plus, unquote_plus

from linkcheck.demo.web.captures import REVISIT, Capture, Holdings, moment, surt

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
HEAD_BYTES = 300
"""What a record's headers add to its length."""

Row = dict[str, str]


class BadQuery(ValueError):
    """A query that a CDX server answers with 400; its text is the body."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of one page, the fields that were asked for, and the key to go on with."""

    fields: tuple[str, ...]
    rows: tuple[Row, ...]
    resume: str = ""


def search(holdings: Holdings, query: str) -> tuple[str, str]:
    """Answer a query string: the body and its content type.

    Raises:
        BadQuery: `url` is missing, or a parameter cannot be read.
    """
    wanted = parse_qs(query, keep_blank_values=True)
    found = _list(holdings, wanted)
    if _one(wanted, "output") == "json":
        return _as_json(found), "application/json"
    return _as_text(found), "text/plain"


def _one(wanted: dict[str, list[str]], name: str, default: str = "") -> str:
    return wanted.get(name, [default])[0]


def _list(holdings: Holdings, wanted: dict[str, list[str]]) -> Listing:
    url = _one(wanted, "url")
    if not url:
        raise BadQuery("The url param is required")
    rows = _between(map(_row, _matching(holdings, url, _one(wanted, "matchType"))), wanted)
    for condition in wanted.get("filter", []):
        rows = _filtered(rows, condition)
    rows = _sorted(rows, wanted)
    for rule in wanted.get("collapse", []):
        rows = _collapsed(rows, rule)
    page, resume = _page(rows, wanted)
    fields = tuple(_one(wanted, "fl", ",".join(FIELDS)).split(","))
    if unknown := [name for name in fields if name not in FIELDS]:
        raise BadQuery(f"no such field: {unknown[0]}")
    return Listing(fields, tuple(page), resume if _one(wanted, "showResumeKey") == "true" else "")


def _matching(holdings: Holdings, url: str, kind: str) -> list[Capture]:
    if url.startswith("*."):
        url, kind = url[2:], "domain"
    elif url.endswith("*"):
        url, kind = url[:-1], "prefix"
    key = surt(url)
    host = key.partition(")")[0]
    match kind or "exact":
        case "exact":
            return list(holdings.by_key.get(key, ()))
        case "prefix":
            begins: tuple[str, ...] = (key,)
        case "host":
            begins = (f"{host})",)
        case "domain":
            begins = (f"{host})", f"{host},")
        case other:
            raise BadQuery(f"no such matchType: {other}")
    return [one for name in sorted(holdings.by_key) if name.startswith(begins) for one in holdings.by_key[name]]


def _row(capture: Capture) -> Row:
    repeat = capture.mimetype == REVISIT
    return {
        "urlkey": capture.key,
        "timestamp": capture.timestamp,
        "original": capture.url,
        "mimetype": capture.mimetype,
        "statuscode": "-" if repeat else str(capture.status),
        "digest": capture.digest or "-",
        "length": str(len(capture.data) + HEAD_BYTES),
    }


def _between(rows: Iterable[Row], wanted: dict[str, list[str]]) -> list[Row]:
    first, last = _one(wanted, "from"), _one(wanted, "to")
    if not re.fullmatch(r"\d{0,14}", first) or not re.fullmatch(r"\d{0,14}", last):
        raise BadQuery("from and to have 1 to 14 digits")
    # a short `to` includes all that begins with it: to=2004 is the end of 2004
    return [row for row in rows if row["timestamp"] >= first and row["timestamp"][: len(last)] <= last]


def _filtered(rows: Iterable[Row], condition: str) -> list[Row]:
    wanted = not condition.startswith("!")
    name, colon, pattern = condition.removeprefix("!").partition(":")
    contains = name.startswith("~")
    name = name.removeprefix("~")
    if not colon or name not in FIELDS:
        raise BadQuery(f"not a filter: {condition}")
    try:
        compiled = re.compile(re.escape(pattern) if contains else pattern)
    except re.error as error:
        raise BadQuery(f"not a regular expression: {pattern}") from error
    test = compiled.search if contains else compiled.fullmatch
    return [row for row in rows if bool(test(row[name])) is wanted]


def _sorted(rows: list[Row], wanted: dict[str, list[str]]) -> list[Row]:
    match _one(wanted, "sort"):
        case "closest" if _one(wanted, "closest"):
            at = moment(_one(wanted, "closest"))
            return sorted(rows, key=lambda row: abs(moment(row["timestamp"]) - at))
        case "reverse":
            return rows[::-1]
    return rows


def _collapsed(rows: Sequence[Row], rule: str) -> list[Row]:
    name, _, digits = rule.partition(":")
    if name not in FIELDS or (digits and not digits.isdigit()):
        raise BadQuery(f"not a collapse: {rule}")
    end = int(digits) if digits else None
    return [next(group) for _, group in itertools.groupby(rows, key=lambda row: row[name][:end])]


def _page(rows: list[Row], wanted: dict[str, list[str]]) -> tuple[list[Row], str]:
    after = unquote_plus(_one(wanted, "resumeKey"))
    if after:
        keys = [_key(row) for row in rows]
        rows = rows[keys.index(after) :] if after in keys else []
    try:
        limit, offset = int(_one(wanted, "limit", "0") or 0), int(_one(wanted, "offset", "0") or 0)
    except ValueError as error:
        raise BadQuery("limit and offset are numbers") from error
    rows = rows[offset:]
    if limit < 0:
        return rows[limit:], ""
    if limit == 0 or len(rows) <= limit:
        return rows, ""
    return rows[:limit], quote_plus(_key(rows[limit]))


def _key(row: Row) -> str:
    return f"{row['urlkey']} {row['timestamp']}"


def _as_json(found: Listing) -> str:
    if not found.rows:
        return "[]\n"
    table = [list(found.fields), *([row[name] for name in found.fields] for row in found.rows)]
    if found.resume:
        table += [[], [found.resume]]
    return "[" + ",\n".join(json.dumps(row) for row in table) + "]\n"


def _as_text(found: Listing) -> str:
    lines = [" ".join(row[name] for name in found.fields) for row in found.rows]
    if found.resume:
        lines += ["", found.resume]
    return "".join(f"{line}\n" for line in lines)
