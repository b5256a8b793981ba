"""What linkcheck and lychee suggest for the same dead links, from the same Wayback Machine.

`make snapshots` puts every case of tests/cases/snapshots/lookups.toml to linkcheck's lookup and to `lychee --suggest`,
in one run on one machine: web.archive.org is a Wayback Machine on loopback, in a network namespace of its own.
"""
