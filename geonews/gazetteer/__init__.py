"""Places of the world by name: the offline gazetteer, and a geocoder for what it lacks."""
