"""The judge's promises: never a living link called dead, and the reasons as the design names them."""
