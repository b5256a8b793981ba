"""Pages whose content is played: a capture of the page does not by itself hold the video, the slides, the sound."""

import re
from dataclasses import dataclass
from functools import cache

from linkcheck.judge import urls
from linkcheck.judge.tables import rows


@dataclass(frozen=True, slots=True)
class Played:
    """A page of a player, by one row of data/players.toml."""

    name: str
    what: str
    """What a capture of the page may lack: "the video"."""
    media: str
    """The URL under which the web archive keeps it; empty where none is known."""
    plays: tuple[bytes, ...]
    """Any of these in the source, lower case, shows that it stands in the page."""

    def in_page(self, body: bytes) -> bool:
        """Whether a page shows the content without its player."""
        source = body.lower()
        return any(mark in source for mark in self.plays)


@dataclass(frozen=True, slots=True)
class _Player:
    name: str
    path: re.Pattern[str]
    what: str
    media: str
    plays: tuple[bytes, ...]


@cache
def _players() -> dict[str, tuple[_Player, ...]]:
    table: dict[str, tuple[_Player, ...]] = {}
    for row in rows("players", "player"):
        plays = tuple(text.lower().encode() for text in row.get("plays", ()))
        player = _Player(row["name"], re.compile(row["path"]), row["what"], row.get("media", ""), plays)
        for host in row["hosts"]:
            table[host] = (*table.get(host, ()), player)
    return table


def played(url: str) -> Played | None:
    """What is played at a URL; None where the page is its own content."""
    parts = urls.split(url)
    place = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for player in urls.nearest(_players(), urls.host_of(url)) or ():
        if found := player.path.match(place):
            return Played(player.name, player.what, player.media.format_map(found.groupdict()), player.plays)
    return None
