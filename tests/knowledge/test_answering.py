"""Who answers for a post, whatever substitutes name one another and whoever is away."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sori.knowledge.directory.finding import find, searched
from sori.knowledge.directory.model import PostContent, PostNumber, Posts, Presence, cleaned, faults
from sori.language import hangul

MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Seoul"))
HOURS = ("평일 09:00-18:00", "매일 18:00-09:00", "24시간", "토 09:00-12:00", "매일 05:00-25:00, 공휴일 휴무")
TITLES = ("과장", "팀장", "주무관", "당직실")


@st.composite
def directories(draw: st.DrawFn) -> Posts:
    contents = {}
    for number, title in enumerate(TITLES):
        away = draw(st.none() | st.tuples(st.integers(0, 9), st.integers(0, 5)))
        begin = None if away is None else MONDAY.date() + timedelta(days=away[0])
        contents[number] = PostContent(
            office="시청",
            title=title,
            department="a",
            numbers=[PostNumber(f"02-000-000{number}")],
            hours=draw(st.sampled_from(HOURS)),
            substitutes=draw(
                st.lists(st.sampled_from([*(t for t in TITLES if t != title), "팀원"]), max_size=3, unique=True)
            ),
            away_from=begin,
            away_to=None if begin is None or away is None else begin + timedelta(days=away[1]),
        )
    return Posts(contents)


@given(directories(), st.integers(0, 14 * 24 * 60), st.sets(st.dates(date(2026, 3, 2), date(2026, 3, 16)), max_size=3))
def test_whoever_is_named_is_there_and_nobody_only_where_no_one_is(
    posts: Posts, minutes: int, holidays: set[date]
) -> None:
    local = MONDAY + timedelta(minutes=minutes)
    there = {number for number in posts.contents if posts.is_there(number, holidays, local)}
    for number, content in posts.contents.items():
        told = posts.answering(number, holidays, local)
        assert (told.presence is Presence.THERE) == (number in there)
        if told.presence is Presence.THERE:
            assert told.numbers == content.numbers
        elif told.presence is Presence.SUBSTITUTE:
            assert told.post_id in there
            assert told.numbers == posts.contents[told.post_id].numbers
        elif told.presence is Presence.NAMED:
            assert told.name == "팀원"
        else:
            direct = {posts.named("시청", name) for name in content.substitutes}
            assert not direct & there
            assert told.numbers == []


@settings(max_examples=40, deadline=None)
@given(directories(), st.integers(0, 6 * 24 * 60))
def test_somebody_is_there_when_it_is_said_and_not_before(posts: Posts, minutes: int) -> None:
    local = MONDAY + timedelta(minutes=minutes)
    for number in posts.contents:
        at = posts.there_at(number, (), local)
        assert at is not None
        assert posts.is_there(number, (), at)
        quarter = timedelta(minutes=15)
        for step in range(min(int((at - local) / quarter), 96)):
            assert not posts.is_there(number, (), local + step * quarter)


@given(st.text(max_size=30), st.text(max_size=30), st.text("0123456789- +", max_size=20))
def test_any_words_are_kept_or_refused(title: str, duty: str, number: str) -> None:
    content = cleaned(PostContent("시청", title, "a", [PostNumber(number)], "24시간", duties=[duty]))
    assert cleaned(content) == content
    faults(content)


@given(
    st.lists(st.text("가나다라마바사아자차카타파하", min_size=2, max_size=8), min_size=1, max_size=6, unique=True),
    st.data(),
)
def test_every_part_of_a_title_finds_it_and_so_do_its_initials(titles: list[str], data: st.DataObject) -> None:
    plain = PostContent("시청", "", "a", [PostNumber("120")], "24시간")
    posts = [searched(number, replace(plain, title=title), {}) for number, title in enumerate(titles)]
    number = data.draw(st.integers(0, len(titles) - 1))
    title = titles[number]
    begin = data.draw(st.integers(0, len(title) - 1))
    part = title[begin : data.draw(st.integers(begin + 1, len(title)))]

    assert number in find(posts, part)
    assert number in find(posts, hangul.initials(part))
    assert all(part in titles[found] for found in find(posts, part))
