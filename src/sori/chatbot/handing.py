"""To whom a conversation is handed over: the topic that it is about, and where in the menu that belongs."""

from collections.abc import Mapping, Sequence

from sori.centre.model import Centre, Topic


def topic_of(codes: Sequence[str], topics: Sequence[Topic]) -> Topic | None:
    """The first of these topics that there is, the most particular before others."""
    known = {topic.code: topic for topic in topics}
    found = [known[code] for code in codes if code in known]
    return max(found, key=lambda topic: topic.level, default=None)


def menu_key_of(topic: Topic | None, topics: Sequence[Topic], centre: Centre) -> str | None:
    """Where in the menu a topic belongs: to the queue that is called like it or like one above it. None: not known.

    Queues and topics are called so by whoever sets the centre up: `water` is the queue of `water.bill.move`.
    """
    above: Mapping[int, Topic] = {one.id: one for one in topics}
    queues = {queue.code: queue.id for queue in centre.queues if not queue.retired}
    while topic is not None:
        queue_id = queues.get(topic.code.rsplit(".", 1)[-1])
        for entry in centre.menu:
            if queue_id is not None and entry.queue_id == queue_id:
                return entry.key
        topic = above.get(topic.parent_id or 0)
    return None
