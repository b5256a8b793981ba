"""The benchmark: linkcheck and its peers before one web whose hosts are as slow, as dead and as strict as real ones.

`make bench` runs it. Speed is shown here and asserted nowhere: what a machine can do is no promise.
"""
