"""What holds for all tests: property tests promise results, never speed, on machines that others use too."""

from hypothesis import HealthCheck, settings

settings.register_profile("everywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everywhere")
settings.register_profile("nightly", settings.get_profile("everywhere"), max_examples=50_000)
