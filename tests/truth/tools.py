"""The two programs, run as a user would run them, and what each said of every line of the document."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.truth.rows import Row
from tests.truth.wires import ALLOWED
from tests.truth.world import CANARIES

TIMEOUT = 8
"""Seconds for one request, for both."""
IN_FLIGHT = 48
"""Requests at once, for both: the whole web is played by one thread, and its slowness should say nothing."""
LONGEST = 170
"""Seconds for a whole run."""
DOCUMENT = "letter.md"
LYCHEE_SAYS = {"success_map": "ok", "error_map": "error", "timeout_map": "timeout", "excluded_map": "excluded"}

Said = dict[int, tuple[str, str]]
"""Line → what was said, and why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one program made of the web."""

    said: Mapping[int, tuple[str, str]]
    seconds: float
    harm: int
    """Requests that must never be made."""


class ToolFailed(Exception):
    """A program did not come to its end; the text holds what it printed."""


def document(rows: Sequence[Row], tool: str) -> str:
    """A letter with one link a paragraph: row n stands on line 2n + 1, so that no text stands around two links."""
    return "\n\n".join("-" if tool in row.without else f"[{row.text}]({_destination(row.url)})" for row in rows) + "\n"


def _destination(url: str) -> str:
    """The URL between angle brackets where it could not stand bare (CommonMark 0.31.2, section 6.3)."""
    bare = not any(sign in url for sign in " ()<>\\")
    return url if bare else "<" + url.replace("\\", "\\\\").replace("<", "\\<").replace(">", "\\>") + ">"


def line_of(number: int) -> int:
    """The line on which a row's link stands, the first being 1."""
    return 2 * number + 1


def lychee() -> str | None:
    """Where lychee is: beside this Python, or on the PATH."""
    return shutil.which("lychee", path=str(Path(sys.executable).parent)) or shutil.which("lychee")


async def run(tool: str, folder: Path) -> Said:
    """Let a program check the document in `folder`.

    Raises:
        ToolFailed: It did not come to its end.
    """
    return await {"linkcheck": _linkcheck, "lychee": _lychee}[tool](folder)


async def _linkcheck(folder: Path) -> Said:
    (folder / "linkcheck.toml").write_text(f"canaries = {json.dumps(CANARIES)}\n", encoding="utf-8")
    program = str(Path(sys.executable).parent / "linkcheck")
    allow = [word for network in ALLOWED for word in ("--allow-network", network)]
    options = ["--timeout", f"{TIMEOUT}s", "--concurrency", str(IN_FLIGHT), "--no-progress"]
    await _call([program, "check", DOCUMENT, *options, *allow], folder)
    await _call([program, "report", "--format", "json", "--no-progress"], folder)
    report = json.loads((folder / "reports" / "latest.json").read_text(encoding="utf-8"))
    return {
        link["line"]: (target["verdict"], target["reason"]) for target in report["targets"] for link in target["links"]
    }


async def _lychee(folder: Path) -> Said:
    program = lychee()
    if program is None:
        raise ToolFailed("lychee is not installed")
    options = ["--timeout", str(TIMEOUT), "--max-concurrency", str(IN_FLIGHT), "--no-progress"]
    options += ["--format", "json", "--verbose"]
    # 2: links are broken
    told = await _call([program, *options, DOCUMENT], folder, accept=(0, 2))
    report = json.loads(told)
    return {
        entry["span"]["line"]: (said, str(entry["status"].get("code") or entry["status"].get("details") or ""))
        for part, said in LYCHEE_SAYS.items()
        for entry in report.get(part, {}).get(DOCUMENT, ())
    }


async def suggested(document: str, folder: Path) -> dict[str, str]:
    """URL → the snapshot that `lychee --suggest` names for it.

    Raises:
        ToolFailed: It is not installed, or did not come to its end.
    """
    program = lychee()
    if program is None:
        raise ToolFailed("lychee is not installed")
    options = ["--suggest", "--timeout", str(TIMEOUT), "--max-retries", "0", "--no-progress", "--format", "json"]
    report = json.loads(await _call([program, *options, document], folder, accept=(0, 2)))
    return {one["original"]: one["suggestion"] for one in report["suggestion_map"].get(document, ())}


async def _call(arguments: list[str], folder: Path, accept: Sequence[int] = (0,)) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SSL_CERT_FILE") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder,
        env=kept | {"HOME": str(folder)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LONGEST)
    except TimeoutError:
        process.kill()
        raise ToolFailed(f"{Path(arguments[0]).name} was not done after {LONGEST} seconds") from None
    if process.returncode not in accept:
        said = err.decode(errors="replace")[-3000:]
        raise ToolFailed(f"{Path(arguments[0]).name} ended with {process.returncode}:\n{said}")
    return out.decode()
