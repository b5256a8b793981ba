"""The table and what it comes to: wrong verdicts, false-dead, false-alive, false alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linkcheck.model import Verdict
from tests.truth.rows import DEFERRED, Row, Truth
from tests.truth.tools import Outcome, line_of

ALIVE = frozenset({Verdict.ALIVE, Verdict.MOVED, "ok"})
DEAD = frozenset({Verdict.DEAD, "error"})
ALARM = DEAD | {Verdict.UNSURE, "timeout"}
"""What tells an editor that something is wrong with a link; lychee knows no doubt."""
NOTHING = ("nothing", "")
"""What is said of a line of which nothing is said: linkcheck has put it off."""

ALLOWED_FALSE_ALIVE = 2


@dataclass(frozen=True, slots=True)
class Score:
    """What one program's answers come to."""

    wrong: tuple[Row, ...]
    """Another verdict or reason than expected; of lychee nothing is expected."""
    false_dead: tuple[Row, ...]
    """The page is there, and it is called dead (lychee: an error)."""
    false_alive: tuple[Row, ...]
    """A reader does not get the page, and it is called alive or moved (lychee: ok)."""
    false_alarm: tuple[Row, ...]
    """The page is there, and it is called dead or doubtful (lychee: an error or a time-out)."""
    missed: tuple[Row, ...]
    """Gone for good, and not called dead."""

    def passes(self, harm: int) -> bool:
        """Whether linkcheck has kept its promises."""
        return not (self.wrong or self.false_dead or harm) and len(self.false_alive) <= ALLOWED_FALSE_ALIVE


def said_of(outcome: Outcome, number: int) -> tuple[str, str]:
    """What was said of a row, and why."""
    said = {int(line): (what, why) for line, (what, why) in outcome.said.items()}
    return said.get(line_of(number), NOTHING)


def right(row: Row, said: tuple[str, str]) -> bool:
    """Whether linkcheck said what the row expects."""
    if row.verdict == DEFERRED:
        return said == NOTHING
    return said[0] == row.verdict and said[1] in row.reasons


def score(rows: Sequence[Row], outcome: Outcome, *, expected: bool) -> Score:
    """Count one program's answers; `expected` where the rows say what it should say."""
    told = [(row, said_of(outcome, number)) for number, row in enumerate(rows)]
    there = [(row, said[0]) for row, said in told if row.truth is Truth.THERE]
    return Score(
        wrong=tuple(row for row, said in told if expected and not right(row, said)),
        false_dead=tuple(row for row, said in there if said in DEAD),
        false_alive=tuple(row for row, said in told if row.truth in {Truth.GONE, Truth.BROKEN} and said[0] in ALIVE),
        false_alarm=tuple(row for row, said in there if said in ALARM),
        missed=tuple(row for row, said in told if row.truth is Truth.GONE and said[0] not in DEAD),
    )


def table(rows: Sequence[Row], outcomes: Mapping[str, Outcome]) -> str:
    """One line a behaviour: what a person sees, what linkcheck said and should have said, what lychee said."""
    lines = [_line("behaviour", "truth", "linkcheck", "ok?", "lychee")]
    group = ""
    for number, row in enumerate(rows):
        if row.group != group:
            group = row.group
            lines.append(f"-- {group} ".ljust(140, "-"))
        given = {tool: said_of(outcome, number) for tool, outcome in outcomes.items()}
        ours = given.get("linkcheck", NOTHING)
        mark = "yes" if right(row, ours) else f"NO, {row.verdict} ({' or '.join(row.reasons)})"
        theirs = ("not asked", row.why) if "lychee" in row.without else given.get("lychee", ("not run", ""))
        lines.append(_line(row.name, row.truth, _shown(ours), mark, _shown(theirs)))
    return "\n".join(lines) + "\n"


def _shown(said: tuple[str, str]) -> str:
    return f"{said[0]} ({said[1][:44]})" if said[1] else said[0]


def _line(name: str, truth: str, ours: str, mark: str, theirs: str) -> str:
    return f"{name[:58]:58}  {truth:6}  {ours:32}  {mark:4}  {theirs}".rstrip()


def totals(rows: Sequence[Row], outcomes: Mapping[str, Outcome]) -> str:
    """The counts, a program a column, and every false-dead and false-alive of linkcheck by name."""
    scores = {tool: score(rows, outcome, expected=tool == "linkcheck") for tool, outcome in outcomes.items()}
    there = sum(row.truth is Truth.THERE for row in rows)
    gone = sum(row.truth is Truth.GONE for row in rows)
    broken = sum(row.truth is Truth.BROKEN for row in rows)
    lines = [f"{len(rows)} behaviours: {there} there, {gone} gone, {broken} broken, the rest must not be asked", ""]
    lines.append(_count("", list(scores)))
    lines.append(_count("wrong verdicts or reasons", [_wrong(tool, one) for tool, one in scores.items()]))
    counted = {
        "false-dead (there, called dead)": "false_dead",
        "false-alive (gone or broken, called alive)": "false_alive",
        "false alarms (there, called dead or doubtful)": "false_alarm",
        "gone and not called dead": "missed",
    }
    lines += [_count(name, [len(getattr(one, field)) for one in scores.values()]) for name, field in counted.items()]
    lines.append(_count("requests that must never be made", [one.harm for one in outcomes.values()]))
    lines.append(_count("seconds", [round(one.seconds) for one in outcomes.values()]))
    if "linkcheck" in scores:
        lines += ["", *_named("false-dead", scores["linkcheck"].false_dead)]
        lines += _named("false-alive", scores["linkcheck"].false_alive)
        lines += _named("wrong", scores["linkcheck"].wrong)
    return "\n".join(lines).rstrip() + "\n"


def _wrong(tool: str, one: Score) -> object:
    return len(one.wrong) if tool == "linkcheck" else "-"


def _count(name: str, values: Sequence[object]) -> str:
    return f"{name:48}" + "".join(f"{value!s:>12}" for value in values)


def _named(kind: str, found: Sequence[Row]) -> list[str]:
    return [f"linkcheck {kind}: {row.name}" + (f" - {row.known}" if row.known else "") for row in found]
