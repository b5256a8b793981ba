"""A person's decision, laid over what the checks of a target come to. Nothing of it is stored: it ends with its row."""

from dataclasses import replace

from linkcheck.model import Decision, Reason, Ruling, Standing, Verdict


def ruled(standing: Standing, decision: Decision | None) -> Standing:
    """What a target counts as, where a person has decided: strikes are the network's, and confirm nothing here.

    `keep` and `snapshot` say what is written, not whether the page lives.
    """
    match None if decision is None else decision.ruling:
        case Ruling.DEAD:
            return replace(standing, verdict=Verdict.DEAD, reason=Reason.DECIDED, confirmed=True)
        case Ruling.ALIVE:
            return _cleared(standing, Verdict.ALIVE)
        case Ruling.EPHEMERAL:
            return _cleared(standing, Verdict.SKIPPED)
        case _:
            return standing


def _cleared(standing: Standing, verdict: Verdict) -> Standing:
    return replace(standing, verdict=verdict, reason=Reason.DECIDED, confirmed=False, strikes=0, first_failed=None)
