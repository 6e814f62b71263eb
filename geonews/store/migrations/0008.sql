-- Schema 8. Articles in languages whose events are not coded say so.
--
-- events_coded: 0 where an article was read for its toponyms alone.
ALTER TABLE articles ADD COLUMN events_coded BOOLEAN NOT NULL DEFAULT 1;
