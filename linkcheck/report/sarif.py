"""The SARIF report: findings in code-scanning views.

SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. A confirmed death is an error, a death
that waits for its confirmation a warning, a failure that often passes a note; what is blocked or lives is no result.
"""

import hashlib
import json
from urllib.parse import quote

from linkcheck.model import Finding, Found, Placed, Reason, Verdict
from linkcheck.report.groups import standing_links
from linkcheck.report.types import Report
from linkcheck.report.wording import because, captured, distance, failing, grounds

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> str:
    """The report as SARIF, one result a link."""
    told = [one for one in report.findings if one.standing.confirmed or failing(one.standing)]
    reasons = sorted({one.standing.reason for one in told if one.standing.reason})
    driver = {
        "name": "linkcheck",
        "version": report.run.version,
        "informationUri": "https://pypi.org/project/linkcheck-archive/",
        "rules": [_rule(reason) for reason in reasons],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, link, reasons) for finding in told for link in standing_links(finding)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"


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
