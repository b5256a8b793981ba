"""Frozen settings: defaults < [tool.linkcheck] or linkcheck.toml < environment < options."""

from linkcheck.settings.load import ENVIRONMENT_PREFIX, load
from linkcheck.settings.parse import PARSERS, SETTING_NAMES
from linkcheck.settings.values import FailOn, HostSettings, Network, Settings

__all__ = [
    "ENVIRONMENT_PREFIX",
    "PARSERS",
    "SETTING_NAMES",
    "FailOn",
    "HostSettings",
    "Network",
    "Settings",
    "load",
]
