-- Schema 7. What was read from articles, and what they said before, can be checked as their own rows can.
--
-- kind: reading (name is the article's doc_id), revision (its number) or place (its place_id). digest: of what was written,
-- see geonews store check.
CREATE TABLE seals (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;
