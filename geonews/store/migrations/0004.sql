-- Schema 4. Articles that were read again, and what they were read as before where that changed: see geonews diff.
CREATE TABLE readings (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  doc_id TEXT NOT NULL REFERENCES articles (doc_id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL REFERENCES runs (fid),
  before_run INTEGER,
  before TEXT
);
CREATE UNIQUE INDEX readings_by_run ON readings (run_id, doc_id);
CREATE INDEX readings_by_doc ON readings (doc_id, run_id);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('readings', 'attributes', 'readings', 'Articles that were read again, and what they were read as before');
