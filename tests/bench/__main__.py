"""`python -m tests.bench`: each scenario's programs in turn, several times, and the medians beside the bound."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from linkcheck.crawl.hosts import FIRST_LOOK
from tests.bench import tools
from tests.bench.bound import bound
from tests.bench.scenarios import SCENARIOS, Scenario
from tests.bench.tools import ToolFailed
from tests.truth import namespace

ROOT = Path(__file__).parent.parent.parent
CONNECT = 5.0
"""Seconds that linkcheck waits for a connection."""
COLUMNS = ("wall", "cpu", "memory", "requests", "at_once", "in_a_second", "right")
HEADS = ("wall s", "cpu s", "MiB", "requests", "at once", "in 1 s", "right")

BARE = ("bare", "bare uvloop")
"""The loops beside which the processor's time is told."""
LATE = 1.1
"""How much of a second's requests may come in the next one: a busy machine delays the one and not the other."""

Figures = dict[str, float]


def play(scenario: str, tool: str) -> Figures:
    """One run of one program, in a namespace of its own.

    Raises:
        ToolFailed: It did not come to its end.
    """
    arguments = [sys.executable, "-m", "tests.bench.inside", scenario, tool]
    done = subprocess.run(namespace.command(arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(done.stderr)
    told: Figures = json.loads(done.stdout)
    return told


def table(scenario: Scenario, runs: dict[str, list[Figures]]) -> str:
    """The medians of every program, the ratios to linkcheck's wall time, and the bound."""
    plan = scenario.plan()
    manners = scenario.manners
    least = bound(plan, manners.interval, manners.per_host, manners.timeout, CONNECT, FIRST_LOOK)
    lines = [f"{scenario.told}", f"{'':14}" + "".join(f"{head:>10}" for head in HEADS) + f"{'× ours':>10}"]
    medians = {tool: {key: median(one[key] for one in those) for key in COLUMNS} for tool, those in runs.items()}
    ours = medians.get("linkcheck", {}).get("wall", 0.0)
    for tool, row in medians.items():
        cells = [f"{row[key]:10.1f}" if key in {"wall", "cpu"} else f"{row[key]:10,.0f}" for key in COLUMNS]
        lines.append(f"{tool:14}" + "".join(cells) + (f"{row['wall'] / ours:10.2f}" if ours else ""))
    lines += ceiling(len(plan.urls), runs)
    lines.append(f"{'bound':14}{least.seconds:10.1f}  {least.why}")
    if ours and least.seconds:
        lines.append(f"linkcheck takes {ours / least.seconds:.2f} × the bound; {len(plan.urls):,} URLs")
    return "\n".join(lines) + "\n"


def ceiling(urls: int, runs: dict[str, list[Figures]]) -> list[str]:
    """Where nobody waits for a host: links a second, processor time for each, and how near the bare loops that is.

    A loop is taken from the same turn, so that what else the machine does bears on both alike.
    """
    bare = {f"of {tool}": runs[tool] for tool in BARE if tool in runs}
    if not bare:
        return []
    lines = [f"{'':14}{'links/s':>10}{'cpu/1,000':>10}" + "".join(f"{told:>16}" for told in bare)]
    for tool, those in runs.items():
        links = median(urls / one["wall"] for one in those)
        seconds = median(1000 * one["cpu"] / urls for one in those)
        parts = (
            median(loop["cpu"] / one["cpu"] for one, loop in zip(those, loops, strict=True)) for loops in bare.values()
        )
        lines.append(f"{tool:14}{links:10,.0f}{seconds:10.3f}" + "".join(f"{part:16.2f}" for part in parts))
    return lines


def profiled(scenario: str) -> str:
    """Where linkcheck's time goes in a scenario."""
    arguments = [sys.executable, "-m", "tests.bench.inside", scenario, tools.PROFILE]
    done = subprocess.run(namespace.command(arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{SCENARIOS[scenario].told}\n{done.stderr}"


def growth(memory: dict[str, float]) -> str:
    """How much more memory ten times as many links take; empty where that was not measured."""
    if not {"small", "large"} <= memory.keys():
        return ""
    more = memory["large"] - memory["small"]
    return f"linkcheck takes {more:.0f} MiB more for 200,000 URLs than for 20,000\n"


def rude(scenario: Scenario, runs: list[Figures]) -> str:
    """What a host saw more of than was agreed, in any run; empty where none did."""
    manners = scenario.manners
    at_once, in_a_second = (max(one[key] for one in runs) for key in ("at_once", "in_a_second"))
    seen = []
    if at_once > manners.per_host:
        seen.append(f"{at_once:.0f} requests at once, and {manners.per_host} were agreed")
    if manners.interval and in_a_second > LATE / manners.interval + 1:
        seen.append(f"{in_a_second:.0f} requests in a second, and one in {manners.interval} s was agreed")
    return f"a host saw {'; '.join(seen)}" if seen else ""


def main() -> int:
    """Run what was asked for, and print it."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--runs", type=int, default=5, help="runs of each program; the medians are printed")
    options.add_argument("--only", action="append", help="a program; repeatable")
    options.add_argument("--profile", action="store_true", help="only tell where linkcheck's time goes, by room")
    options.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    given = options.parse_args()
    if why := namespace.refused():
        sys.stderr.write(f"The benchmark needs a network namespace of its own, and cannot have one here: {why}\n")
        return 2
    here = tools.found()
    broken, memory = False, dict[str, float]()
    for name in given.scenarios or SCENARIOS:
        scenario = SCENARIOS[name]
        if given.profile:
            sys.stdout.write(profiled(name) + "\n")
            continue
        asked = [tool for tool in scenario.tools if tool in here and (not given.only or tool in given.only)]
        runs: dict[str, list[Figures]] = {tool: [] for tool in asked}
        # in turn, so that a machine that is slow for a while is slow for all
        for _ in range(given.runs):
            for tool in asked:
                runs[tool].append(play(name, tool))
        sys.stdout.write(table(scenario, runs))
        if "linkcheck" in asked:
            memory[name] = median(one["memory"] for one in runs["linkcheck"])
        for tool in asked:
            if why := rude(scenario, runs[tool]):
                sys.stdout.write(f"{tool}: {why}\n")
                broken = broken or tool == "linkcheck"
        sys.stdout.write("\n")
        sys.stdout.flush()
    sys.stdout.write(growth(memory))
    return int(broken)


if __name__ == "__main__":
    raise SystemExit(main())
