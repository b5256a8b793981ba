"""The table of captures beside what was written about them, and how well they are told apart.

`python -m tests.judge.likeness` prints it.
"""

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkcheck.demo.web.behaviours import html
from linkcheck.judge import likeness
from linkcheck.model import Wanted
from tests.judge.making import answer

ROWS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parents[1] / "cases" / "likeness.toml").read_text("utf-8"))[
    "capture"
]


@dataclass(frozen=True, slots=True)
class Told:
    """One row, and what the rules say of it."""

    row: dict[str, Any]
    doubt: str

    @property
    def right(self) -> bool:
        """A page is not doubted, and another one is."""
        return bool(self.doubt) is bool(self.row["is"] == "other")


def told(row: dict[str, Any]) -> Told:
    """Compare one capture with what was written about it."""
    kind = row.get("kind", "text/html; charset=utf-8")
    body = row["text"]
    if kind.startswith("text/html"):
        body = html(row["title"], row["text"]).replace('lang="en"', f'lang="{row.get("lang", "en")}"')
        body = body.replace("</body>", row.get("html", "") + "</body>")
    seen = answer(row["url"], body=body, headers={"Content-Type": kind})
    return Told(row, likeness(seen, Wanted(row["url"], None, None, tuple(row["texts"]))).doubt)


def table() -> tuple[Told, ...]:
    """Every row."""
    return tuple(map(told, ROWS))


def figures(rows: tuple[Told, ...]) -> tuple[float, float]:
    """Precision (of those doubted, how many are other pages) and recall (of other pages, how many are doubted)."""
    hits = sum(one.right for one in rows if one.row["is"] == "other")
    doubted = sum(bool(one.doubt) for one in rows)
    return hits / doubted, hits / sum(one.row["is"] == "other" for one in rows)


def main() -> None:
    """Print the table."""
    rows = table()
    lines = [
        f"{'right' if one.right else 'WRONG'}  {one.row['is']:5}  {one.row['what']}{one.doubt and f': {one.doubt}'}"
        for one in rows
    ]
    precision, recall = figures(rows)
    pages = sum(one.row["is"] == "page" for one in rows)
    lines.append(f"{pages} pages and {len(rows) - pages} others: precision {precision:.3f}, recall {recall:.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
