"""What the settings say of single hosts: `[hosts."example.org"]` counts for that host and for what is below it."""

from collections.abc import Iterator, Mapping

from linkcheck.settings import HostSettings

_NOTHING = HostSettings()


def override(hosts: Mapping[str, HostSettings], host: str) -> HostSettings:
    """The settings of one host, each taken from the nearest name that states it.

    `host` is lower-case ASCII; with a port, a row for host and port comes before the row for the host.
    """
    if not hosts:
        return _NOTHING
    rows = [hosts[name] for name in names(host) if name in hosts]
    headers: dict[str, str] = {}
    for row in reversed(rows):
        headers.update(row.headers)
    return HostSettings(
        interval=next((row.interval for row in rows if row.interval is not None), None),
        per_host=next((row.per_host for row in rows if row.per_host is not None), None),
        headers=headers,
        timeout=next((row.timeout for row in rows if row.timeout is not None), None),
        nightly=next((row.nightly for row in rows if row.nightly is not None), None),
    )


def names(host: str) -> Iterator[str]:
    """The host as it is, without its port, and then what it is below of."""
    yield host
    bare = host if host.endswith("]") else host.rpartition(":")[0] or host
    if bare != host:
        yield bare
    while "." in bare:
        bare = bare.partition(".")[2]
        yield bare
