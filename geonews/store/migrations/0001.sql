-- Schema 1. GDAL has laid out events, crossings and places with fid, geom and the R-tree; the columns follow here.

CREATE TABLE geonews_meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);

CREATE TABLE runs (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  started DATETIME NOT NULL,
  finished DATETIME,
  code_version TEXT,
  model TEXT,
  gazetteer TEXT,
  inputs TEXT
);

CREATE TABLE articles (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  doc_id TEXT NOT NULL UNIQUE,
  title TEXT,
  published DATETIME,
  url TEXT,
  source TEXT,
  language TEXT,
  text TEXT,
  content_hash TEXT,
  parse_hash TEXT,
  run_id INTEGER REFERENCES runs (fid)
);
CREATE INDEX articles_by_content ON articles (content_hash);
CREATE INDEX articles_by_date ON articles (published);
CREATE INDEX articles_by_source ON articles (source);

CREATE TABLE failures (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  article_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  error TEXT NOT NULL,
  run_id INTEGER REFERENCES runs (fid),
  UNIQUE (article_id, stage)
);

-- Places: one row for each place that some article names.
ALTER TABLE places ADD COLUMN place_id INTEGER;
ALTER TABLE places ADD COLUMN geonameid INTEGER;
ALTER TABLE places ADD COLUMN name TEXT;
ALTER TABLE places ADD COLUMN feature_class TEXT;
ALTER TABLE places ADD COLUMN feature_code TEXT;
ALTER TABLE places ADD COLUMN country TEXT;
ALTER TABLE places ADD COLUMN iso_a3 TEXT;
ALTER TABLE places ADD COLUMN admin1 TEXT;
ALTER TABLE places ADD COLUMN admin2 TEXT;
ALTER TABLE places ADD COLUMN population INTEGER;
ALTER TABLE places ADD COLUMN lon DOUBLE;
ALTER TABLE places ADD COLUMN lat DOUBLE;
ALTER TABLE places ADD COLUMN geo_precision INTEGER;
CREATE UNIQUE INDEX places_by_place_id ON places (place_id);
CREATE INDEX places_by_country ON places (iso_a3);

CREATE TABLE mentions (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  doc_id TEXT NOT NULL REFERENCES articles (doc_id) ON DELETE CASCADE,
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL,
  place_id INTEGER REFERENCES places (place_id),
  score DOUBLE NOT NULL,
  toponym_score DOUBLE NOT NULL,
  rivals TEXT
);
CREATE INDEX mentions_by_doc ON mentions (doc_id, char_start);
CREATE INDEX mentions_by_place ON mentions (place_id, doc_id);

-- Events: the columns of the event schema, in its order, then the store's own.
ALTER TABLE events ADD COLUMN event_id TEXT;
ALTER TABLE events ADD COLUMN doc_id TEXT REFERENCES articles (doc_id) ON DELETE CASCADE;
ALTER TABLE events ADD COLUMN title TEXT;
ALTER TABLE events ADD COLUMN published DATE;
ALTER TABLE events ADD COLUMN source_url TEXT;
ALTER TABLE events ADD COLUMN publisher TEXT;
ALTER TABLE events ADD COLUMN sentence INTEGER;
ALTER TABLE events ADD COLUMN char_start INTEGER;
ALTER TABLE events ADD COLUMN char_end INTEGER;
ALTER TABLE events ADD COLUMN evidence TEXT;
ALTER TABLE events ADD COLUMN mentions TEXT;
ALTER TABLE events ADD COLUMN n_mentions INTEGER;
ALTER TABLE events ADD COLUMN coder_version TEXT;
ALTER TABLE events ADD COLUMN event_type TEXT;
ALTER TABLE events ADD COLUMN mode TEXT;
ALTER TABLE events ADD COLUMN status TEXT;
ALTER TABLE events ADD COLUMN "trigger" TEXT;
ALTER TABLE events ADD COLUMN trigger_start INTEGER;
ALTER TABLE events ADD COLUMN trigger_end INTEGER;
ALTER TABLE events ADD COLUMN plover_event TEXT;
ALTER TABLE events ADD COLUMN plover_mode TEXT;
ALTER TABLE events ADD COLUMN plover_context TEXT;
ALTER TABLE events ADD COLUMN cameo_code TEXT;
ALTER TABLE events ADD COLUMN event_root_code TEXT;
ALTER TABLE events ADD COLUMN quad_class INTEGER;
ALTER TABLE events ADD COLUMN goldstein DOUBLE;
ALTER TABLE events ADD COLUMN acled_event_type TEXT;
ALTER TABLE events ADD COLUMN acled_sub_event_type TEXT;
ALTER TABLE events ADD COLUMN date_start DATE;
ALTER TABLE events ADD COLUMN date_end DATE;
ALTER TABLE events ADD COLUMN date_text TEXT;
ALTER TABLE events ADD COLUMN date_basis TEXT;
ALTER TABLE events ADD COLUMN time_precision INTEGER;
ALTER TABLE events ADD COLUMN actor1 TEXT;
ALTER TABLE events ADD COLUMN actor1_country TEXT;
ALTER TABLE events ADD COLUMN actor1_sector TEXT;
ALTER TABLE events ADD COLUMN actor2 TEXT;
ALTER TABLE events ADD COLUMN actor2_country TEXT;
ALTER TABLE events ADD COLUMN actor2_sector TEXT;
ALTER TABLE events ADD COLUMN subject TEXT;
ALTER TABLE events ADD COLUMN subject_class TEXT;
ALTER TABLE events ADD COLUMN count_min INTEGER;
ALTER TABLE events ADD COLUMN count_max INTEGER;
ALTER TABLE events ADD COLUMN count_text TEXT;
ALTER TABLE events ADD COLUMN count_unit TEXT;
ALTER TABLE events ADD COLUMN count_approx BOOLEAN;
ALTER TABLE events ADD COLUMN count_vague BOOLEAN;
ALTER TABLE events ADD COLUMN count_rate TEXT;
ALTER TABLE events ADD COLUMN fatalities_min INTEGER;
ALTER TABLE events ADD COLUMN fatalities_max INTEGER;
ALTER TABLE events ADD COLUMN injured_min INTEGER;
ALTER TABLE events ADD COLUMN injured_max INTEGER;
ALTER TABLE events ADD COLUMN place TEXT;
ALTER TABLE events ADD COLUMN geonameid INTEGER;
ALTER TABLE events ADD COLUMN lat DOUBLE;
ALTER TABLE events ADD COLUMN lon DOUBLE;
ALTER TABLE events ADD COLUMN feature_code TEXT;
ALTER TABLE events ADD COLUMN country TEXT;
ALTER TABLE events ADD COLUMN admin1 TEXT;
ALTER TABLE events ADD COLUMN admin2 TEXT;
ALTER TABLE events ADD COLUMN geo_precision INTEGER;
ALTER TABLE events ADD COLUMN location_basis TEXT;
ALTER TABLE events ADD COLUMN origin_country TEXT;
ALTER TABLE events ADD COLUMN origin_place TEXT;
ALTER TABLE events ADD COLUMN origin_lat DOUBLE;
ALTER TABLE events ADD COLUMN origin_lon DOUBLE;
ALTER TABLE events ADD COLUMN destination_country TEXT;
ALTER TABLE events ADD COLUMN destination_place TEXT;
ALTER TABLE events ADD COLUMN destination_lat DOUBLE;
ALTER TABLE events ADD COLUMN destination_lon DOUBLE;
ALTER TABLE events ADD COLUMN crossing_place TEXT;
ALTER TABLE events ADD COLUMN crossing_lat DOUBLE;
ALTER TABLE events ADD COLUMN crossing_lon DOUBLE;
ALTER TABLE events ADD COLUMN direction_basis TEXT;
ALTER TABLE events ADD COLUMN confidence DOUBLE;
ALTER TABLE events ADD COLUMN rule_id TEXT;
ALTER TABLE events ADD COLUMN disputed BOOLEAN;
ALTER TABLE events ADD COLUMN attributed_to TEXT;
-- The store's own: how closely each end of a crossing is known (1 town, 2 area, 3 country), and the overlay.
ALTER TABLE events ADD COLUMN origin_precision INTEGER;
ALTER TABLE events ADD COLUMN destination_precision INTEGER;
ALTER TABLE events ADD COLUMN crossing_precision INTEGER;
ALTER TABLE events ADD COLUMN corrected BOOLEAN DEFAULT 0;
ALTER TABLE events ADD COLUMN retracted BOOLEAN DEFAULT 0;
ALTER TABLE events ADD COLUMN same_as TEXT;

CREATE UNIQUE INDEX events_by_event_id ON events (event_id);
CREATE INDEX events_by_doc ON events (doc_id);
CREATE INDEX events_by_date ON events (ifnull(date_start, ''), event_id);
CREATE INDEX events_by_type ON events (event_type, ifnull(date_start, ''));
CREATE INDEX events_by_status ON events (status, ifnull(date_start, '')) WHERE status <> 'happened';
CREATE INDEX events_by_publisher ON events (publisher);
CREATE INDEX events_by_country ON events (country, ifnull(date_start, '')) WHERE country IS NOT NULL;
CREATE INDEX events_by_origin ON events (origin_country, ifnull(date_start, '')) WHERE origin_country IS NOT NULL;
CREATE INDEX events_by_destination ON events (destination_country, ifnull(date_start, ''))
  WHERE destination_country IS NOT NULL;
CREATE INDEX events_by_actor1 ON events (actor1_country, ifnull(date_start, '')) WHERE actor1_country IS NOT NULL;
CREATE INDEX events_by_actor2 ON events (actor2_country, ifnull(date_start, '')) WHERE actor2_country IS NOT NULL;
CREATE INDEX events_by_same_as ON events (same_as) WHERE same_as IS NOT NULL;

-- Events of several days by how far they can reach: within a week, a quarter, a year; 4 is longer or open.
CREATE INDEX events_by_reach ON events (
  CASE WHEN date_start IS NULL OR date_end IS NULL THEN 4
  WHEN julianday(date_end) - julianday(date_start) <= 7 THEN 1
  WHEN julianday(date_end) - julianday(date_start) <= 92 THEN 2
  WHEN julianday(date_end) - julianday(date_start) <= 366 THEN 3
  ELSE 4 END,
  ifnull(date_start, ''), date_end
) WHERE date_end IS NOT date_start;

ALTER TABLE crossings ADD COLUMN event_id TEXT REFERENCES events (event_id) ON DELETE CASCADE;
ALTER TABLE crossings ADD COLUMN doc_id TEXT;
ALTER TABLE crossings ADD COLUMN title TEXT;
ALTER TABLE crossings ADD COLUMN published DATE;
ALTER TABLE crossings ADD COLUMN source_url TEXT;
ALTER TABLE crossings ADD COLUMN publisher TEXT;
ALTER TABLE crossings ADD COLUMN evidence TEXT;
ALTER TABLE crossings ADD COLUMN mode TEXT;
ALTER TABLE crossings ADD COLUMN status TEXT;
ALTER TABLE crossings ADD COLUMN date_start DATE;
ALTER TABLE crossings ADD COLUMN date_end DATE;
ALTER TABLE crossings ADD COLUMN date_basis TEXT;
ALTER TABLE crossings ADD COLUMN subject TEXT;
ALTER TABLE crossings ADD COLUMN subject_class TEXT;
ALTER TABLE crossings ADD COLUMN count_min INTEGER;
ALTER TABLE crossings ADD COLUMN count_max INTEGER;
ALTER TABLE crossings ADD COLUMN count_text TEXT;
ALTER TABLE crossings ADD COLUMN count_unit TEXT;
ALTER TABLE crossings ADD COLUMN origin_country TEXT;
ALTER TABLE crossings ADD COLUMN origin_place TEXT;
ALTER TABLE crossings ADD COLUMN origin_precision INTEGER;
ALTER TABLE crossings ADD COLUMN destination_country TEXT;
ALTER TABLE crossings ADD COLUMN destination_place TEXT;
ALTER TABLE crossings ADD COLUMN destination_precision INTEGER;
ALTER TABLE crossings ADD COLUMN crossing_place TEXT;
ALTER TABLE crossings ADD COLUMN crossing_precision INTEGER;
ALTER TABLE crossings ADD COLUMN direction_basis TEXT;
ALTER TABLE crossings ADD COLUMN confidence DOUBLE;
ALTER TABLE crossings ADD COLUMN disputed BOOLEAN;
ALTER TABLE crossings ADD COLUMN attributed_to TEXT;
ALTER TABLE crossings ADD COLUMN geo_precision INTEGER;
CREATE UNIQUE INDEX crossings_by_event_id ON crossings (event_id);

-- Corrections: an overlay; they name the event and, in case a new version numbers it otherwise, its words.
CREATE TABLE corrections (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  event_id TEXT NOT NULL,
  doc_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  trigger_start INTEGER,
  char_start INTEGER,
  field TEXT NOT NULL,
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  reason TEXT,
  who TEXT NOT NULL,
  made DATETIME NOT NULL,
  undone DATETIME,
  undone_by TEXT
);
CREATE INDEX corrections_by_event ON corrections (event_id);
CREATE INDEX corrections_by_doc ON corrections (doc_id);

-- What the coder said of the events that somebody corrected.
CREATE TABLE coded_events (
  event_id TEXT PRIMARY KEY NOT NULL REFERENCES events (event_id) ON DELETE CASCADE,
  record TEXT NOT NULL
);

-- Full text. The words live in articles and events; these are indexes over them.
CREATE VIRTUAL TABLE article_words USING fts5 (
  title, text, content = 'articles', content_rowid = 'fid', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER article_words_insert AFTER INSERT ON articles BEGIN
  INSERT INTO article_words (rowid, title, text) VALUES (new.fid, new.title, new.text);
END;
CREATE TRIGGER article_words_delete AFTER DELETE ON articles BEGIN
  INSERT INTO article_words (article_words, rowid, title, text) VALUES ('delete', old.fid, old.title, old.text);
END;
CREATE TRIGGER article_words_update AFTER UPDATE OF fid, title, text ON articles BEGIN
  INSERT INTO article_words (article_words, rowid, title, text) VALUES ('delete', old.fid, old.title, old.text);
  INSERT INTO article_words (rowid, title, text) VALUES (new.fid, new.title, new.text);
END;

CREATE VIRTUAL TABLE event_words USING fts5 (
  evidence, content = 'events', content_rowid = 'fid', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER event_words_insert AFTER INSERT ON events BEGIN
  INSERT INTO event_words (rowid, evidence) VALUES (new.fid, new.evidence);
END;
CREATE TRIGGER event_words_delete AFTER DELETE ON events BEGIN
  INSERT INTO event_words (event_words, rowid, evidence) VALUES ('delete', old.fid, old.evidence);
END;
CREATE TRIGGER event_words_update AFTER UPDATE OF fid, evidence ON events BEGIN
  INSERT INTO event_words (event_words, rowid, evidence) VALUES ('delete', old.fid, old.evidence);
  INSERT INTO event_words (rowid, evidence) VALUES (new.fid, new.evidence);
END;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('articles', 'attributes', 'articles', 'One row for each article, with its text'),
  ('mentions', 'attributes', 'mentions', 'One row for each place name of an article and the place it means'),
  ('failures', 'attributes', 'failures', 'Articles and inputs that could not be handled, with stage and reason'),
  ('corrections', 'attributes', 'corrections', 'What people corrected, and what they undid'),
  ('runs', 'attributes', 'runs', 'The runs that wrote here, with the versions of code, model and gazetteer');
UPDATE gpkg_contents SET description = 'What the articles report, one row for each event; points are towns, never countries'
  WHERE table_name = 'events';
UPDATE gpkg_contents SET description = 'Border crossings; a line where the places passed are known'
  WHERE table_name = 'crossings';
UPDATE gpkg_contents SET description = 'The places that articles name' WHERE table_name = 'places';
