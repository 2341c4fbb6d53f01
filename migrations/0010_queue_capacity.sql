-- depends: 0006_setup
-- How many may wait in a queue at once; null: as many as come.
alter table queue add column most_waiting integer check (most_waiting between 1 and 100000);
