"""Clients of PostgreSQL and MariaDB on the databases' own C libraries; each tells what became of its statements, as `SELECT ok` or `SELECT 42`."""

import collections
import ctypes

POINTER, TEXT, NUMBER = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int


def library(name, functions):
    """Functions by name, each with the type of its answer and those of what it takes."""
    found = ctypes.CDLL(name)
    for function, (answer, *takes) in functions.items():
        getattr(found, function).restype = answer
        getattr(found, function).argtypes = takes
    return found


def verb_of(statement):
    return statement.split()[0].upper()


LIBPQ = {
    "PQconnectdb": (POINTER, TEXT),
    "PQstatus": (NUMBER, POINTER),
    "PQerrorMessage": (TEXT, POINTER),
    "PQexec": (POINTER, POINTER, TEXT),
    "PQexecParams": (POINTER, POINTER, TEXT, NUMBER, POINTER, POINTER, POINTER, POINTER, NUMBER),
    "PQprepare": (POINTER, POINTER, TEXT, TEXT, NUMBER, POINTER),
    "PQexecPrepared": (POINTER, POINTER, TEXT, NUMBER, POINTER, POINTER, POINTER, NUMBER),
    "PQsendQueryParams": (NUMBER, POINTER, TEXT, NUMBER, POINTER, POINTER, POINTER, POINTER, NUMBER),
    "PQenterPipelineMode": (NUMBER, POINTER),
    "PQpipelineSync": (NUMBER, POINTER),
    "PQgetResult": (POINTER, POINTER),
    "PQresultStatus": (NUMBER, POINTER),
    "PQresultErrorField": (TEXT, POINTER, NUMBER),
    "PQclear": (None, POINTER),
    "PQfinish": (None, POINTER),
}
SUCCEEDED = {0, 1, 2}  # an empty query, a command, rows
PIPELINE_SYNC = 10
PIPELINE_ABORTED = 11
NOT_TRIED = "not_run"  # as Sonde counts what the server passed over after an error
IN_TEXT = (0, None, None, None, None, 0)


class PostgreSQL:
    def __init__(self, host, port):
        self.lib = library("libpq.so.5", LIBPQ)
        where = f"host={host} port={port} user=shop dbname=postgres sslmode=disable"
        self.connection = self.lib.PQconnectdb(where.encode())
        if self.lib.PQstatus(self.connection) != 0:
            raise ConnectionError(self.lib.PQerrorMessage(self.connection).decode())

    def outcome(self, result):
        status = self.lib.PQresultStatus(result)
        state = self.lib.PQresultErrorField(result, ord("C"))
        self.lib.PQclear(result)
        if status in SUCCEEDED:
            return "ok"
        return NOT_TRIED if status == PIPELINE_ABORTED else state.decode()[:2]

    def simple(self, statements):
        return [(verb_of(one), self.outcome(self.lib.PQexec(self.connection, one.encode()))) for one in statements]

    def extended(self, statements):
        return [(verb_of(one), self.outcome(self.lib.PQexecParams(self.connection, one.encode(), *IN_TEXT))) for one in statements]

    def prepared(self, statements):
        names = {one: f"statement-{at}".encode() for at, one in enumerate(dict.fromkeys(statements))}
        for one, name in names.items():
            if self.outcome(self.lib.PQprepare(self.connection, name, one.encode(), 0, None)) != "ok":
                raise ValueError(f"{one} cannot be prepared")
        run = lambda one: self.outcome(self.lib.PQexecPrepared(self.connection, names[one], 0, None, None, None, 0))
        return [(verb_of(one), run(one)) for one in statements]

    def pipelined(self, statements, together, unit):
        """So many statements are sent before the first of their answers is read; after each unit there is a Sync."""
        self.lib.PQenterPipelineMode(self.connection)
        outcomes = []
        for start in range(0, len(statements), together):
            sent = statements[start : start + together]
            for number, one in enumerate(sent, 1):
                self.lib.PQsendQueryParams(self.connection, one.encode(), *IN_TEXT)
                if number % unit == 0:
                    self.lib.PQpipelineSync(self.connection)
            outcomes += self.answers(sent, len(sent) // unit)
        return outcomes

    def answers(self, sent, syncs):
        outcomes = []
        while len(outcomes) < len(sent) or syncs > 0:
            result = self.lib.PQgetResult(self.connection)
            if result and self.lib.PQresultStatus(result) == PIPELINE_SYNC:
                self.lib.PQclear(result)
                syncs -= 1
            elif result:
                outcomes.append((verb_of(sent[len(outcomes)]), self.outcome(result)))
        return outcomes

    def close(self):
        self.lib.PQfinish(self.connection)


LIBMARIADB = {
    "mysql_init": (POINTER, POINTER),
    "mysql_real_connect": (POINTER, POINTER, TEXT, TEXT, TEXT, TEXT, ctypes.c_uint, TEXT, ctypes.c_ulong),
    "mysql_error": (TEXT, POINTER),
    "mysql_sqlstate": (TEXT, POINTER),
    "mysql_send_query": (NUMBER, POINTER, TEXT, ctypes.c_ulong),
    "mysql_read_query_result": (ctypes.c_char, POINTER),
    "mysql_store_result": (POINTER, POINTER),
    "mysql_free_result": (None, POINTER),
    "mysql_stmt_init": (POINTER, POINTER),
    "mysql_stmt_prepare": (NUMBER, POINTER, TEXT, ctypes.c_ulong),
    "mysql_stmt_execute": (NUMBER, POINTER),
    "mysql_stmt_store_result": (NUMBER, POINTER),
    "mysql_stmt_free_result": (ctypes.c_char, POINTER),
    "mysql_stmt_sqlstate": (TEXT, POINTER),
    "mysql_stmt_close": (ctypes.c_char, POINTER),
    "mysql_close": (None, POINTER),
}


class MySQL:
    def __init__(self, host, port):
        self.lib = library("libmariadb.so.3", LIBMARIADB)
        self.connection = self.lib.mysql_init(None)
        if not self.lib.mysql_real_connect(self.connection, host.encode(), b"shop", None, b"shop", port, None, 0):
            raise ConnectionError(self.lib.mysql_error(self.connection).decode())

    def send(self, statement):
        if self.lib.mysql_send_query(self.connection, statement.encode(), len(statement.encode())) != 0:
            raise ConnectionError(self.lib.mysql_error(self.connection).decode())

    def outcome(self):
        if self.lib.mysql_read_query_result(self.connection) != b"\0":
            return self.lib.mysql_sqlstate(self.connection).decode()[:2]
        result = self.lib.mysql_store_result(self.connection)
        if result:
            self.lib.mysql_free_result(result)
        return "ok"

    def simple(self, statements):
        outcomes = []
        for one in statements:
            self.send(one)
            outcomes.append((verb_of(one), self.outcome()))
        return outcomes

    def pipelined(self, statements, together, unit):
        outcomes = []
        for start in range(0, len(statements), together):
            sent = statements[start : start + together]
            for one in sent:
                self.send(one)
            outcomes += [(verb_of(one), self.outcome()) for one in sent]
        return outcomes

    def prepared(self, statements):
        outcomes = []
        for one in dict.fromkeys(statements):
            prepared = self.lib.mysql_stmt_init(self.connection)
            failed = self.lib.mysql_stmt_prepare(prepared, one.encode(), len(one.encode())) != 0
            outcomes.append(("PREPARE", self.lib.mysql_stmt_sqlstate(prepared).decode()[:2] if failed else "ok"))
            for _ in range(0 if failed else statements.count(one)):
                failed = self.lib.mysql_stmt_execute(prepared) != 0
                outcomes.append((verb_of(one), self.lib.mysql_stmt_sqlstate(prepared).decode()[:2] if failed else "ok"))
                self.lib.mysql_stmt_store_result(prepared)
                self.lib.mysql_stmt_free_result(prepared)
            self.lib.mysql_stmt_close(prepared)
        return outcomes

    def close(self):
        self.lib.mysql_close(self.connection)


def ask_database(database, host, port, how, statements, times, together, unit):
    """On a connection of its own, each statement so many times."""
    client = {"postgresql": PostgreSQL, "mysql": MySQL}[database](host, port)
    more = {"together": together, "unit": unit} if how == "pipelined" else {}
    outcomes = getattr(client, how)(statements * times, **more)
    client.close()
    return {"outcomes": {" ".join(one): count for one, count in collections.Counter(outcomes).items()}}


VERBS = [ask_database]
