"""How long the web archive takes for a whole archive's dead links, within its limits.

`make archive-hours` asks for thousands of links through the real lookup: lanes, TimeGate, index, choice, verification.
Only time and the wire are played: the clock jumps to the next moment at which something happens, and the requests go
to a Wayback Machine in this process, which answers after as long as the real one takes.
"""
