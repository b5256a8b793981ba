"""A simulated year: is the load even, is every death found, what does it cost."""
