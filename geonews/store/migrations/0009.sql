-- Schema 9. What is known to an area only can be drawn, too: outlines once for each area that some event is in, and views
-- of events and crossings with them. A GIS shows a view like a table; OGC_FID is its running number there.
--
-- key: of a country its alpha-3 code, of a province that, a slash and GeoNames' code, of a border both countries' codes.
-- geometry_basis: country, admin1 or border, as in the exports.
CREATE TABLE areas (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  key TEXT NOT NULL UNIQUE,
  geometry_basis TEXT NOT NULL
);
CREATE TABLE borders (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTILINESTRING,
  key TEXT NOT NULL UNIQUE,
  geometry_basis TEXT NOT NULL
);

CREATE VIEW event_areas AS
SELECT e.fid AS OGC_FID, a.geom AS geom, e.event_id, e.doc_id, e.title, e.published, e.source_url, e.publisher, e.evidence,
  e.event_type, e.mode, e.status, e.date_start, e.date_end, e.date_basis, e.actor1, e.actor2, e.subject, e.count_min,
  e.count_max, e.count_text, e.count_unit, e.fatalities_min, e.fatalities_max, e.place, e.country, e.admin1, e.geo_precision,
  e.confidence, a.geometry_basis
FROM events AS e JOIN areas AS a ON a.key = ifnull(
  (SELECT p.key FROM areas AS p WHERE p.key = e.country || '/' || e.admin1
    AND (e.geo_precision = 2 OR e.feature_code LIKE 'ADM%')), e.country)
WHERE (e.geo_precision IS NOT 1 OR e.lon IS NULL OR e.lat IS NULL) AND e.retracted IS NOT 1 AND e.same_as IS NULL;

CREATE VIEW crossing_borders AS
SELECT c.fid AS OGC_FID, b.geom AS geom, c.event_id, c.doc_id, c.title, c.published, c.source_url, c.publisher, c.evidence,
  c.mode, c.status, c.date_start, c.date_end, c.date_basis, c.subject, c.count_min, c.count_max, c.count_text, c.count_unit,
  c.origin_country, c.origin_place, c.destination_country, c.destination_place, c.confidence, b.geometry_basis
FROM crossings AS c JOIN events AS e ON e.event_id = c.event_id
JOIN borders AS b ON b.key = min(c.origin_country, c.destination_country) || '/' || max(c.origin_country, c.destination_country)
WHERE c.geom IS NULL AND e.retracted IS NOT 1 AND e.same_as IS NULL;

CREATE VIEW crossing_areas AS
SELECT c.fid AS OGC_FID, a.geom AS geom, c.event_id, c.doc_id, c.title, c.published, c.source_url, c.publisher, c.evidence,
  c.mode, c.status, c.date_start, c.date_end, c.date_basis, c.subject, c.count_min, c.count_max, c.count_text, c.count_unit,
  c.origin_country, c.origin_place, c.destination_country, c.destination_place, c.confidence, a.geometry_basis
FROM crossings AS c JOIN events AS e ON e.event_id = c.event_id
JOIN areas AS a ON a.key = ifnull(c.destination_country, c.origin_country)
WHERE c.geom IS NULL AND e.retracted IS NOT 1 AND e.same_as IS NULL AND NOT EXISTS (
  SELECT 1 FROM borders AS b
  WHERE b.key = min(c.origin_country, c.destination_country) || '/' || max(c.origin_country, c.destination_country));

-- QGIS's own table of styles, as its "Save style in datasource" makes it.
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT(15),
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id, min_x, min_y, max_x, max_y) VALUES
  ('areas', 'features', 'areas', 'Countries and provinces that some event is known to, and no closer', 4326, -180, -90, 180, 90),
  ('borders', 'features', 'borders', 'Borders of the crossings that are known by their countries', 4326, -180, -90, 180, 90),
  ('event_areas', 'features', 'event_areas', 'Events that are known to an area only, with its outline', 4326, -180, -90, 180, 90),
  ('crossing_borders', 'features', 'crossing_borders', 'Crossings that are known by their two countries, along the border', 4326, -180, -90, 180, 90),
  ('crossing_areas', 'features', 'crossing_areas', 'Crossings that are known by one country, or two without a border', 4326, -180, -90, 180, 90);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('layer_styles', 'attributes', 'layer_styles', 'How QGIS draws the layers');
INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) VALUES
  ('areas', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('borders', 'geom', 'MULTILINESTRING', 4326, 0, 0),
  ('event_areas', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
  ('crossing_borders', 'geom', 'MULTILINESTRING', 4326, 0, 0),
  ('crossing_areas', 'geom', 'MULTIPOLYGON', 4326, 0, 0);

-- The full text again, under a definition that Datasette recognises (it looks for content="…").
DROP TABLE article_words;
CREATE VIRTUAL TABLE article_words USING fts5 (
  title, text, content="articles", content_rowid="fid", tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO article_words (article_words) VALUES ('rebuild');
DROP TABLE event_words;
CREATE VIRTUAL TABLE event_words USING fts5 (
  evidence, content="events", content_rowid="fid", tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO event_words (event_words) VALUES ('rebuild');
