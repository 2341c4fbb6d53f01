-- depends: 0008_floor
-- What the floor asks each second is found by indexes, however many contacts a day has.
create index contact_live on contact (queue_id) where state in ('waiting', 'offered', 'talking');
create index queue_visit_by_end on queue_visit (left_at);
