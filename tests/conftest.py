"""What holds for all tests.

Property tests promise results, never speed, on machines that others use too. A token of the machine's own, such as CI
has, is no part of any test.
"""

import os

from hypothesis import HealthCheck, settings

from linkcheck.crawl.github import SERVER, VARIABLES

for _name in (*VARIABLES, SERVER):
    os.environ.pop(_name, None)

settings.register_profile("everywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everywhere")
settings.register_profile("nightly", settings.get_profile("everywhere"), max_examples=50_000)
