"""Toponyms: recognition (article → toponyms) and resolution (toponyms → places)."""

from geonews.geoparse.parser import Geoparser

__all__ = ["Geoparser"]
