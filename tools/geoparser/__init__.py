"""Training the geoparser: corpora, fits and cross-fitting."""
