"""The benchmark itself: what it measures is a memory that this linkcheck takes, and a night that asks for nothing."""

import json
from pathlib import Path

from tests.bench_store import measures
from tests.bench_store.archive import PER_DOCUMENT, Size, write_files


def test_a_small_archive_is_measured(tmp_path: Path) -> None:
    """The memory is imported, some of it is due on the next night, and tonight's reports list every target."""
    size = Size(2 * PER_DOCUMENT)
    write_files(tmp_path / "archive", size)

    loaded = measures.imported(tmp_path, size)
    due = measures.picked(tmp_path, size)
    measures.quiet(tmp_path, size)

    told = json.loads((tmp_path / "reports" / "latest.json").read_text(encoding="utf-8"))
    assert loaded["rows"] > size.targets
    assert due["targets"] == 3
    assert told["run"]["deferred"] == 0
    assert {target["checked"][:10] for target in told["targets"]} == {"2026-11-20"}
    assert len(told["targets"]) == told["summary"]["targets"] == size.targets
