"""From layers to a Leaflet map through Folium: offline assets, safe popups, stand-alone pages."""
