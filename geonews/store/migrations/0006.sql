-- Schema 6. Codes of disasters and of news subjects beside those of conflict.

ALTER TABLE events ADD COLUMN iptc TEXT;
ALTER TABLE events ADD COLUMN emdat TEXT;
ALTER TABLE events ADD COLUMN glide TEXT;
