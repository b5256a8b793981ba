"""The real archives beside this checkout, where they are: every link found, rewritten and undone."""

import pytest

from linkcheck.model import Syntax
from tests.documents.corpus import CORPUS, counted, report

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real archives are not beside this checkout")


def test_every_link_is_rewritten_and_undone() -> None:
    """Every http link is led to a snapshot, the diff touches URLs only, and undoing gives the same bytes."""
    archives = {root.name: counted(root) for root in sorted(CORPUS.iterdir())}

    assert sum(counts.documents for counts in archives.values()) >= 136
    for name, counts in archives.items():
        assert counts.different == [], report(name, counts)
        assert counts.rewritten > 0
        assert (
            counts.ours == counts.oracle == counts.forms.total() - counts.forms[Syntax.BARE] - counts.forms[Syntax.HTML]
        )
