"""The web application: routes, wiring, pages."""

import gc
import html
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

import psycopg
import uvicorn
import uvloop
from litestar import Litestar, Response, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from sori.bookings import http as bookings
from sori.cases import http as cases
from sori.cases import place_http as case_places
from sori.cases.dispatch import http as case_dispatch
from sori.cases.duplicates import http as case_duplicates
from sori.cases.life import http as case_life
from sori.cases.life import tracking_http as case_tracking
from sori.cases.public_photo import http as case_public_photos
from sori.centre import http as administration
from sori.centre import service as centre_service
from sori.channels.open311 import http as open311
from sori.channels.smart_report import http as smart_report
from sori.channels.voice import http as voice
from sori.channels.voice.line import VoiceLine
from sori.channels.webchat import bot_http
from sori.channels.webchat import http as webchat
from sori.chatbot import http as chatbot
from sori.chatbot.line import MeaningLine
from sori.chatbot.service.phrasing import AnswerPhrasing
from sori.conversations import expectation_http as expected_wait
from sori.conversations import floor_http, help_http
from sori.conversations import http as conversations
from sori.conversations.outbox import http as outbox
from sori.conversations.presence import Presence
from sori.conversations.pulse import Pulse
from sori.demo import http as demo
from sori.knowledge import http as knowledge
from sori.knowledge import public_http as public_knowledge
from sori.knowledge.bulletins import exchange_http as bulletin_exchange
from sori.knowledge.bulletins import http as bulletins
from sori.knowledge.directory import http as directory
from sori.knowledge.search_line import SearchLine
from sori.operations import http as operations
from sori.operations.readiness import Look
from sori.people import access_http, account_http, single_sign_on_http
from sori.people import http as people
from sori.people.http import PUBLIC, Authentication, guard, provide_actor, provide_visitor
from sori.people.model import City
from sori.people.sessions import Sessions
from sori.people.single_sign_on import Provider
from sori.platform.allowance import Allowances
from sori.platform.connection import Connection
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.geocoder import Geocoder
from sori.platform.language_model import LanguageModel
from sori.platform.limits import allow_many_connections
from sori.platform.log import log_loop_failures, set_up_log
from sori.platform.metrics import sampling
from sori.platform.observed import Observed
from sori.platform.openapi import Described
from sori.platform.problem import Problem
from sori.platform.seal import Seal
from sori.platform.secured import Secured, page_policy
from sori.platform.serving import KEEP_ALIVE_S, Server
from sori.platform.settings import ROOT, Settings, from_environment
from sori.platform.tracing import tracing
from sori.platform.web import (
    OPEN_STREAMS,
    answer_failure,
    answer_http_exception,
    answer_no_such_file,
    answer_problem,
    answer_unusable_input,
    ask_guards_without_copies,
    now,
    resolve_dependencies_in_turn,
)
from sori.reports import http as reports
from sori.reports.cases import http as case_figures
from sori.twin import http as twin
from sori.webhooks import http as webhooks

_APPS = ROOT / "web" / "apps"
_STAFF_PAGES = [
    "/login",
    "/start",
    "/account",
    "/wall",
    *(
        f"/{page}{rest}"
        for page in ("desk", "floor", "cases", "office", "bookings", "stats", "twin", "admin", "knowledge")
        for rest in ("", "/{rest:path}")
    ),
]
_LARGEST_BODY = 128 * 1024


@get(
    ["/", "/call", "/help", "/help/{rest:path}", "/report", "/case/{token:str}"], roles=PUBLIC, include_in_schema=False
)
async def citizen_page(database: Database) -> Response[bytes]:
    """The citizen's page."""
    return await _page("citizen", database)


@get(_STAFF_PAGES, roles=PUBLIC, include_in_schema=False)
async def staff_page(database: Database) -> Response[bytes]:
    """The staff's pages; each asks for a log-in itself."""
    return await _page("desk", database)


class _Run:
    """What requests are answered with from a start of the application to its end; each start makes it anew."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.database = Database(settings.database_url, connections=6)
        self.feed = Feed(self.database)
        self.presence = Presence(self.database, clock)
        self.pulse = Pulse(self.database, clock)
        self.sessions = Sessions(self.database, self.feed, clock)
        self.look = Look(self.database, self.feed)
        self.allowances = Allowances(settings.unlimited, clock)
        self.search_line = SearchLine(settings.search_socket)
        self.meaning_line = MeaningLine(settings.search_socket)
        self.voice_line = VoiceLine(settings.voice_socket)
        endpoint = settings.language_model
        model = None if endpoint is None else LanguageModel(endpoint, clock)
        self.phrasing = AnswerPhrasing(self.database, self.feed, model, clock)
        self.provider = _provider(settings)
        self.geocoder = None if settings.geocoder is None else Geocoder(settings.geocoder, clock)


class _Live:
    run: _Run


def create_app(settings: Settings, *, clock: Callable[[], datetime] = now, checked: bool = False) -> Litestar:
    """The application of one web process; `checked`, it does not start before it could do its work.

    It can be started again once it has stopped: describing all its routes takes far longer than a start.
    """
    resolve_dependencies_in_turn()
    ask_guards_without_copies()
    live = _Live()

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        live.run = run = _Run(settings, clock)
        app.state.update(
            {"database": run.database, "sessions": run.sessions, "allowances": run.allowances, "now": clock}
        )
        await run.database.open()
        await run.feed.start()
        await run.presence.start()
        await run.sessions.start()
        log_loop_failures()
        try:
            if checked:
                await run.look.until_able()
            async with sampling(run.database):
                yield
        finally:
            await run.phrasing.stop()
            if run.geocoder is not None:
                await run.geocoder.close()
            await run.search_line.close()
            await run.meaning_line.close()
            await run.voice_line.close()
            await run.sessions.stop()
            await run.presence.stop()
            await run.feed.stop()
            await run.database.close()

    def provided(value: object) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    def of_run(name: str) -> Provide:
        return Provide(lambda: getattr(live.run, name), sync_to_thread=False)

    app = Litestar(
        route_handlers=[
            people.router,
            account_http.router,
            access_http.router,
            single_sign_on_http.router,
            administration.router,
            conversations.router,
            floor_http.router,
            help_http.router,
            expected_wait.router,
            reports.router,
            case_figures.router,
            webchat.router,
            bot_http.router,
            voice.router,
            chatbot.router,
            bookings.router,
            cases.router,
            case_places.router,
            smart_report.router,
            case_life.router,
            case_dispatch.router,
            case_duplicates.router,
            case_public_photos.router,
            case_tracking.router,
            open311.router,
            twin.router,
            webhooks.router,
            outbox.router,
            knowledge.router,
            public_knowledge.router,
            directory.router,
            bulletins.router,
            bulletin_exchange.router,
            demo.router,
            operations.get_health,
            operations.get_ready,
            operations.get_metrics,
            citizen_page,
            staff_page,
            *_static_files(),
        ],
        lifespan=[running],
        logging_config=None,  # the whole process logs in one way
        dependencies={
            "database": of_run("database"),
            "feed": of_run("feed"),
            "presence": of_run("presence"),
            "sessions": of_run("sessions"),
            "pulse": of_run("pulse"),
            "settings": provided(settings),
            "seal": provided(Seal(settings.secret)),
            "provider": of_run("provider"),
            "geocoder": of_run("geocoder"),
            "city": Provide(_city),
            "visitor": Provide(provide_visitor, sync_to_thread=False),
            "look": of_run("look"),
            "search_line": of_run("search_line"),
            "meaning_line": of_run("meaning_line"),
            "voice_line": of_run("voice_line"),
            "phrasing": of_run("phrasing"),
            "now": Provide(clock, sync_to_thread=False),
            "clock": provided(clock),
            "actor": Provide(provide_actor, sync_to_thread=False),
        },
        middleware=[
            DefineMiddleware(Authentication, exclude=["^/assets/", "^/staff-assets/", "^/(health|ready|metrics)$"])
        ],
        guards=[guard],
        csrf_config=CSRFConfig(
            secret=settings.secret,
            cookie_name="sori_csrf",
            header_name="x-csrf-token",
            cookie_secure=settings.secure_cookies,
            cookie_samesite="strict",
        ),
        exception_handlers={
            Problem: answer_problem,
            HTTPException: answer_http_exception,
            psycopg.DataError: answer_unusable_input,
            RecursionError: answer_unusable_input,
            UnicodeError: answer_unusable_input,
            Exception: answer_failure,
        },
        request_max_body_size=_LARGEST_BODY,
        # Streams must not be held back to be compressed, and files sent by people are compressed already.
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=5, minimum_size=1_000, exclude=["/stream$", "/attachments/", "/photos/"]
        ),
        openapi_config=OpenAPIConfig(
            title="Sori",
            version="1",
            path="/schema",
            render_plugins=[Described()],
            operation_id_creator=_operation_id,
        ),
    )
    handler: ASGIApp = Secured(app.asgi_handler, https=settings.secure_cookies)
    if settings.trusted_proxies:
        handler = cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, handler), settings.trusted_proxies))
    app.asgi_handler = Observed(handler)
    return app


def serve_web(fd: int) -> None:
    """Answers requests on the listening socket inherited as `fd` until told to stop or to leave."""
    set_up_log()
    allow_many_connections()
    app = create_app(from_environment(), checked=True)
    # What is there now stays: the collector need not look through it again and again while people wait. Nor through
    # what thousands of open streams hold, which took it a tenth of a second each time: little here is left in cycles.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=Connection,
        log_config=None,
        access_log=False,
        lifespan="on",
        # Streams never end by themselves: after this their browsers are cut off and reconnect elsewhere.
        timeout_graceful_shutdown=2,
        timeout_keep_alive=KEEP_ALIVE_S,
        server_header=False,
        proxy_headers=False,  # whom we trust is our own setting, see create_app
    )
    with tracing("web"):
        uvloop.run(Server(config, OPEN_STREAMS).serve(sockets=[socket.socket(fileno=fd)]))


def _operation_id(handler: HTTPRouteHandler, _method: object, _path: object) -> str:
    return handler.handler_name.rsplit(".", 1)[-1]


async def _page(app: str, database: Database) -> Response[bytes]:
    index = _APPS / app / "dist" / "index.html"
    if not index.exists():
        raise Problem(503, "pages_not_built")
    async with database.reading() as transaction:
        zone = (await centre_service.centre(transaction)).time_zone
    # Times are shown in the city's zone, wherever the reader is: the page is told before its first script runs.
    told = f'<head><meta name="city-time-zone" content="{html.escape(zone)}">'
    # The component library writes its measures into style elements, which show that they are ours.
    nonce = secrets.token_urlsafe(16)
    told += f'<meta name="style-nonce" content="{nonce}">'
    page = index.read_text("utf-8").replace("<head>", told, 1)
    headers = {"cache-control": "no-cache", "content-security-policy": page_policy(nonce)}
    return Response(page.encode(), media_type="text/html; charset=utf-8", headers=headers)


async def _city(database: Database) -> City:
    """What the rules about staff need to know of the centre, for the routes that ask."""
    async with database.reading() as transaction:
        return await centre_service.city(transaction)


def _provider(settings: Settings) -> Provider | None:
    if settings.identity_provider is None or settings.public_url is None:
        return None
    return Provider(settings.identity_provider, settings.public_url)


def _static_files() -> list[Any]:
    folders = {"/assets": _APPS / "citizen" / "dist" / "assets", "/staff-assets": _APPS / "desk" / "dist"}
    return [
        create_static_files_router(
            path=path,
            directories=[folder],
            opt={"roles": PUBLIC},
            exception_handlers={ValueError: answer_no_such_file},
            # A file's name changes with its content.
            cache_control=CacheControlHeader(public=True, max_age=31_536_000, immutable=True),
        )
        for path, folder in folders.items()
        if folder.exists()
    ]
