"""A month of nights over links that flap, hide, die and come back; `python -m tests.nights` prints what each became."""
