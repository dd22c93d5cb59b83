"""The two databases as the scale run fills them. PostgreSQL is a cluster of its own with the server's defaults."""
import glob
import os
import sqlite3
import subprocess
import tempfile


class Sqlite:
    name = "SQLite"

    def __init__(self, folder):
        self.file = f"{folder}/data/lianxin.db"
        self.url = None

    def rows(self, sql):
        with sqlite3.connect(self.file) as db:
            return db.execute(sql).fetchall()

    def fill(self, statements, tables):
        db = sqlite3.connect(self.file, isolation_level=None)
        db.execute("PRAGMA cache_size = -200000")
        db.execute("BEGIN IMMEDIATE")
        for table, (columns, rows) in tables.items():
            if table.startswith("new_"):
                db.execute(f"CREATE TEMP TABLE {table} ({', '.join(columns)})")
            db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
        for sql in statements:
            db.execute(sql)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    def processor(self):
        return 0.0

    def stop(self):
        pass


class Postgres:
    name = "PostgreSQL"

    def __init__(self, _):
        self.bin = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        # The path of a socket may have 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="scale-postgres.", dir="/tmp")
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", self.folder], check=True)
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "lianxin", "--auth=trust", "--encoding=UTF8", "--locale=C")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/data/log", "-o", options, "-s", "-w", "start")
        self.url = f"postgres://lianxin@localhost/postgres?host={self.folder}"

    def _run(self, program, *arguments):
        before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*before, f"{self.bin}/{program}", *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL)

    def _psql(self, sql):
        return subprocess.run(["psql", "-h", self.folder, "-U", "lianxin", "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"],
                              input=sql, text=True, check=True, capture_output=True).stdout

    def rows(self, sql):
        return [tuple(map(_read, line.split("\t"))) for line in self._psql(f"COPY ({sql}) TO STDOUT;").splitlines()]

    def fill(self, statements, tables):
        parts = ["BEGIN;"]
        for table, (columns, rows) in tables.items():
            if table.startswith("new_"):
                types = ", ".join(f"{name} {'bigint' if name.endswith(('_ms', 'supervision')) else 'text'}" for name in columns)
                parts.append(f"CREATE TEMP TABLE {table} ({types});")
            parts.append(f"COPY {table} ({', '.join(columns)}) FROM STDIN;")
            parts += ["\t".join(map(_write, row)) for row in rows] + ["\\."]
        self._psql("\n".join([*parts, *(sql + ";" for sql in statements), "COMMIT;", "VACUUM ANALYZE;", ""]))

    def processor(self):
        """Seconds of processor that the server's processes have used, the ended ones included."""
        used = 0
        with open(f"{self.folder}/data/postmaster.pid") as lines:
            main = lines.readline().strip()
        for stat in glob.glob("/proc/[0-9]*/stat"):
            try:
                fields = open(stat).read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if fields[1] == main or stat.split("/")[2] == main:
                used += int(fields[11]) + int(fields[12]) + (int(fields[13]) + int(fields[14]) if stat.split("/")[2] == main else 0)
        return used / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-s", "-m", "immediate", "-w", "stop")
        subprocess.run(["rm", "-rf", self.folder], check=True)


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def _read(field):
    if field == "\\N":
        return None
    if "\\" not in field:
        return field
    found, at = "", 0
    while at < len(field):
        if field[at] == "\\":
            found, at = found + _ESCAPES[field[at + 1]], at + 2
        else:
            found, at = found + field[at], at + 1
    return found


def _write(value):
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
