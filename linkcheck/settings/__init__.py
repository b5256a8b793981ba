"""Frozen settings: defaults < [tool.linkcheck] or linkcheck.toml < environment < options."""

from linkcheck.settings.values import FailOn, HostSettings, Network, Settings, Style

__all__ = ["FailOn", "HostSettings", "Network", "Settings", "Style"]
