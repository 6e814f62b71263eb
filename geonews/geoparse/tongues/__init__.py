"""Toponyms in languages other than English, without a parser: what a language's data file is plugged into."""

from geonews.geoparse.tongues.parser import TongueGeoparser

__all__ = ["TongueGeoparser"]
