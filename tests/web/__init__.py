"""Webs for tests, beyond the demo's: nastier behaviours, and the scripted web of two real newsletters."""
