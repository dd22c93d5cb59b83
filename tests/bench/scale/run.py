#!/usr/bin/env python3
"""The mailbox with 10,000 and 100,000 letters: what each page takes, and what the desk costs residents.

    tests/bench/scale/run.py FOLDER [--letters 10000,100000] [--databases sqlite,postgres] [--seconds 4] [--day 90] [--keep]

Makes a data folder of a real service for each number of letters and each database, imports invented letters, writes beside
them what years of work leave, starts the service and measures. FOLDER is made on the disk that is measured. Needs
target/release/form-api (--server names another one) and, for PostgreSQL, Debian's server of version 15 or later.
With --keep a folder that was filled before is measured again.
"""
import argparse
import html
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from urllib.parse import quote

import databases
import letters
from fill import fill
from visitors import Crowd, Times, Visitor, a_day, chance, hidden, one_by_one, times

ROOT = os.path.realpath(f"{os.path.dirname(os.path.abspath(__file__))}/../../..")
p = argparse.ArgumentParser()
p.add_argument("folder")
p.add_argument("--server", default=f"{ROOT}/target/release/form-api")
p.add_argument("--letters", default="10000,100000")
p.add_argument("--databases", default="sqlite,postgres")
p.add_argument("--seconds", type=float, default=4)
p.add_argument("--day", type=int, default=90, help="seconds into which the day is pressed; 0 leaves it out")
p.add_argument("--keep", action="store_true")
a = p.parse_args()

SETTINGS = """
[server]
bind = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}/"
[paths]
content = "{root}/content"
theme = "{root}/themes/town"
data = "data"
site = "site"
[database]
url = "{url}"
[mail]
from = "联心网 <lianxin@yundu.example>"
worker = "apart"
[abuse]
trusted_addresses = ["127.0.0.1"]
[sessions]
idle_minutes = 600
"""
STAFF = {"dengji": ("registrar", None), "chengban": ("handler", "nongye"), "shencha": ("reviewer", None), "tuomin": ("redactor", None),
         "shenpi": ("approver", None), "ducha": ("supervisor", None)}


def say(*words):
    print(time.strftime("%H:%M:%S"), f"load {os.getloadavg()[0]:.1f}", *words, flush=True)


class Mailbox:
    """A data folder with so many letters, and its service."""

    def __init__(self, folder, kind, count):
        self.folder, self.count = folder, count
        self.is_new = not (a.keep and kind == "sqlite" and os.path.exists(f"{folder}/phrases.json"))
        if self.is_new:
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(f"{folder}/data")
        self.db = {"sqlite": databases.Sqlite, "postgres": databases.Postgres}[kind](folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        with open(f"{folder}/settings.toml", "w") as settings:
            settings.write(SETTINGS.format(root=ROOT, port=self.port, url=self.db.url or "sqlite:data/lianxin.db"))

    def program(self, *arguments, **more):
        done = subprocess.run([a.server, *arguments], cwd=self.folder, capture_output=True, text=True, **more)
        assert done.returncode == 0, (arguments, done.stderr[-2000:])
        return done.stdout

    def make(self):
        if not self.is_new:
            return json.load(open(f"{self.folder}/phrases.json"))
        self.program("migrate")
        phrases = {}
        for name, (role, office) in STAFF.items():
            more = ["--office", office] if office else []
            phrases[name] = self.program("staff", "add", name, "--name", name, "--roles", role, *more).split()[2]
        self.program("vault", "init", "dengji", input=phrases["dengji"] + "\n")
        file = f"{self.folder}/letters.jsonl"
        letters.write(file, self.count, datetime.now(letters.SHANGHAI) - timedelta(hours=12))
        began = time.perf_counter()
        self.program("import", file)
        say(f"imported in {time.perf_counter() - began:.0f} s")
        say("filled:", fill(self.db))
        # What was written by SQL is entered in the desk's lists.
        self.program("migrate")
        json.dump(phrases, open(f"{self.folder}/phrases.json", "w"))
        return phrases

    def start(self):
        """Starts the service; says how many seconds passed until it listened."""
        began = time.perf_counter()
        self.process = subprocess.Popen([a.server, "serve"], cwd=self.folder, stdout=subprocess.PIPE, stderr=open(f"{self.folder}/log", "ab"), text=True)
        for line in self.process.stdout:
            if "listening on" in line:
                return time.perf_counter() - began
        raise SystemExit(open(f"{self.folder}/log").read()[-4000:])

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def memory(self):
        """Resident MiB now, and at most so far."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


class Table:
    """What was measured, by row."""

    def __init__(self, name):
        self.name, self.rows = name, {}

    def add(self, row, value, unit="ms"):
        if isinstance(value, Times):
            shown = f"{value.p50:,.1f} {unit}, p99 {value.p99:,.1f} (n {value.count})" + (f", {value.failed} failed" if value.failed else "")
        else:
            shown = f"{value:,.1f} {unit}"
        self.rows[row] = shown
        say(f"{self.name}: {row}: {shown}")


def send_letter(visitor, fields):
    _, _, page = visitor.ask("/mailbox/")
    began = time.perf_counter()
    status, to, page = visitor.ask("/mailbox/", {"form": hidden(page, "form"), **fields, "action": "confirm"})
    took = (time.perf_counter() - began) * 1000
    if status == 303:
        status, _, page = visitor.ask(to if to.startswith("/") else "/mailbox/" + to)
    number = re.search(rb"data-submission-no>([^<]+)", page)
    if status >= 400 or not number:
        return took, None
    code = re.sub(r"<[^>]*>", "", re.search(rb"data-query-code>(.*?)</p>", page)[1].decode())
    return took, {"submission_no": number[1].decode(), "query_code": code}


def letter():
    title = chance.choice(letters.PLACES) + chance.choice(letters.MATTERS)
    text = f"您好，{title}，已经有{chance.randint(2, 60)}天了。编号{chance.randint(1, 10**9)}。" + "。".join(chance.sample(letters.SENTENCES, 6))
    return {"kind": "help_request", "title": title, "text": text.replace("{n}", "3").replace("{m}", "4"), "village": "shuikou",
            "consent": "anonymised", "rules_read": "yes", "name": "王小" + chance.choice("伟芳娜秀敏静"), "phone": f"140{chance.randint(10**7, 10**8 - 1)}"}


def residents(table, port, look_ups, when):
    visitor = Visitor(port)
    found = {"tracking": [], "letter": [], "healthz": []}
    until = time.perf_counter() + 30
    for number in range(20):
        if number > 2 and time.perf_counter() > until:
            break
        found["letter"].append(send_letter(visitor, letter())[0])
        for name, path, fields in (("tracking", "/track/", look_ups[number % len(look_ups)]), ("healthz", "/healthz", None)):
            began = time.perf_counter()
            visitor.ask(path, fields)
            found[name].append((time.perf_counter() - began) * 1000)
    for name, values in found.items():
        table.add(f"resident, {when}: {name}", times(values))


def measure(mailbox, phrases, table):
    table.add("first start, until it listens", mailbox.start(), "s")
    wait_for_site(mailbox)
    mailbox.stop()
    table.add("warm start, until it listens", mailbox.start(), "s")
    wait_for_site(mailbox)
    table.add("memory after the start", mailbox.memory()[0], "MiB")
    port, db = mailbox.port, mailbox.db
    desk = {name: Visitor(port).sign_in(name, phrase) for name, phrase in phrases.items()}
    clerk = desk["dengji"]
    _, _, page = clerk.ask("/desk/?list=all")
    last = re.search(rb'rel="last" href="([^"]+)"', page)
    last = html.unescape(last[1].decode()) if last else f"/desk/?list=all&page={-(-int(db.rows('SELECT COUNT(*) FROM cases')[0][0]) // 50)}"
    number = db.rows("SELECT submission_no FROM submissions WHERE source_id = 'old-777'")[0][0]
    of_office = [row[0] for row in db.rows("SELECT submission_no FROM submissions s JOIN cases c ON c.id = s.id WHERE lead_office = 'nongye' AND kind <> 'report' "
                                           "AND state = 'handling' ORDER BY s.id LIMIT 60")]
    pages = {"desk home": ["/desk/"], "list all": ["/desk/?list=all"], "list all, last page": [last], "list publishable": ["/desk/?list=publishable"],
             "search, common": ["/desk/?q=" + quote("村口")], "search, rare": ["/desk/?q=" + quote(letters.RARE)],
             "search, without hit": ["/desk/?q=" + quote("量子计算")], "search, one character": ["/desk/?q=" + quote("钻")],
             "search by number": ["/desk/?q=" + quote(number)],
             "case": [f"/desk/cases/{one}" for one in of_office]}
    for name, paths in pages.items():
        table.add(f"{name}, one clerk", one_by_one(clerk, paths, a.seconds))
    table.add("desk home, one handler", one_by_one(desk["chengban"], ["/desk/"], a.seconds))
    for name in ("desk home", "list all", "search, common"):
        with Crowd(port, clerk.cookies, pages[name]) as crowd:
            time.sleep(max(6, a.seconds * 2))
        table.add(f"{name}, 16 clerks", crowd.times())
    look_ups = [send_letter(Visitor(port), letter())[1] for _ in range(10)]
    residents(table, port, look_ups, "quiet")
    with Crowd(port, clerk.cookies, pages["list all"]):
        time.sleep(2)
        residents(table, port, look_ups, "16 clerks at the list of all")
    table.add("memory under the desk's load, at most", mailbox.memory()[1], "MiB")
    for name, path in (("site home", "/"), ("public replies, API", "/api/v1/public-replies"), ("replies, list", "/replies/")):
        table.add(f"{name}, kept connection", one_by_one(Visitor(port), [path], a.seconds))
    took = []
    for at, one in enumerate(of_office[:20]):
        took.append(desk["chengban"].step(one, "answer", {"text": f"您好，第{at}件已经派人到现场看过，情况属实，材料报到县里，{at + 3}日以前修好，有疑问请打值班电话或者到便民大厅窗口问。"}))
    table.add("answering, whole request", times(took))
    ready = [row[0] for row in db.rows("SELECT submission_no FROM submissions s JOIN cases c ON c.id = s.id WHERE publication = 'redacted' ORDER BY s.id LIMIT 5")]
    took = [desk["shenpi"].step(one, "publish", {}, f"/desk/cases/{one}/publish") for one in ready]
    table.add("approving one reply, whole request", times(took))
    if a.day:
        the_day(table, mailbox, desk, pages, look_ups)
    now, most = mailbox.memory()
    table.add("memory at the end", now, "MiB")
    table.add("memory at most", most, "MiB")


def the_day(table, mailbox, desk, pages, look_ups):
    """Forty staff and two thousand residents; staff ask every two seconds, each resident writes, looks up and reads."""
    local = threading.local()

    def visitor(cookies):
        visitors = local.__dict__.setdefault("visitors", {})
        return visitors.setdefault(cookies, Visitor(mailbox.port, cookies))

    # As pages are opened: mostly the lists and a case, a search now and then.
    of_desk = ["desk home"] * 3 + ["list all", "list publishable"] + ["case"] * 4 + ["search, common"]
    schedule = []
    for clerk in range(40):
        cookies = desk[list(desk)[clerk % 3]].cookies
        at = chance.uniform(0, 2)
        while at < a.day:
            path = chance.choice(pages[chance.choice(of_desk)])
            schedule.append((at, "staff", lambda path=path, cookies=cookies: visitor(cookies).ask(path)[0]))
            at += chance.expovariate(1 / 2)
    for _ in range(2000):
        at = chance.uniform(0, a.day)
        fields, look_up = letter(), chance.choice(look_ups)

        def write(fields=fields):
            return 200 if send_letter(visitor(""), fields)[1] else 503

        schedule += [(at, "residents", lambda: visitor("").ask("/")[0]),
                     (at + 0.5, "residents, letter with its form and receipt", write),
                     (at + 1, "residents", lambda look_up=look_up: visitor("").ask("/track/", look_up)[0]),
                     (at + 1.5, "residents", lambda: visitor("").ask("/replies/")[0])]
    for name, found in a_day(schedule).items():
        table.add(f"day: {name}", found)


def wait_for_site(mailbox):
    """Until the work after a start has ended: the processor rests for two seconds."""
    quiet, before = 0, None
    for _ in range(600):
        fields = open(f"/proc/{mailbox.process.pid}/stat").read().rsplit(")", 1)[1].split()
        used = int(fields[11]) + int(fields[12])
        quiet = quiet + 1 if before is not None and used - before < 5 else 0
        before = used
        if quiet >= 4:
            return
        time.sleep(0.5)


def machine():
    model = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    return f"{os.cpu_count()} cores, {model[1] if model else 'unknown processor'}, load {os.getloadavg()[0]:.1f}"


def main():
    folder = os.path.abspath(a.folder)
    tables, seen = [], machine()
    for kind in a.databases.split(","):
        for count in map(int, a.letters.split(",")):
            mailbox = Mailbox(f"{folder}/{kind}-{count}", kind, count)
            table = Table(f"{mailbox.db.name}, {count:,}")
            tables.append(table)
            try:
                phrases = mailbox.make()
                measure(mailbox, phrases, table)
                say("verify:", mailbox.program("verify").strip())
            finally:
                if getattr(mailbox, "process", None):
                    mailbox.stop()
                mailbox.db.stop()
    print(f"\n{seen}; at the end load {os.getloadavg()[0]:.1f}; {time.strftime('%Y-%m-%d')}\n")
    print("| | " + " | ".join(table.name for table in tables) + " |\n|---|" + "---|" * len(tables))
    for row in dict.fromkeys(row for table in tables for row in table.rows):
        print(f"| {row} | " + " | ".join(table.rows.get(row, "") for table in tables) + " |")


if __name__ == "__main__":
    sys.exit(main())
