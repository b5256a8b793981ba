"""Tests of linkcheck.crawl.github."""
