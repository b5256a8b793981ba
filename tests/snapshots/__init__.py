"""Tests of the snapshots room."""
