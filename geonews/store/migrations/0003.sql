-- Schema 3. Which reports are of one event: group_id is the event_id of the report that stands for it (its own where
-- that is the only one), null for what is not linked: retracted, or loaded in bulk. A person's word stands above it:
-- same_as names the event that one is told again in, split says that one is an event of its own.
ALTER TABLE events ADD COLUMN group_id TEXT;
ALTER TABLE events ADD COLUMN split BOOLEAN DEFAULT 0;
CREATE INDEX events_split ON events (event_id) WHERE split = 1;
CREATE INDEX events_by_group ON events (group_id) WHERE group_id <> event_id;
CREATE INDEX events_to_link ON events (event_type, country, ifnull(date_start, date_end), ifnull(date_end, date_start))
  WHERE event_type <> 'BORDER_CROSSING' AND group_id IS NOT NULL;
CREATE INDEX crossings_to_link 
  ON events (origin_country, destination_country, ifnull(date_start, date_end), ifnull(date_end, date_start))
  WHERE event_type = 'BORDER_CROSSING' AND group_id IS NOT NULL;
-- Those of more than ten days; they are linked by numbers only.
CREATE INDEX events_long_to_link ON events (event_type, date_end)
  WHERE group_id IS NOT NULL AND julianday(date_end) - julianday(date_start) > 10
  AND (count_min IS NOT NULL OR count_max IS NOT NULL);

-- What the reports of an event say together; a row for each event with two reports or more.
CREATE TABLE event_groups (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  group_id TEXT NOT NULL UNIQUE,
  event_type TEXT NOT NULL,
  n_reports INTEGER NOT NULL,
  n_articles INTEGER NOT NULL,
  n_sources INTEGER NOT NULL,
  count_low INTEGER,
  count_best INTEGER,
  count_high INTEGER,
  fatalities_low INTEGER,
  fatalities_best INTEGER,
  fatalities_high INTEGER,
  conflicts TEXT
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('event_groups', 'attributes', 'event_groups', 'Events with several reports, and what these say together');
