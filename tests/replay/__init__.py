"""Tests against a real pywb, which plays what linkcheck keeps and what it looks up."""
