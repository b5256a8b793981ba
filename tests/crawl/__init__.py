"""Tests of linkcheck.crawl."""
