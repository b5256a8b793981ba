"""`python -m tests.hours`: what 7,000 dead links cost, and how long; exit code 1 when a bound is broken."""

import argparse
import sys
from collections.abc import Iterator

from linkcheck.settings import Settings
from tests.hours.links import GOOD, SHARES, dead_links
from tests.hours.reckoning import Reckoning, run

MOST_REPLAYS = 1.3
"""Captures that are fetched for one link, on average."""
MOST_MINUTES = 25
"""For the 85 of a hundred whose closest capture is good."""


def broken(whole: Reckoning, good: Reckoning) -> list[str]:
    """The bounds that do not hold; `good` are the links whose closest capture is good, alone."""
    found = [
        f"{kind}: {one.links - one.right} came to something else than expected"
        for kind, one in whole.kinds.items()
        if one.right < one.links
    ]
    if whole.total("replay") > MOST_REPLAYS * whole.links:
        found.append(f"more than {MOST_REPLAYS} replays a link")
    if good.lookups > MOST_MINUTES * 60:
        found.append(f"more than {MOST_MINUTES} minutes for those whose closest capture is good")
    return found


def table(whole: Reckoning, good: Reckoning, settings: Settings) -> Iterator[str]:
    """For people."""
    yield (
        f"{whole.links:,} dead links, by the limits: {settings.replay_rate:g} requests a second to TimeGate and replay "
        f"({settings.replay_in_flight} in flight), {settings.cdx_per_minute:g} index queries a minute, one at a time"
    )
    yield ""
    yield _line("kind", "links", "right", "TimeGate", "replays", "a link", "index")
    for kind in SHARES:
        if one := whole.kinds.get(kind):
            each = one.asked["replay"] / one.links
            yield _line(
                kind, one.links, one.right, one.asked["TimeGate"], one.asked["replay"], each, one.asked["index"]
            )
    each = whole.total("replay") / whole.links
    right = sum(one.right for one in whole.kinds.values())
    yield _line("all", whole.links, right, whole.total("TimeGate"), whole.total("replay"), each, whole.total("index"))
    yield ""
    yield "TimeGate: requests answered by a redirect, a 404 or a refusal. Replays: captures that were fetched, captured"
    yield "redirects among them. Both take their turns in one lane and count in its limit."
    yield ""
    yield f"those whose closest capture is good, alone   {_time(good.lookups)}"
    yield f"all of them, both lanes at once              {_time(whole.lookups)}"
    yield f"  of that the index alone, for the rest      {_time(whole.total('index') * 60 / settings.cdx_per_minute)}"
    yield f"all of them by the index, as others ask      {_time(whole.links * 60 / settings.cdx_per_minute)}"
    yield (
        f"the reader's views, when they are confirmed  {_time(whole.views)}   ({whole.total('view'):,} requests, "
        "on later nights; none for what lives again by then)"
    )


def _line(kind: str, *values: object) -> str:
    shown = (
        f"{value:.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
        for value in values
    )
    return f"{kind:36}" + "".join(f"{value!s:>10}" for value in shown)


def _time(seconds: float) -> str:
    return f"{seconds / 60:6.1f} min, {seconds / 3600:4.1f} h"


def main() -> int:
    """Reckon, and print."""
    options = argparse.ArgumentParser(prog="python -m tests.hours", description=__doc__)
    options.add_argument("--links", type=int, default=7000, help="how many dead links")
    options.add_argument("--seed", type=int, default=1, help="what chance is drawn from")
    given = options.parse_args()
    settings = Settings()
    links = list(dead_links(given.links, given.seed))
    whole = run(links, settings)
    good = run([link for link in links if link.kind == GOOD], settings)
    sys.stdout.writelines(f"{line}\n" for line in table(whole, good, settings))
    wrong = broken(whole, good)
    sys.stdout.writelines(f"BROKEN: {line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
