"""Taking a dump of the database as it is at one moment, and putting one back in one transaction, all or nothing."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sori.operations.backup.archive import BackupError, Manifest
from sori.platform import embedded

_PIECE = 1024 * 1024


def take(url: str, snapshot: str, target: IO[bytes]) -> None:
    """Writes what the database held at the snapshot, compressed.

    Extensions belong to the server and unlogged tables to the moment: neither comes along. Nor do the articles'
    vectors, which are made again of the articles, and which a server without pgvector could not take.
    """
    options = ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges"]
    options += ["--schema=public", "--exclude-extension=*", "--no-unlogged-table-data"]
    options.append("--exclude-table=article_meaning")
    where, environment = _whereto(url)
    with subprocess.Popen(  # noqa: S603
        [str(_program("pg_dump", url)), *options, where],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None  # noqa: S101 (it was asked for)
        assert process.stderr is not None  # noqa: S101
        said = _Said(process.stderr)
        while piece := process.stdout.read(_PIECE):
            target.write(piece)
    if process.returncode != 0:
        raise BackupError(f"The database could not be dumped. pg_dump said: {said.text()}")


def put_back(url: str, dump: IO[bytes], manifest: Manifest) -> None:
    """Replaces everything in the database by the dump, in one transaction that also counts the rows."""
    where, environment = _whereto(url)
    script = subprocess.Popen(  # noqa: S603
        [str(_program("pg_restore", url)), "--file=-", "--schema=public", "--no-owner", "--no-privileges"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Terse and without context: the lines of a COPY are what people wrote.
    options = ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse", "-v", "SHOW_CONTEXT=never"]
    target = subprocess.Popen(  # noqa: S603
        [str(_program("psql", url)), *options, "-f", "-", where],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert script.stdin is not None  # noqa: S101
    assert script.stdout is not None  # noqa: S101
    assert script.stderr is not None  # noqa: S101
    assert target.stdin is not None  # noqa: S101
    assert target.stderr is not None  # noqa: S101
    told = [_Said(script.stderr), _Said(target.stderr)]
    feeding = threading.Thread(target=_pour, args=(dump, script.stdin))
    feeding.start()
    good = _write(target.stdin, _before(manifest))
    while piece := script.stdout.read(_PIECE):
        good = good and _write(target.stdin, piece)
    feeding.join()
    if script.wait() == 0 and good:
        _write(target.stdin, _after(manifest))
    else:
        _write(target.stdin, b"\ndo $$ begin raise exception 'the dump ended early'; end $$;\n")
    with suppress(BrokenPipeError):
        target.stdin.close()
    if target.wait() != 0 or script.returncode != 0:
        raise BackupError(f"Nothing was restored. PostgreSQL said: {' '.join(one.text() for one in told)}")


def _before(manifest: Manifest) -> bytes:
    extensions = "".join(
        f"create extension if not exists {sql.Identifier(name).as_string(None)};\n" for name in manifest.extensions
    )
    return f"set client_min_messages = warning;\n{_DROP_EVERYTHING}\n{extensions}".encode()


def _after(manifest: Manifest) -> bytes:
    checks = "".join(
        _CHECK.format(table=sql.Literal(table).as_string(None), rows=int(rows)) for table, rows in manifest.rows.items()
    )
    return f"\nset search_path = public;\n{checks}{_SETTLE_TRANSACTION_IDS}\n".encode()


# Names are looked up before anything is dropped (sorting by them has them all be asked for at once): what a `cascade`
# has taken along has none any more, only a number.
_DROP_EVERYTHING: LiteralString = """
do $$ declare it record; begin
    for it in select c.oid::regclass::text as name,
                     case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                          when 'f' then 'foreign table' else 'table' end as kind
              from pg_class c
              where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
                and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('e', 'i', 'a'))
              order by name
    loop
        execute format('drop %s if exists %s cascade', it.kind, it.name);
    end loop;
    for it in select p.oid::regprocedure::text as name,
                     case p.prokind when 'p' then 'procedure' else 'function' end as kind
              from pg_proc p where pronamespace = 'public'::regnamespace
                and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
              order by name
    loop
        execute format('drop %s if exists %s cascade', it.kind, it.name);
    end loop;
    for it in select t.oid::regtype::text as name from pg_type t
              where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
                and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')
              order by name
    loop
        execute format('drop type if exists %s cascade', it.name);
    end loop;
end $$;"""
_CHECK = """
do $$ declare found bigint; begin
    execute format('select count(*) from %I', {table}) into found;
    if found <> {rows} then
        raise exception 'table % has % rows; the backup says {rows}', {table}, found;
    end if;
end $$;"""
# Transaction ids are the old server's, and may be ahead of this one's: readers who go by them would wait for the new
# ones to come past. Where they are, they become one old id; among these the rows' own ids go on telling the order.
_SETTLE_TRANSACTION_IDS: LiteralString = """
do $$ declare it record; begin
    for it in select attrelid::regclass as name, attname from pg_attribute join pg_class on pg_class.oid = attrelid
              where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and atttypid = 'xid8'::regtype
                and not attisdropped
    loop
        execute format('update %1$s set %2$I = ''3'' where %2$I >= pg_current_xact_id()', it.name, it.attname);
    end loop;
end $$;"""


def _whereto(url: str) -> tuple[str, Mapping[str, str]]:
    """The address for a program's arguments, and its environment with the password, which others can't see there."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    more = {"PGPASSWORD": str(password)} if password else {}
    return make_conninfo("", **parts), {**os.environ, "LC_ALL": "C", **more}


def _program(name: str, url: str) -> Path:
    """One of PostgreSQL's programs that knows this server's version: the embedded one's, or the machine's own."""
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10_000
    if server <= embedded.MAJOR_VERSION:
        return embedded.binary(name)
    own = shutil.which(name)
    said = "" if own is None else subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    if own is None or found is None or int(found[1]) < server:
        raise BackupError(f"The server is PostgreSQL {server}: install its client programs ({name} {server} or later).")
    return Path(own)


class _Said:
    """What a program says on its standard error, gathered while it runs."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._gather, args=(pipe,))
        self._thread.start()

    def text(self) -> str:
        """The end of it."""
        self._thread.join()
        return "\n".join(self._lines[-5:])

    def _gather(self, pipe: IO[bytes]) -> None:
        self._lines.extend(line.decode(errors="replace").rstrip() for line in pipe)


def _pour(source: IO[bytes], target: IO[bytes]) -> None:
    while piece := source.read(_PIECE):
        if not _write(target, piece):
            break
    with suppress(BrokenPipeError):
        target.close()


def _write(target: IO[bytes], piece: bytes) -> bool:
    """Whether whoever reads the pipe still takes it."""
    try:
        target.write(piece)
        target.flush()
    except BrokenPipeError:
        return False
    return True
