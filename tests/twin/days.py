"""Days to play, put together in few words."""

from typing import Any

from sori.twin.scenario import Scenario, convert


def one_queue(agents: int, per_hour: float, talk_s: float, patience_s: float | None = None, **more: Any) -> Scenario:
    """Six hours of one queue, everybody alike, exponential times."""
    queue = {"name": "general", "steps": [{"skill": "general"}], **more.pop("queue", {})}
    topic = {
        "name": "all",
        "queue": "general",
        "calls": [per_hour] * 6,
        "talk": {"mean_s": talk_s},
        **more.pop("topic", {}),
    }
    if patience_s is not None:
        topic["patience"] = {"mean_s": patience_s}
    return convert(
        {
            "title": "one queue",
            "from": "09:00",
            "to": "15:00",
            "interval_min": 60,
            "queues": [queue],
            "topics": [topic],
            "people": [{"name": "all", "skills": {"general": 1}, "at_desk": [agents] * 6}],
            **more,
        }
    )


def busy_city(seed: int = 120, replications: int = 2) -> Scenario:
    """Three queues, calls and chats: priority, overflow, an elastic group, room, retries, passing on, rests, a plan."""
    lognormal = {"mean_s": 150, "shape": "lognormal", "variation": 0.9}
    return convert(
        {
            "title": "a busy city",
            "from": "09:00",
            "to": "13:00",
            "interval_min": 60,
            "seed": seed,
            "replications": replications,
            "day_variation": 0.1,
            "interval_variation": 0.1,
            "accept": {"mean_s": 3, "shape": "gamma", "variation": 0.5},
            "rest_share": 0.05,
            "rest": {"mean_s": 300},
            "queues": [
                {
                    "name": "covid",
                    "head_start_s": 300,
                    "elastic": {"minimum": 2, "maximum": 9, "waiting_per_person": 2, "cooldown_s": 60},
                    "steps": [{"skill": "covid", "level": 2}, {"skill": "general", "after_s": 30}],
                },
                {
                    "name": "traffic",
                    "steps": [{"skill": "traffic"}, {"skill": "general", "level": 2, "after_s": 20}],
                    "room": 2,
                },
                {"name": "general", "steps": [{"skill": "general"}]},
            ],
            "topics": [
                {
                    "name": "vaccination",
                    "queue": "covid",
                    "calls": [150, 200, 170, 120],
                    "talk": lognormal,
                    "wrap_up": {"mean_s": 20},
                    "patience": {"mean_s": 90},
                    "retry": {"share": 0.6, "after": {"mean_s": 300}, "times": 2},
                    "menu_s": 15,
                    "menu_loss": 0.03,
                },
                {
                    "name": "buses",
                    "queue": "traffic",
                    "calls": [120, 160, 150, 90],
                    "talk": lognormal,
                    "patience": {"mean_s": 60, "shape": "gamma", "variation": 0.7},
                    "move": {"share": 0.2, "queue": "general", "talk": {"mean_s": 60}},
                },
                {"name": "chats", "queue": "general", "calls": [60, 90, 80, 50], "talk": {"mean_s": 400}, "chat": True},
                {
                    "name": "rest",
                    "queue": "general",
                    "calls": [200, 260, 240, 180],
                    "talk": lognormal,
                    "patience": {"mean_s": 120},
                    "retry": {"share": 0.4, "after": {"mean_s": 600}},
                },
            ],
            "people": [
                {"name": "covid", "skills": {"covid": 3, "general": 1}, "at_desk": [7, 9, 8, 5]},
                {"name": "traffic", "skills": {"traffic": 2}, "at_desk": [5, 7, 7, 4], "pace": 1.2},
                {"name": "mixed", "skills": {"general": 2, "covid": 1}, "at_desk": [9, 12, 11, 8], "chats": 3},
                {"name": "chats", "skills": {"general": 1}, "at_desk": [2, 3, 3, 2], "chats": 4, "takes_calls": False},
            ],
        }
    )
