#!/usr/bin/env python3
"""Speed of the mailbox: letters a second against the real server, with SQLite on disk and full durability.

    tests/bench/mailbox.py FOLDER [--rounds 3] [--seconds 10] [--soak 600] [--only letters,forms,tracking,half,soak] [--sync-ms 0]

FOLDER is made on the disk that is measured. Needs wrk (Debian) and target/release/form-api; --server names another one.
An accepted letter is its confirming POST: forms with their tokens are fetched before. In each round the server and two plain
loops that insert the rows of the same letters (one transaction a letter; 64 letters a transaction) take turns, so that
what else this machine does falls on all of them. Afterwards every answer is held against the database: an acknowledged
letter that is not there, one that is there twice, or a broken chain of events is an error.

--sync-ms makes each fsync and fdatasync of the server and of the loops wait so much longer, by a library that cc makes and
that is loaded before theirs: how it would be on a disk that is slower to say that something is on it.
"""
import argparse, json, os, random, re, shutil, socket, sqlite3, statistics, subprocess, sys, tempfile, threading, time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CONNECTIONS, THREADS, BATCH = 64, 2, 64
p = argparse.ArgumentParser()
p.add_argument("folder")
p.add_argument("--server", default=f"{ROOT}/target/release/form-api")
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--seconds", type=int, default=10)
p.add_argument("--soak", type=int, default=600)
p.add_argument("--seed", type=int, default=20_000, help="letters that are there before")
p.add_argument("--expect", type=int, default=6000, help="letters a second for which forms are fetched")
p.add_argument("--sync-ms", type=float, default=0)
p.add_argument("--only", default="letters,forms,tracking,half,soak")
a = p.parse_args()
parts = a.only.split(",")
SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
int fsync(int file) { usleep(%d); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file); }
int fdatasync(int file) { usleep(%d); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file); }
"""
if a.sync_ms and "LD_PRELOAD" not in os.environ:
    library = os.path.join(tempfile.mkdtemp(), "slow.so")
    source = SLOW.replace("%d", str(int(a.sync_ms * 1000)))
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-o", library, "-"], input=source, text=True, check=True)
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "LD_PRELOAD": library})
FOLDER = os.path.abspath(a.folder)
DATABASE = f"{FOLDER}/data/lianxin.db"
PORT = SERVER = 0

SETTINGS = """
[server]
bind = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}/"
[paths]
content = "{root}/content"
theme = "{root}/themes/town"
data = "data"
site = "site"
[mail]
from = "联心网 <lianxin@yundu.example>"
worker = "apart"
[abuse]
trusted_addresses = ["127.0.0.1"]
"""


def say(*words):
    print(time.strftime("%H:%M:%S"), f"load {os.getloadavg()[0]:.1f}", *words, flush=True)


def program(*arguments, **more):
    return subprocess.run([a.server, *arguments], cwd=FOLDER, check=True, capture_output=True, text=True, **more).stdout


# --- the service ----------------------------------------------------------------------------------------------------

def start(*arguments):
    server = subprocess.Popen([a.server, *arguments], cwd=FOLDER, stdout=subprocess.PIPE, stderr=open(f"{FOLDER}/log", "ab"), text=True)
    for line in server.stdout:
        if line.startswith("listening on"):
            return server, int(re.search(r":(\d+)/", line)[1])
    raise SystemExit(open(f"{FOLDER}/log").read())


def stop(server):
    server.terminate()
    server.wait(30)


def make():
    """A data folder of a real service, with the public replies of the sample township."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    server, _ = start("demo", "--port", "0", "--data", "sample", "--content", f"{ROOT}/content", "--theme", f"{ROOT}/themes/town")
    stop(server)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(f"{FOLDER}/settings.toml", "w") as settings:
        settings.write(SETTINGS.format(root=ROOT, port=port))
    program("migrate")
    phrase = program("staff", "add", "dengji", "--name", "登记员", "--roles", "registrar").split()[2]
    program("vault", "init", "dengji", input=phrase + "\n")
    db = sqlite3.connect(DATABASE)
    db.execute("ATTACH ? AS sample", (f"{FOLDER}/sample/lianxin.db",))
    db.execute("INSERT INTO public_replies SELECT * FROM sample.public_replies")
    db.execute("UPDATE public_change_head SET change_no = (SELECT COALESCE(MAX(change_no), 0) FROM public_replies)")
    db.commit()
    db.close()


def memory(server):
    """Resident MiB now, and at most so far."""
    status = open(f"/proc/{server.pid}/status").read()
    return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


def processor(pid):
    """Seconds of processor that a program has used."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- requests -------------------------------------------------------------------------------------------------------

def pipelined(requests, take, at_once=16):
    """Sends requests over one connection, several on their way, and hands each answer's status and body to `take`."""
    line = socket.create_connection(("127.0.0.1", PORT))
    stream = line.makefile("rb", 1 << 20)
    requests = iter(requests)
    under_way = 0
    done = False
    while True:
        batch = []
        while under_way < at_once and not done:
            one = next(requests, None)
            if one is None:
                done = True
            else:
                batch.append(one)
                under_way += 1
        if batch:
            line.sendall(b"".join(batch))
        if not under_way:
            break
        status = int(stream.readline().split()[1])
        length = 0
        while (header := stream.readline()) != b"\r\n":
            if header.lower().startswith(b"content-length:"):
                length = int(header[15:])
        take(status, stream.read(length))
        under_way -= 1
    line.close()


def post(path, body):
    return (f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def tokens(count):
    found = []

    def take(status, body):
        assert status == 200, status
        found.append(re.search(rb'name="form" value="([^"]+)"', body)[1].decode())

    pipelined((b"GET /mailbox/ HTTP/1.1\r\nHost: bench\r\n\r\n" for _ in range(count)), take, 64)
    return found


PLACES = ["村口", "河堤", "小学门口", "卫生室旁", "三组晒场", "老桥头", "文化广场", "灌渠边", "客运站", "敬老院"]
THINGS = ["路灯不亮", "井盖松动", "自来水发黄", "垃圾几天没有收", "路面塌了一块", "公交车没有按时来", "水渠堵了", "树枝压着电线"]
MORE = ["晚上接孩子很不方便。", "老人走路容易摔倒。", "打过电话，说是会来看，还没有来。", "下雨的时候更严重。",
        "附近的几户人家都可以作证。", "请派人来看一看，谢谢。", "去年也出过同样的事，修过一次。", "希望有一个准确的时间。"]
chance = random.Random(1)


def letter():
    """A letter as residents send them: about 150 characters, a name and a telephone number, in every fourth an address for mail."""
    place, thing = chance.choice(PLACES), chance.choice(THINGS)
    text = f"您好，{place}{thing}，已经有{chance.randint(2, 60)}天了。" + "".join(chance.sample(MORE, 5))
    text += f"\n位置在{chance.randint(1, 12)}组{chance.randint(1, 300)}号门前，编号{chance.randint(1, 10**9)}。" + "".join(chance.sample(MORE, 3))
    fields = {"kind": chance.choice(["inquiry", "suggestion", "help_request", "help_request", "complaint"]),
              "title": f"{place}{thing}", "text": text, "village": "shuikou", "consent": "anonymised", "rules_read": "yes",
              "name": chance.choice("王李张刘陈杨赵黄周吴") + chance.choice("伟芳娜秀敏静丽强磊军") + chance.choice("英华明兰平"),
              "phone": f"140{chance.randint(10**7, 10**8 - 1)}"}
    if chance.random() < 0.25:
        fields["email"] = f"a{chance.randint(1, 10**9)}@mail.yundu.example"
    return fields


def confirmations(count):
    """Bodies of confirming posts, each of a form that was handed out."""
    lists = [[] for _ in range(2)]
    workers = [threading.Thread(target=lambda one: one.extend(tokens(count // 2 + 1)), args=(one,)) for one in lists]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    fetched = lists[0] + lists[1]
    assert len(set(fetched)) == len(fetched) >= count
    return [urllib.parse.urlencode({"form": token, **letter(), "action": "confirm"}) for token in fetched]


def preview_agrees():
    """The confirming form of the preview, in the page itself, posts what is posted here."""
    fields, token = letter(), tokens(1)[0]
    pages = []
    pipelined([post("/mailbox/", urllib.parse.urlencode({"form": token, **fields}))], lambda status, body: pages.append(body.decode()))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', pages[0]))
    assert {name: value.replace("&#10;", "\n") for name, value in hidden.items() if value} | {"text": fields["text"]} == {"form": token, **fields}, hidden
    assert 'name="action" value="confirm"' in pages[0]


def lay_out(name, bodies):
    folder = f"{FOLDER}/{name}"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for thread in range(THREADS):
        with open(f"{folder}/{thread}", "w") as out:
            out.writelines(body + "\n" for body in bodies[thread::THREADS])
    return folder


def wrk(folder, path, seconds, connections=CONNECTIONS, pause=0, mixed=False):
    before = processor(SERVER)
    done = subprocess.run(
        ["wrk", "-t", str(THREADS), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "20s", "-s", f"{HERE}/mailbox.lua",
         f"http://127.0.0.1:{PORT}/", "--", folder, path, *(["mixed"] if mixed else [])],
        env={**os.environ, "PAUSE": str(pause)}, capture_output=True, text=True, check=True)
    found = json.loads(re.search(r"^JSON (.*)$", done.stdout, re.M)[1])
    found["rate"] = found["requests"] / found["seconds"]
    used = max(0.01, processor(SERVER) - before)
    found["cores"], found["core_rate"] = used / found["seconds"], found["requests"] / used
    found["failures"] = sum(found.pop(kind) for kind in ("connect", "read", "write", "status", "timeout"))
    return found


# --- plain loops ----------------------------------------------------------------------------------------------------

TABLES = [("submissions", "id"), ("cases", "id"), ("identifiers", "subject_id"), ("exclusions", "subject_id"), ("events", "subject_id"),
          ("outbox", "subject_id")]


def rows_of(count):
    """The rows that as many letters have left, by table."""
    db = sqlite3.connect(DATABASE)
    db.row_factory = None
    ids = [row[0] for row in db.execute("SELECT id FROM submissions ORDER BY received_at_ms DESC LIMIT ?", (count,))]
    letters = {one: {} for one in ids}
    for table, column in TABLES:
        cursor = db.execute(f"SELECT * FROM {table}")
        at = [name for name, *_ in cursor.description].index(column)
        for row in cursor:
            if row[at] in letters:
                letters[row[at]].setdefault(table, []).append(row)
    schema = [row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")]
    db.close()
    return list(letters.values()), schema


def plain_loop(letters, schema, batch, seconds):
    """Inserts letters, so many a transaction, and says how many a second."""
    file = f"{FOLDER}/plain.db"
    for end in ("", "-wal", "-shm"):
        if os.path.exists(file + end):
            os.remove(file + end)
    db = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "cache_size = -2000"):
        db.execute(f"PRAGMA {pragma}")
    for statement in schema:
        db.execute(statement)
    db.execute("INSERT INTO event_head VALUES ('home', 0, '')")
    db.execute("PRAGMA foreign_keys = ON")
    inserts = {table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(letters[0].get(table, [()])[0]))})" for table, _ in TABLES if table in letters[0]}
    for one in letters:
        for table, rows in one.items():
            inserts.setdefault(table, f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})")
    done, began, used = 0, time.perf_counter(), time.process_time()
    while done + batch <= len(letters) and time.perf_counter() - began < seconds:
        db.execute("BEGIN IMMEDIATE")
        for table, _ in TABLES:
            rows = [row for one in letters[done:done + batch] for row in one.get(table, ())]
            if rows:
                db.executemany(inserts[table], rows)
        db.execute("UPDATE event_head SET seq = seq + ?, hash = 'x'", (batch,))
        db.execute("COMMIT")
        done += batch
    rate = done / (time.perf_counter() - began)
    core_rate = done / (time.process_time() - used)
    db.close()
    return rate, core_rate


# --- the measurement ------------------------------------------------------------------------------------------------

def counted():
    db = sqlite3.connect(DATABASE)
    found = db.execute("SELECT COUNT(*), COUNT(DISTINCT submission_no), COUNT(DISTINCT idempotency_key), (SELECT COUNT(*) FROM cases), "
                       "(SELECT COUNT(*) FROM events WHERE kind = 'received') FROM submissions").fetchone()
    db.close()
    assert len(set(found)) == 1, found
    return found[0]


def check(before, answered, what):
    """Every letter that was acknowledged is there, once; those under way at the end may be there too."""
    added = counted() - before
    assert answered <= added <= answered + 1100, (what, answered, added)


def seed(count):
    """Letters with the numbers and codes that their receipts show."""
    found = []

    def take(status, body):
        assert status == 200, (status, body[:200])
        found.append((re.search(rb"data-submission-no>([^<]+)", body)[1].decode(), re.sub(r"<[^>]*>", "", re.search(rb"data-query-code>(.*?)</p>", body)[1].decode())))

    bodies = confirmations(count)
    lines = [threading.Thread(target=pipelined, args=([post("/mailbox/", body) for body in bodies[at::16]], take, 4)) for at in range(16)]
    for one in lines:
        one.start()
    for one in lines:
        one.join()
    assert len(set(found)) == len(found) == len(bodies)
    return [urllib.parse.urlencode({"submission_no": number, "query_code": code}) for number, code in found]


def spread(values):
    return f"{statistics.median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"


def main():
    global PORT, SERVER
    make()
    server, PORT = start("serve", "--settings", "settings.toml")
    SERVER = server.pid
    try:
        measure(server)
        say("memory now and at most:", *(f"{mib:.0f} MiB" for mib in memory(server)))
    finally:
        stop(server)
    say("verify:", program("verify", "--settings", "settings.toml").strip())


def measure(server):
    say("memory at the start:", *(f"{mib:.0f} MiB" for mib in memory(server)))
    preview_agrees()
    look_ups = seed(a.seed)
    say("letters there:", counted())
    for name in ("forms", "mixed", "tracking"):
        # Each is looked up again and again: the right code is never held up.
        folder = lay_out(name, look_ups * (20_000 * a.seconds // len(look_ups) + 1) if name == "tracking" else [])
        with open(f"{folder}/paths", "w") as paths:
            paths.write("/mailbox/\n" if name == "forms" else "/mailbox/\n/\n/replies/\n/contacts/\n/track/\n/policies/\n")
        with open(f"{folder}/look-ups", "w") as out:
            out.writelines(body + "\n" for body in look_ups)
    most = None
    if "letters" in parts or "half" in parts:
        most = letters()
    if "forms" in parts:
        pages = [wrk(f"{FOLDER}/forms", "-", a.seconds) for _ in range(a.rounds)]
        tell("mailbox form", pages)
    if "tracking" in parts:
        pages = [wrk(f"{FOLDER}/tracking", "/track/", a.seconds) for _ in range(a.rounds)]
        tell("tracking", pages)
    if "half" in parts:
        rate = most / 2
        folder = lay_out("half", confirmations(int(rate * a.seconds * 1.3) + 1000))
        before = counted()
        found = wrk(folder, "/mailbox/", a.seconds, pause=max(1, CONNECTIONS / rate * 1000 - 4))
        check(before, found["requests"] - found["failures"], "half")
        tell(f"letters at half of the most ({rate:,.0f})", [found])
    if "soak" in parts:
        soak(server)


def tell(what, runs):
    say(f"{what}: {spread([run['rate'] for run in runs])} a second, p50 {statistics.median(run['p50'] for run in runs):.1f} ms, "
        f"p99 {statistics.median(run['p99'] for run in runs):.1f} ms, failures {sum(run['failures'] for run in runs)}; the server used "
        f"{statistics.median(run['cores'] for run in runs):.2f} cores: {statistics.median(run['core_rate'] for run in runs):,.0f} a second of one core")


def letters():
    plain, schema = rows_of(a.seed)
    runs, singles, batches = [], [], []
    for round in range(a.rounds):
        folder = lay_out("letters", confirmations(a.expect * a.seconds))
        singles.append(plain_loop(plain, schema, 1, a.seconds / 2)[0])
        before = counted()
        run = wrk(folder, "/mailbox/", a.seconds)
        check(before, run["requests"] - run["failures"], "letters")
        batch, core_rate = plain_loop(plain, schema, BATCH, a.seconds / 2)
        batches.append(batch)
        runs.append(run)
        say(f"round {round + 1}: {run['rate']:,.0f} letters a second; one transaction a letter {singles[-1]:,.0f}, {BATCH} a transaction "
            f"{batches[-1]:,.0f}; ratios {run['rate'] / singles[-1]:.1f} and {run['rate'] / batches[-1]:.2f} "
            f"(the loop in batches: {core_rate:,.0f} a second of one core; the server {run['core_rate']:,.0f})")
    tell("letters", runs)
    say("plain loops:", spread(singles), "and", spread(batches))
    say(f"ratios: {statistics.median(run['rate'] / one for run, one in zip(runs, singles)):.1f} times one transaction a letter, "
        f"{statistics.median(run['rate'] / one for run, one in zip(runs, batches)):.0%} of the loop in batches")
    return statistics.median(run["rate"] for run in runs)


def soak(server):
    """1,000 connections, two requests a second each, nine of ten only reading."""
    connections, pause = 1000, 490
    folder = lay_out("mixed-letters", confirmations(int(200 * a.soak * 1.3) + 2000))
    for name in ("paths", "look-ups"):
        shutil.copy(f"{FOLDER}/mixed/{name}", folder)
    sizes = []
    ended = threading.Event()

    def watch():
        while not ended.wait(5):
            sizes.append(memory(server)[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    before = counted()
    found = wrk(folder, "/mailbox/", a.soak, connections, pause, True)
    ended.set()
    watcher.join()
    added = counted() - before
    tell(f"1,000 connections for {a.soak} s, {added / a.soak:.0f} letters a second among them", [found])
    tenth = max(1, len(sizes) // 10)
    say(f"memory: after a tenth {statistics.median(sizes[tenth:2 * tenth]):.0f} MiB, at the end {statistics.median(sizes[-tenth:]):.0f} MiB, most {max(sizes):.0f} MiB")


main()
