"""A small archive and a small web on loopback, to try the whole job with no network."""
