"""Training and measuring of the geoparser for languages other than English."""
