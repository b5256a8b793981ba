"""From an exception to a fault."""

import aiohttp
import pytest

from linkcheck.model import Fault
from linkcheck.net.dialling import Stage, Trail
from linkcheck.net.faults import fault_of


@pytest.mark.parametrize(("secure", "fault"), [(True, Fault.TLS_HANDSHAKE), (False, Fault.EMPTY_REPLY)])
def test_a_connection_closed_before_the_request_was_written(secure: bool, fault: Fault) -> None:
    """Only where TLS comes behind connecting was it the handshake that was closed."""
    trail = Trail(5.0, stage=Stage.DIALLING, connected=True, secure=secure)

    assert fault_of(aiohttp.ClientOSError(), trail)[0] is fault
