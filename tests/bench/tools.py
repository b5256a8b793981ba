"""The programs, run as a user would run them, and what each run cost."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import rooms
from tests.bench.plan import LIVES, Manner, Plan, host_of, kind_of
from tests.bench.server import CANARY

LIMIT = 1_500
"""Seconds that one run may take."""
ALLOWED = "127.0.0.0/8"
ARCHIVE = "letters"
DOCUMENT = f"{ARCHIVE}/0.md"
"""Its first document; its only one, where all URLs stand in one."""
OURS = frozenset({"linkcheck", "bare", "bare uvloop"})
"""The programs that are always here."""
PROFILE = "profile"
"""The program that is linkcheck under a profiler; it is run when it is asked for."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What all programs are told alike."""

    interval: float
    """Seconds between two requests to one host."""
    per_host: int
    timeout: float
    """Seconds for one request."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of the process and its children."""
    memory: float
    """MiB, the largest of them."""
    right: int
    """URLs of which the truth was said."""


class ToolFailed(Exception):
    """A program did not come to its end; the text holds what it printed."""


def write(folder: Path, plan: Plan, most: int) -> None:
    """An archive of letters with every URL, one a paragraph; at most so many in a letter."""
    archive = folder / ARCHIVE
    archive.mkdir()
    for first in range(0, len(plan.urls), most):
        named = enumerate(plan.urls[first : first + most], first)
        text = "\n\n".join(f"[letter {number}]({url})" for number, url in named)
        (archive / f"{first // most}.md").write_text(f"{text}\n", encoding="utf-8")


def lives(plan: Plan) -> dict[str, bool]:
    """URL → whether a reader gets a page."""
    manners = {host.name: host.manner for host in plan.hosts}
    good = {Manner.ANSWERS, Manner.STRICT}
    return {url: manners[host_of(url)] in good and kind_of(url) in LIVES for url in plan.urls}


def found() -> tuple[str, ...]:
    """The programs that can be run here."""
    return tuple(name for name in TOOLS if name in OURS or _where(name))


def run(tool: str, folder: Path, plan: Plan, manners: Manners) -> Cost:
    """Let a program check the archive in `folder`.

    Raises:
        ToolFailed: It did not come to its end.
    """
    return TOOLS[tool](folder, plan, manners)


def _linkcheck(folder: Path, plan: Plan, manners: Manners) -> Cost:
    cost = _checked(folder, manners, [_beside("linkcheck")])
    _timed([_beside("linkcheck"), "report", "--format", "json", "--no-progress"], folder)
    told = json.loads((folder / "reports" / "latest.json").read_text(encoding="utf-8"))
    said = {target["url"]: target["verdict"] in {"alive", "moved"} for target in told["targets"]}
    return _judged(cost, plan, said)


def _profiled(folder: Path, _: Plan, manners: Manners) -> Cost:
    """What linkcheck's time is spent on, told on standard error."""
    cost = _checked(folder, manners, [sys.executable, rooms.__file__])
    sys.stderr.write((folder / rooms.TOLD).read_text(encoding="utf-8"))
    return cost


def _checked(folder: Path, manners: Manners, program: Sequence[str]) -> Cost:
    (folder / "linkcheck.toml").write_text(f'canaries = ["http://{CANARY}/"]\n', encoding="utf-8")
    for old in folder.glob("linkcheck.db*"):
        old.unlink()
    options = ["--timeout", f"{manners.timeout}s", "--allow-network", ALLOWED, "--no-progress", "-q"]
    options += ["--per-host", str(manners.per_host), "--interval", f"{manners.interval}s"]
    return _timed([*program, "check", ARCHIVE, *options], folder)


def _lychee(folder: Path, plan: Plan, manners: Manners) -> Cost:
    return _lychee_with(folder, plan, manners, [])


def _lychee_tuned(folder: Path, plan: Plan, manners: Manners) -> Cost:
    return _lychee_with(folder, plan, manners, ["--max-concurrency", "512", "--max-retries", "1"])


def _lychee_with(folder: Path, plan: Plan, manners: Manners, more: Sequence[str]) -> Cost:
    options = ["--timeout", f"{manners.timeout:.0f}", "--no-progress", "--format", "json", "--verbose"]
    options += ["--host-concurrency", str(manners.per_host)]
    options += ["--host-request-interval", f"{manners.interval * 1000:.0f}ms", *more, "--output", "told.json"]
    cost = _timed([_where("lychee") or "lychee", *options, DOCUMENT], folder, accept=(0, 2))
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    good = {entry["url"] for entry in told["success_map"].get(DOCUMENT, ())}
    return _judged(cost, plan, {url: url in good for url in plan.urls})


def _linkinator(folder: Path, plan: Plan, manners: Manners) -> Cost:
    """As it is: of manners it can be told its time-out and that a 429 is to be heeded, and of hosts nothing."""
    options = ["--timeout", f"{manners.timeout * 1000:.0f}", "--format", "json", "--retry"]
    script = 'exec "$@" > told.json'
    command = ["sh", "-c", script, "sh", _where("linkinator") or "linkinator", DOCUMENT, *options]
    cost = _timed(command, folder, accept=(0, 1))
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return _judged(cost, plan, {link["url"]: link["state"] == "OK" for link in told["links"]})


def _bare(folder: Path, plan: Plan, _: Manners) -> Cost:
    """GET and read with aiohttp alone, as its documentation shows it."""
    return _bare_on(folder, plan)


def _bare_uvloop(folder: Path, plan: Plan, _: Manners) -> Cost:
    """The same on the loop that linkcheck runs on: no program on aiohttp's session can be quicker."""
    return _bare_on(folder, plan, "uvloop")


def _bare_on(folder: Path, plan: Plan, *loop: str) -> Cost:
    (folder / "urls.txt").write_text("\n".join(plan.urls), encoding="utf-8")
    cost = _timed([sys.executable, str(Path(__file__).with_name("bare.py")), "urls.txt", *loop], folder)
    return Cost(cost.wall, cost.cpu, cost.memory, len(plan.urls))


TOOLS: Mapping[str, Callable[[Path, Plan, Manners], Cost]] = {
    "linkcheck": _linkcheck,
    "lychee": _lychee,
    "lychee tuned": _lychee_tuned,
    "linkinator": _linkinator,
    "bare": _bare,
    "bare uvloop": _bare_uvloop,
    PROFILE: _profiled,
}


def _judged(cost: Cost, plan: Plan, said: Mapping[str, bool]) -> Cost:
    right = sum(said.get(url) == alive for url, alive in lives(plan).items())
    return Cost(cost.wall, cost.cpu, cost.memory, right)


def _beside(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _where(name: str) -> str | None:
    program = name.partition(" ")[0]
    return shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)


def _timed(command: Sequence[str], folder: Path, accept: Sequence[int] = (0,)) -> Cost:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SSL_CERT_FILE") if name in os.environ}
    with (folder / "printed.txt").open("wb") as printed:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=kept | {"HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
        )
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - started > LIMIT:
                process.kill()
                os.wait4(process.pid, 0)
                raise ToolFailed(f"{command[0]} was not done after {LIMIT} seconds")
            time.sleep(0.02)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        said = (folder / "printed.txt").read_text(encoding="utf-8", errors="replace")[-3000:]
        raise ToolFailed(f"{command[0]} ended with {process.returncode}:\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, 0)
