"""Out again: GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, CSV, KML, and the views of ACLED, PLOVER and GDELT."""

from geonews.export.formats import FORMATS, formats_of, suffix_of, write

__all__ = ["FORMATS", "formats_of", "suffix_of", "write"]
