"""The waits of the web archives that a run is told of, whether or not it comes to ask them."""

SECOND_TRY_AFTER = 2.0
"""Seconds after which a request that was cut short is sent once more."""
POLL_AFTER = 5.0
"""Seconds until a capture that was asked for is asked after for the first time; each further wait is half as long
again."""
