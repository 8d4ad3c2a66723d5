"""The generated examples of a test are judged by what they find, not by how fast this machine draws them."""

from hypothesis import HealthCheck, settings

# On a fresh clone the first text drawn builds a table of all characters: seconds on a small machine that is busy.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
