"""linkcheck's tests: they mirror the package, and run against real local servers with no outside network."""
