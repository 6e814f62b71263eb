-- Schema 5. Where an article came from and what it is known by; earlier texts of articles that were revised; what
-- geonews watch has read.
--
-- published_offset: minutes by which the source's zone is ahead of UTC; the day of publication is the source's own.
-- file, row: the input and the line in it. url_basis: fetched (from the address that the article bears) or claimed.
-- words_hash: of the text without regard to white space. checksum: of the row as it was written, see geonews store check.
ALTER TABLE articles ADD COLUMN published_offset INTEGER;
ALTER TABLE articles ADD COLUMN file TEXT;
ALTER TABLE articles ADD COLUMN row INTEGER;
ALTER TABLE articles ADD COLUMN url_basis TEXT;
ALTER TABLE articles ADD COLUMN words_hash TEXT;
ALTER TABLE articles ADD COLUMN checksum TEXT;
ALTER TABLE failures ADD COLUMN file TEXT;
ALTER TABLE failures ADD COLUMN row INTEGER;

-- What an article is met by: its address, the id of its row in its file, the guid of its entry in its feed.
CREATE TABLE identities (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL,
  doc_id TEXT NOT NULL
);
CREATE UNIQUE INDEX identities_by_key ON identities (key, doc_id);
CREATE INDEX identities_by_doc ON identities (doc_id);

-- What an article said before it was revised, with what was read from it; the newest text stands in articles.
CREATE TABLE revisions (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  doc_id TEXT NOT NULL REFERENCES articles (doc_id) ON DELETE CASCADE,
  title TEXT,
  published DATETIME,
  published_offset INTEGER,
  url TEXT,
  source TEXT,
  text TEXT,
  content_hash TEXT,
  words_hash TEXT,
  file TEXT,
  row INTEGER,
  url_basis TEXT,
  run_id INTEGER REFERENCES runs (fid),
  replaced DATETIME NOT NULL,
  reading TEXT
);
CREATE INDEX revisions_by_doc ON revisions (doc_id, fid);

-- What is known of a feed, and of its entries; state is JSON.
CREATE TABLE feeds (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  url TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL
);
CREATE TABLE feed_entries (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  feed TEXT NOT NULL,
  entry TEXT NOT NULL,
  seen DOUBLE NOT NULL,
  waits BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (feed, entry)
);
CREATE INDEX feed_entries_waiting ON feed_entries (feed) WHERE waits;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('revisions', 'attributes', 'revisions', 'Earlier texts of articles that were revised, with what was read from them');
