"""Tests of linkcheck.demo.web."""
