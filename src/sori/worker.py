"""The worker, which does what time makes due."""

import asyncio
import os
from collections.abc import Mapping

from sori.calls import calling_back
from sori.calls import service as calls
from sori.cases.dispatch import automatic as case_dispatch
from sori.cases.life import rounds as cases
from sori.cases.public_photo import rounds as public_photos
from sori.centre import administration
from sori.channels.email.carrier import EmailCarrier
from sori.channels.sms.carrier import SmsCarrier
from sori.channels.sms.receipt import Receipt
from sori.chatbot.service import bookings as chatbot_bookings
from sori.chatbot.service import talk as chatbot
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import OutgoingChannel
from sori.conversations.outbox.sending import Carrier
from sori.conversations.outbox.sending import Sender as OutboxSender
from sori.conversations.service import alerts, breaks, expectation, life, skills
from sori.demo import articles as demo_knowledge
from sori.demo import bookables as demo_bookables
from sori.demo import bulletins as demo_bulletins
from sori.demo import case_types as demo_case_types
from sori.demo import directory as demo_directory
from sori.demo import districts as demo_districts
from sori.knowledge.bulletins import service as bulletins
from sori.knowledge.bulletins.fetching import Fetcher
from sori.knowledge.service import articles
from sori.operations import retention
from sori.platform import process
from sori.platform.database import Database
from sori.platform.rounds import Round, make_rounds
from sori.platform.settings import Settings, from_environment
from sori.platform.web import now
from sori.reports.service import rollup
from sori.webhooks import collecting
from sori.webhooks.sending import Sender as WebhookSender

ROUNDS = [
    Round("emergency", 1.0, administration.end_emergency),
    Round("setup", 1.0, administration.apply_due),
    Round("expected_wait", expectation.EVERY_S, expectation.tell_expected_waits),
    Round("departed", 2.0, life.release_the_departed),
    Round("alerts", 2.0, alerts.look),
    Round("breaks", 1.0, breaks.end_what_is_over),
    Round("calls", 2.0, calls.release_silent),
    Round("callbacks", 1.0, calling_back.look),
    Round("chatbot", 10.0, chatbot.notice_silence),
    Round("bookings", 2.0, chatbot_bookings.tell_news),
    Round("case_due", 2.0, cases.count_due),
    Round("case_reminders", 10.0, cases.remind),
    Round("case_notices", 60.0, cases.tell_progress),
    Round("case_closing", 60.0, cases.close_finished),
    Round("case_dispatch", case_dispatch.EVERY_S, case_dispatch.learn_daily),
    Round("public_photos", public_photos.EVERY_S, public_photos.copy_next),
    Round("articles", 1.0, articles.publish_due),
    Round("bulletins", 1.0, bulletins.tell_what_begins),
    Round("skills", 5.0, skills.drop_what_is_over),
    Round("demo_knowledge", 60.0, demo_knowledge.load_once),
    Round("demo_directory", 60.0, demo_directory.load_once),
    Round("demo_case_types", 10.0, demo_case_types.load_once),
    Round("demo_districts", 10.0, demo_districts.load_once),
    Round("demo_bulletins", 60.0, demo_bulletins.load_once),
    Round("demo_bookables", 60.0, demo_bookables.load_once),
    Round("statistics", rollup.EVERY_S, rollup.follow),
    Round("webhooks", collecting.EVERY_S, collecting.collect),
    Round("retention", retention.EVERY_S, retention.delete_some),
]
"""What the worker does again and again."""
_BEHIND_PEOPLE = 5
"""How much the worker stands back, in steps of niceness, behind those whom somebody waits for when cores are short."""


def run_worker() -> None:
    """Makes the worker's rounds, and sends to webhooks and citizens, until told to stop."""
    os.nice(_BEHIND_PEOPLE)
    process.run("worker", lambda database: work(database, from_environment()), connections=4)


async def work(database: Database, settings: Settings) -> None:
    """Makes the rounds and, unless the settings say otherwise, sends to webhooks and citizens, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(make_rounds(database, ROUNDS, now))
        if settings.webhooks:
            private = settings.webhooks_to_private_addresses
            group.create_task(Fetcher(database, now, private=private).run())
            group.create_task(WebhookSender(database, now, private=private).run())
            most = {OutgoingChannel.SMS: settings.sms_an_hour, OutgoingChannel.EMAIL: settings.email_an_hour}
            group.create_task(OutboxSender(database, now, carriers(database, settings), most).run())


def carriers(database: Database, settings: Settings) -> Mapping[OutgoingChannel, Carrier]:
    """What brings the outbox's messages to the providers that there are."""
    found: dict[OutgoingChannel, Carrier] = {}
    if settings.sms is not None:
        found[OutgoingChannel.SMS] = SmsCarrier(settings.sms, lambda heard: _keep_receipt(database, heard))
    if settings.email is not None:
        found[OutgoingChannel.EMAIL] = EmailCarrier(settings.email)
    return found


async def _keep_receipt(database: Database, heard: Receipt) -> bool:
    async with database.transaction() as transaction:
        return await outbox.hear_receipt(
            transaction, OutgoingChannel.SMS, heard.reference, now(), arrived=heard.arrived, code=heard.code
        )
