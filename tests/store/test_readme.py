"""The page about the database is held to the database: its views, its queries, and what Datasette is told."""

import json
import re
from pathlib import Path

import linkcheck.store
from linkcheck.store import Store

FOLDER = Path(linkcheck.store.__file__).parent
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^(\w[^\n]*\?)\n\n```sql\n(.*?);\n```", PAGE, re.DOTALL | re.MULTILINE)


def test_every_view_is_described(store: Store) -> None:
    """The table of views has each of the database's, and no other."""
    views = {row[0] for row in store._session.rows("SELECT name FROM sqlite_master WHERE type = 'view'")}
    table = PAGE.split("| view |")[1].split("\n\n")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == views


def test_every_view_says_what_it_is(store: Store) -> None:
    """`.schema` shows a comment for each."""
    for name, sql in store._session.rows("SELECT name, sql FROM sqlite_master WHERE type = 'view'"):
        assert "    -- " in sql, name


def test_every_query_runs(store: Store) -> None:
    """Five questions and more, each answered as it stands on the page."""
    assert len(QUESTIONS) >= 5
    for _, sql in QUESTIONS:
        store._session._connection.execute(sql, {"url": "http://a.example/"} if ":url" in sql else {}).fetchall()


def test_datasette_is_told_the_same() -> None:
    """The metadata describes every view, and offers the page's questions with the page's words."""
    told = json.loads((FOLDER / "metadata.json").read_text(encoding="utf-8"))["databases"]["linkcheck"]
    table = PAGE.split("| view |")[1].split("\n\n")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) <= set(told["tables"])
    assert [(query["title"], query["sql"]) for query in told["queries"].values()] == QUESTIONS
