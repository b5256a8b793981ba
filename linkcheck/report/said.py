"""What a command says line by line: of each target what it comes to, and nothing else."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from linkcheck.model import Reason, Verdict
from linkcheck.report.masking import masked_text


class Said(NamedTuple):
    """What one target comes to, as far as a line says it."""

    url: str
    verdict: Verdict | None
    reason: Reason | None
    final_url: str
    confirmed: bool = False
    """Confirmed dead."""
    failing: bool = False
    """It failed and has not lived since."""
    new: bool = False
    """It failed in this run and did not fail before."""


@dataclass(frozen=True, slots=True)
class _Concealed:
    said: Iterable[Said] = field(repr=False)
    masked: Callable[[str], str]

    def __iter__(self) -> Iterator[Said]:
        for one in self.said:
            url = masked_text(one.url, self.masked)
            there = url if one.final_url == one.url else masked_text(one.final_url, self.masked)
            # as nearly always it has nothing to hide
            plain = url == one.url and there == one.final_url
            yield one if plain else one._replace(url=url, final_url=there)


def conceal_said(said: Iterable[Said], masked: Callable[[str], str]) -> Iterable[Said]:
    """The same with every URL masked, each as it is asked for; `masked` as for `conceal`."""
    return _Concealed(said, masked)
