-- Schema 2. Which articles are near-copies of which, and what finds further ones: a row for each article of the runs
-- that looked for them.
CREATE TABLE near_copies (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  doc_id TEXT NOT NULL UNIQUE,
  copy_of TEXT,
  similarity DOUBLE,
  memory BLOB NOT NULL
);
CREATE INDEX near_copies_by_original ON near_copies (copy_of) WHERE copy_of IS NOT NULL;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('near_copies', 'attributes', 'near_copies', 'Articles that are near-copies of an earlier one, with their similarity');
