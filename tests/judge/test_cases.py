"""Every page in tests/cases/judge: one file a case, with the verdict and the reason that it must get."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linkcheck.judge import capture, judge
from linkcheck.model import Answer, Failure, Fault, Hop, Judgement, Told, Verdict, Wanted
from tests.judge.making import TODAY, answer, probe, prose, target

FOLDER = Path(__file__).parent.parent / "cases" / "judge"
CASES = sorted(FOLDER.glob("*.toml"))


def _answer(row: dict[str, Any]) -> Answer:
    body = row.get("body", "").replace("{{prose}}", prose(row.get("prose", 0)))
    return answer(row["url"], row["status"], body, row.get("headers"))


def _said(row: dict[str, Any]) -> Answer | Failure:
    """What a host's interface for programs answered."""
    url = "https://interface.example/"
    if "fault" in row:
        return Failure(url, Fault(row["fault"]), "as the case says")
    return answer(url, row["status"], row.get("body", ""), {"Content-Type": "application/json"})


def judged(case: dict[str, Any]) -> Judgement:
    """What the judge says of a case file."""
    texts = tuple(case.get("texts", ()))
    if case.get("mode") == "capture":
        return capture(_answer(case["answer"]), Wanted(case["url"], None, None, texts))
    result: Answer | Failure
    if "failure" in case:
        row = case["failure"]
        result = Failure(case["url"], Fault(row["fault"]), row["evidence"])
    else:
        result = _answer(case["answer"])
    hops = tuple(Hop(url, status) for url, status in case.get("hops", ()))
    sibling = _answer(case["sibling"]) if "sibling" in case else None
    front = _answer(case["front"]) if "front" in case else None
    today: date = case.get("today", TODAY)
    told = Told(_said(case["told"]["answer"]), _said(case["told"]["known"])) if "told" in case else None
    others = case.get("others", 0)
    seen = replace(probe(case["url"], result, hops, sibling, told), front=front)
    return judge(seen, target(case["url"], *texts), today, others=others)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_case(path: Path) -> None:
    """Each page gets the verdict and the reason that its case file names."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))

    found = judged(case)

    assert f"{case['expect']['verdict']} {case['expect']['reason']}" == f"{found.verdict} {found.reason}", (
        f"{case['why']}\n{found.evidence}"
    )


def test_no_false_dead_and_few_false_alive() -> None:
    """Over all cases: nothing that lives is called dead, and of the dead nearly all are found."""
    dead = found = 0
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        expected_dead = case["expect"]["verdict"] == "dead"
        given_dead = judged(case).verdict is Verdict.DEAD
        assert expected_dead or not given_dead, path.name
        dead += expected_dead
        found += given_dead

    assert dead > 30
    assert found >= 0.95 * dead


def test_there_are_enough_cases() -> None:
    """The folder holds living pages that look dead as well as dead ones that look alive."""
    assert len(CASES) >= 100
