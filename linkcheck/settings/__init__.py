"""Frozen settings: defaults < [tool.linkcheck] or linkcheck.toml < environment < options."""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.settings.deciding import unwritable, with_row
    from linkcheck.settings.decisions import (
        NO_DECISIONS,
        Decisions,
        find_decisions,
        place_for_decisions,
        read_decisions,
        ruling,
        snapshot,
        timestamp_of,
    )
    from linkcheck.settings.load import ENVIRONMENT_PREFIX, load
    from linkcheck.settings.parse import PARSERS, SETTING_NAMES, moment
    from linkcheck.settings.values import FailOn, HostSettings, Network, Settings

__all__ = [
    "ENVIRONMENT_PREFIX",
    "NO_DECISIONS",
    "PARSERS",
    "SETTING_NAMES",
    "Decisions",
    "FailOn",
    "HostSettings",
    "Network",
    "Settings",
    "find_decisions",
    "load",
    "moment",
    "place_for_decisions",
    "read_decisions",
    "ruling",
    "snapshot",
    "timestamp_of",
    "unwritable",
    "with_row",
]

offer(
    __name__,
    deciding="unwritable with_row",
    decisions="NO_DECISIONS Decisions find_decisions place_for_decisions read_decisions ruling snapshot timestamp_of",
    load="ENVIRONMENT_PREFIX load",
    parse="PARSERS SETTING_NAMES moment",
    values="FailOn HostSettings Network Settings",
)
