"""The SARIF report: findings in code-scanning views.

SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. A confirmed death is an error, a death
that waits for its confirmation a warning, a failure that often passes a note; what is blocked or lives is no result.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import quote

from linkcheck.model import Finding, Found, Placed, Reason, Verdict
from linkcheck.report.groups import standing_links
from linkcheck.report.types import Report
from linkcheck.report.wording import because, captured, count, distance, failing, grounds

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


MOST = 25_000
"""Results that are listed: code scanning takes no more (https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning)."""


def pieces(report: Report) -> Iterator[str]:
    """The report as SARIF, one result a link; of very many those of the confirmed dead targets first."""
    told = _told(report.findings)
    reasons = sorted(told.reasons)
    driver = {
        "name": "linkcheck",
        "version": report.run.version,
        "informationUri": "https://pypi.org/project/linkcheck-archive/",
        "rules": [_rule(reason) for reason in reasons],
    }
    run: dict[str, object] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, link, reasons) for finding, link in told.links],
    }
    if left := told.total - len(told.links):
        run["properties"] = {"left": f"{count(left, 'link')} more, in the JSON and CSV reports"}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"


@dataclass(frozen=True, slots=True)
class _Told:
    """The links that are told, in the order of URLs, and how many there are of their kind."""

    links: tuple[tuple[Finding, Placed], ...]
    total: int
    reasons: frozenset[Reason]


def _told(findings: Iterable[Finding]) -> _Told:
    """What fails; where it is too much, the links of confirmed targets before the others."""
    kinds: dict[bool, list[tuple[int, Finding, Placed]]] = {True: [], False: []}
    reasons: set[Reason] = set()
    total = 0
    for finding in findings:
        standing = finding.standing
        if standing.confirmed or failing(standing):
            reasons |= {standing.reason} if standing.reason else set()
            for link in standing_links(finding):
                total += 1
                if len(kinds[standing.confirmed]) < MOST:
                    kinds[standing.confirmed].append((total, finding, link))
    first = sorted((*kinds[True], *kinds[False])[:MOST], key=itemgetter(0))
    return _Told(tuple((finding, link) for _, finding, link in first), total, frozenset(reasons))


def _rule(reason: Reason) -> dict[str, object]:
    words = because(reason)
    return {"id": reason.value, "shortDescription": {"text": words[0].upper() + words[1:]}}


def _result(finding: Finding, link: Placed, reasons: list[Reason]) -> dict[str, object]:
    reason = finding.standing.reason
    place = {
        "artifactLocation": {"uri": quote(link.path, errors="surrogateescape")},
        "region": {"startLine": link.line, "startColumn": link.column},
    }
    # the same link of the same document is the same result, whatever line it moves to
    print_ = hashlib.sha256(f"{link.path}\0{finding.url}".encode("utf-8", "surrogatepass")).hexdigest()
    result: dict[str, object] = {
        "level": _level(finding),
        "message": {"text": _message(finding, link)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"linkTarget/v1": print_},
        "baselineState": "new" if finding.new else "unchanged",
    }
    if reason is not None:
        result |= {"ruleId": reason.value, "ruleIndex": reasons.index(reason)}
    return result


def _level(finding: Finding) -> str:
    if finding.standing.confirmed:
        return "error"
    return "warning" if finding.standing.verdict is Verdict.DEAD else "note"


def _message(finding: Finding, link: Placed) -> str:
    state = "is confirmed dead" if finding.standing.confirmed else "fails"
    text = f"{finding.url} {state} because {grounds(finding)}."
    if finding.alias is not None:
        text += f" It lives elsewhere: {finding.alias.url}"
    lookup = link.snapped.lookup
    if isinstance(lookup, Found):
        snapshot = lookup.snapshot
        text += f" Snapshot of {captured(snapshot.timestamp)}, {distance(snapshot.days)}: {snapshot.url}"
    return text
