"""The table of truth: what linkcheck and lychee say of one web, beside what a person would see there.

`make truth` plays the behaviours of tests/cases/truth in a network namespace of its own, with a real name server, real
ports and real certificates, asks the two programs as a user would, and prints what each of them made of it.
"""
