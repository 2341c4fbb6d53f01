-- depends: 0076_callbacks
-- A caller may have a text message with links to our pages, by keypad, one a call.
alter table call add column texted_at timestamptz;
