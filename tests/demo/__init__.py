"""Tests of linkcheck.demo."""
