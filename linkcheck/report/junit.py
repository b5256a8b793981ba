"""The JUnit report: one test case a link, for the test views of CI systems.

There is no standard; this is what Jenkins and GitLab read (https://github.com/testmoapp/junitxml). A link that is
confirmed dead and still stands is a failure, one that could not be judged is skipped, everything else passes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from linkcheck.model import Finding, Placed, Verdict
from linkcheck.report.types import Report
from linkcheck.report.wording import count, failing, grounds

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, escaped or not (https://www.w3.org/TR/xml/#charsets)."""

_UNJUDGED = frozenset({Verdict.BLOCKED, Verdict.SKIPPED})


MOST = 20_000
"""Cases that pass, and others, that are listed: no more; the JSON and CSV reports hold all."""


@dataclass(slots=True)
class _Suite:
    """The cases of one document."""

    cases: list[ET.Element] = field(default_factory=list)
    left: int = 0
    """Cases that are not listed."""


def pieces(report: Report) -> Iterator[str]:
    """The report as JUnit XML, a suite for each document."""
    suites: dict[str, _Suite] = {}
    listed: Counter[bool] = Counter()
    for finding in report.findings:
        for link in finding.links:
            suite, case = suites.setdefault(link.path, _Suite()), _case(finding, link)
            passes = len(case) == 0
            if listed[passes] < MOST:
                listed[passes] += 1
                suite.cases.append(case)
            else:
                suite.left += 1
    root = ET.Element("testsuites", name="linkcheck")
    for path in sorted(suites):
        root.append(_suite(path, suites[path], f"{report.run.started:%Y-%m-%dT%H:%M:%S}"))
    for key in ("tests", "failures", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root, " ")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(path: str, found: _Suite, started: str) -> ET.Element:
    cases = found.cases
    suite = ET.Element("testsuite", name=_clean(path), tests=str(len(cases)), timestamp=started)
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.extend(cases)
    if found.left:
        ET.SubElement(suite, "system-out").text = f"and {count(found.left, 'link')} more, in the JSON and CSV reports"
    return suite


def _case(finding: Finding, link: Placed) -> ET.Element:
    place = f"{link.line}:{link.column} {finding.url}"
    case = ET.Element("testcase", classname=_clean(link.path), name=_clean(place), file=_clean(link.path))
    case.set("line", str(link.line))
    standing = finding.standing
    words = _clean(grounds(finding))
    if link.rewritten:
        return case
    if standing.confirmed:
        failure = ET.SubElement(case, "failure", message=words, type=str(standing.reason or ""))
        failure.text = _clean(f"{link.path}:{link.line}:{link.column}: {link.written}\n{words}")
    elif failing(standing):
        ET.SubElement(case, "skipped", message=f"not confirmed yet: {words}")
    elif standing.verdict in _UNJUDGED:
        ET.SubElement(case, "skipped", message=words)
    return case


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
