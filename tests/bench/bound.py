"""The time that no polite program can beat. Pure."""

from dataclasses import dataclass

from tests.bench.plan import STRICT_RATE, Manner, Plan


@dataclass(frozen=True, slots=True)
class Bound:
    """The least seconds of a run, and what they are spent on."""

    seconds: float
    why: str


def bound(plan: Plan, interval: float, per_host: int, timeout: float, connect: float, look: float) -> Bound:
    """The longest of what hosts cost at the agreed politeness, and of what a host costs that says nothing.

    A host costs the intervals between its requests, or its latency × them ÷ those at once where that is more; a strict
    one what its rate allows, a second's worth at once. A host that says nothing costs the time-outs of the two probes
    that a verdict needs: a first look and one with all its time. What is waited for between them, and before an error
    is asked about again, is the program's own affair and not counted.
    """
    counts = plan.counts()
    least = [Bound(0.0, "nothing")]
    for host in plan.hosts:
        many = counts[host.name]
        match host.manner:
            case Manner.ANSWERS | Manner.STRICT if many:
                asked = max((many - 1) * interval, many * host.latency / per_host)
                least.append(Bound(asked, f"{many} requests to {host.name}, {asked / many * 1000:.0f} ms each"))
                if host.manner is Manner.STRICT:
                    allowed = (many - STRICT_RATE) / STRICT_RATE
                    told = f"{many} requests to {host.name}, which takes {STRICT_RATE:.0f} a second"
                    least.append(Bound(allowed, told))
            case Manner.SILENT if many:
                silent = min(look, timeout) + timeout
                least.append(Bound(silent, f"two probes of {host.name}, which is silent"))
            case Manner.FULL if many:
                least.append(Bound(2 * min(connect, timeout), f"two probes of {host.name}, which drops connections"))
            case _:
                pass
    return max(least, key=lambda one: one.seconds)
