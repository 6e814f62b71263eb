"""Toponyms: recognition (article → toponyms) and resolution (toponyms → places)."""

from geonews.geoparse.parser import Geoparser
from geonews.geoparse.profile import learn_profile

__all__ = ["Geoparser", "learn_profile"]
