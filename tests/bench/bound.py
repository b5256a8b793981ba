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

    A host costs its requests × the interval, or × its latency ÷ the requests at once where that is more; a strict
    one what its rate allows. A host that says nothing costs the time-outs of the two probes that a verdict needs: a
    first look and one with all its time. What is waited for between them, and before an error is asked about again,
    is the program's own affair and not counted.
    """
    counts = plan.counts()
    least = [Bound(0.0, "nothing")]
    for host in plan.hosts:
        many = counts[host.name]
        match host.manner:
            case Manner.ANSWERS:
                step = max(interval, host.latency / per_host)
                least.append(Bound(many * step, f"{many} requests to {host.name}, {step * 1000:.0f} ms each"))
            case Manner.STRICT:
                step = max(interval, host.latency / per_host, 1 / STRICT_RATE)
                least.append(
                    Bound(many * step, f"{many} requests to {host.name}, which takes {STRICT_RATE:.0f} a second")
                )
            case Manner.SILENT if many:
                silent = min(look, timeout) + timeout
                least.append(Bound(silent, f"two probes of {host.name}, which is silent"))
            case Manner.FULL if many:
                least.append(Bound(2 * min(connect, timeout), f"two probes of {host.name}, which drops connections"))
            case _:
                pass
    return max(least, key=lambda one: one.seconds)
