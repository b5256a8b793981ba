"""The benchmark itself: what it measures is a memory that this linkcheck takes, and a night that asks for nothing."""

import json
from pathlib import Path

from tests.bench_store import measures
from tests.bench_store.archive import PER_DOCUMENT, Size, write_files
from tests.bench_store.table import MEMORY, Figures, broken, table


def test_a_small_archive_is_measured(tmp_path: Path) -> None:
    """The memory is imported, some of it is due on the next night, and tonight's reports list every target."""
    size = Size(2 * PER_DOCUMENT)
    write_files(tmp_path / "archive", size)

    loaded = measures.imported(tmp_path, size)
    due = measures.picked(tmp_path, size)
    first = measures.quiet(tmp_path, size)
    quiet = measures.quiet(tmp_path, size)
    busy = measures.busy(tmp_path, size)

    told = json.loads((tmp_path / "reports" / "latest.json").read_text(encoding="utf-8"))
    assert loaded["rows"] > size.targets
    assert due["targets"] == 3
    assert told["run"]["deferred"] == 0
    assert {target["checked"][:10] for target in told["targets"]} == {"2026-11-20", "2026-11-23"}
    assert len(told["targets"]) == told["summary"]["targets"] == size.targets
    assert told["summary"]["verdicts"] | {"alive": 0} == dict.fromkeys(told["summary"]["verdicts"], 0) | {
        "dead": 1,
        "unsure": 2,
    }
    assert quiet["report"] == first["report"]
    figures = Figures(size.targets, {**loaded, "peak": 1}, {**due, "peak": 1}, first, {"seconds": 0.0}, quiet, busy)
    for one in (first, quiet, busy):
        one |= {"peak": 2 * MEMORY, "cpu": 1.0}
    assert [line.partition(": ")[2] for line in broken(figures)] == [
        "quiet night: 763 MiB",
        "full pass: 763 MiB",
        "night behind what was due: 763 MiB",
    ]
    assert "×1.0" in table([figures, figures])
