"""Out again: files of many formats, the views of ACLED, PLOVER and GDELT, PostGIS, and what pygeoapi serves."""

from geonews.export.formats import FORMATS, formats_of, suffix_of, write
from geonews.export.postgis import write_postgis
from geonews.export.pygeoapi import write_pygeoapi
from geonews.export.qgis import write_qgis

__all__ = ["FORMATS", "formats_of", "suffix_of", "write", "write_postgis", "write_pygeoapi", "write_qgis"]
