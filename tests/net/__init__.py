"""Tests of linkcheck.net."""
