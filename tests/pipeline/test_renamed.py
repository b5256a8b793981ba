"""linkcheck.pipeline.renamed: edits go with a document that is renamed, and with no other."""

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.model import EditState
from linkcheck.pipeline import SystemClock
from linkcheck.store import Store
from tests.pipeline.support import KITES, LOST, SNAPSHOT_2015, nights, one_night, settings_in, shelved, small_web

FOOT = "".join(f"\n\n[foot {number}](https://kites.example/foot/{number})" for number in range(6))
BODY = f"[festival]({LOST}), [kites]({KITES})"
OTHER = "[boats](https://kites.example/boats), [trains](https://kites.example/trains)"


def edits(folder: Path) -> list[tuple[str, EditState]]:
    """The ledger: documents and states."""
    with Store.open(folder / "linkcheck.db", SystemClock()) as store:
        return [(Path(edit.path).name, edit.state) for edit in store.ledger.edits()]


@pytest.mark.parametrize(
    ("there", "text", "name"),
    [
        (False, BODY + FOOT, "new.md"),
        (False, f"A word more. {BODY} and [boats](https://kites.example/boats){FOOT}", "new.md"),
        (True, BODY + FOOT, "one.md"),
        (False, OTHER + FOOT, "one.md"),
        (False, f"{OTHER} [festival]({LOST}) " + FOOT.replace("foot/", "feet/"), "one.md"),
    ],
    ids=["renamed", "renamed and edited", "copied", "another letter with the same footer", "another with one link"],
)
@pytest.mark.parametrize("state", [EditState.APPLIED, EditState.PROPOSED])
async def test_edits_go_with_their_document(
    tmp_path: Path, there: bool, text: str, name: str, state: EditState
) -> None:
    """Where the file is gone and a new one has its links; a copy, or another letter, takes nothing."""
    archive = shelved(tmp_path, one=BODY + FOOT)
    settings = replace(settings_in(tmp_path), write=state is EditState.APPLIED)
    async with small_web() as web:
        await nights(web, archive, settings)
        # what was written stands in the renamed file too
        shelved(tmp_path, new=text.replace(LOST, SNAPSHOT_2015) if settings.write and BODY in text else text)
        if not there:
            (archive / "one.md").unlink()
        await one_night(web, [archive], replace(settings, write=False, max_edits=0), 4)

    assert edits(tmp_path)[0] == (name, state)
