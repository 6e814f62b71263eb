"""From the store to GeoDataFrames (EPSG:4326): locations, events, crossings, countries, borders."""
