-- depends: 0079_alike_cases
-- Cases are drawn on a map, clustered by the cells of a grid in the map's own projection.

-- Where a case lies in the square of Web Mercator (EPSG:3857) from its north-western corner, in units of which the square
-- is 2^30 wide (`sori/geo/grid.py`): 3 cm of a city's ground. What lies beyond the square's edge is drawn at it.
alter table field_case
    add column map_east integer generated always as (case when longitude is not null then
        least(floor((longitude + 180) / 360 * 1073741824), 1073741823)::integer end) stored,
    add column map_south integer generated always as (case when latitude is not null then
        least(floor((0.5 - ln(tan(pi() / 4 + radians(greatest(-85.05112877980659, least(85.05112877980659, latitude))) / 2))
            / (2 * pi())) * 1073741824), 1073741823)::integer end) stored;
-- With all that clusters are counted by, so that the table itself needn't be read.
create index field_case_open_on_map on field_case (map_south, map_east)
    include (department_id, state, type_code, due_at, near_at, id) where finished_at is null;
