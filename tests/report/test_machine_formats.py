"""JUnit and SARIF, as their readers take them."""

import json
from xml.etree import ElementTree as ET

from linkcheck.report import Format, render
from tests.report.cases import CASES, report_of


def test_junit_is_xml_whatever_is_in_it() -> None:
    """Control characters and markup in texts leave the XML well-formed, and its counts add up."""
    for case in ("a-full-night", "hostile-text", "an-unfit-night"):
        root = ET.fromstring(render(report_of(CASES / case), Format.JUNIT))

        assert int(root.get("tests", "")) == len(root.findall(".//testcase"))
        assert int(root.get("failures", "")) == len(root.findall(".//failure"))
        assert int(root.get("skipped", "")) == len(root.findall(".//skipped"))


def test_only_confirmed_deaths_fail() -> None:
    """A link that is dead for the first time, or was rewritten, does not break a build."""
    root = ET.fromstring(render(report_of(CASES / "a-full-night"), Format.JUNIT))
    failed = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}

    assert failed == {"12:7 http://dead.example/a", "2:1 http://dead.example/a"}


def test_sarif_results_have_their_rules() -> None:
    """Every result points to its rule, a place and a fingerprint that no other has."""
    (run,) = json.loads(render(report_of(CASES / "a-full-night"), Format.SARIF))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    assert len({result["partialFingerprints"]["linkTarget/v1"] for result in run["results"]}) == len(run["results"])


def test_sarif_paths_are_uris() -> None:
    """A path with odd characters is a valid URI reference."""
    (run,) = json.loads(render(report_of(CASES / "hostile-text"), Format.SARIF))["runs"]
    (result,) = run["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%60b%7Cc.md"
