"""How data/gazetteer.parquet and data/boundaries are made from public packages."""
