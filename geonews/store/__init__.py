"""The GeoPackage: schema, migrations, writes, queries, corrections."""
