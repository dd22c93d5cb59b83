#!/usr/bin/env python3
"""letters_power_cut.py FAILFS FORM_API [--letters 400] [--every 60]: is an acknowledged letter there after a power cut?

  FAILFS    powerfail_fs.py: a folder of which only what was synced survives
  FORM_API  the program

Starts a real service whose data folder is such a folder and sends it letters from several connections, every fourth with a
file; a letter's number is written down when its receipt has come. In each folder that a cut left: the database is sound,
every letter that had been acknowledged is in it, once, its files are there whole, and `form-api verify` reads the chain of
events. Needs fusepy, libfuse2, fusermount and /dev/fuse. Ends with 1 when a cut left anything else.
"""
import argparse
import http.client
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SENDERS = 8

SETTINGS = """
[server]
bind = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}/"
[paths]
content = "{root}/content"
theme = "{root}/themes/town"
data = "{data}"
site = "{work}/site"
[mail]
from = "联心网 <lianxin@yundu.example>"
worker = "apart"
[abuse]
trusted_addresses = ["127.0.0.1"]
"""


def settings(work, name, data, port):
    file = os.path.join(work, name)
    with open(file, "w", encoding="utf-8") as out:
        out.write(SETTINGS.format(port=port, root=ROOT, data=data, work=work))
    return file


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def send_letters(port, acks, lock, sender, count):
    """Sends letters over one connection, and writes each number down once its receipt is there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(method, path, body=None, kind="application/x-www-form-urlencoded"):
        line.request(method, path, body, {"Content-Type": kind} if body else {})
        answer = line.getresponse()
        return answer.status, answer.read().decode()

    for n in range(count):
        _, page = ask("GET", "/mailbox/")
        fields = {
            "form": re.search(r'name="form" value="([^"]+)"', page)[1],
            "kind": "help_request",
            "title": f"路灯 {sender}-{n}",
            "text": f"第 {sender}-{n} 盏路灯坏了，晚上看不清路，请派人看看。",
            "village": "shuikou",
            "phone": f"1401234{sender}{n:03}",
            "rules_read": "yes",
        }
        if n % 4 == 0:
            parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
            parts.append('--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.4\n' + "x" * 9000 + "\n%%EOF\r\n--b--\r\n")
            _, preview = ask("POST", "/mailbox/", "".join(parts).encode(), "multipart/form-data; boundary=b")
            fields["attached"] = re.search(r'name="attached" value="([^"]+)"', preview)[1]
        fields["action"] = "confirm"
        status, receipt = ask("POST", "/mailbox/", urllib.parse.urlencode(fields))
        assert status == 200, (status, receipt[:500])
        number = re.search(r"data-submission-no>([^<]+)", receipt)[1]
        with lock, open(acks, "a", encoding="utf-8") as out:
            out.write(number + "\n")


def look(cut, acks, form_api, work):
    """Everything that is wrong with what a cut left."""
    acknowledged = open(acks, encoding="utf-8").read().split()
    # What is left is opened as the service would: the log is read and folded in.
    verified = subprocess.run([form_api, "verify", "--settings", settings(work, "cut.toml", cut, 1)], capture_output=True, text=True)
    wrong = [] if verified.returncode == 0 else [f"verify: {verified.stdout}{verified.stderr}".strip()]
    db = sqlite3.connect(f"{cut}/lianxin.db")
    sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    if sound != "ok":
        wrong.append(f"the database: {sound}")
    there = [number for number, in db.execute("SELECT submission_no FROM submissions")]
    wrong += [f"{number} was acknowledged and is gone" for number in acknowledged if there.count(number) != 1]
    for file, length in db.execute("SELECT id, bytes FROM attachments WHERE subject_id IS NOT NULL"):
        path = f"{cut}/attachments/{file}"
        if not os.path.isfile(path) or os.path.getsize(path) <= length:
            wrong.append(f"a letter's file is not there whole: {file}")
    db.close()
    return wrong, len(acknowledged), len(there)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("failfs")
    parser.add_argument("form_api")
    parser.add_argument("--letters", type=int, default=400)
    parser.add_argument("--every", type=int, default=60)
    asked = parser.parse_args()
    form_api = os.path.abspath(asked.form_api)
    work = tempfile.mkdtemp(prefix="letters-power-cut-")
    mount, cuts, acks = (os.path.join(work, name) for name in ("mount", "cuts", "acks"))
    live = os.path.join(cuts, "live")
    os.makedirs(mount)
    open(acks, "w").close()
    port = free_port()
    before = settings(work, "before.toml", live, port)

    def run(command, *arguments, typed=""):
        command = [form_api, command, "--settings", before, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, input=typed, cwd=work).stdout

    run("migrate")
    phrase = run("staff", "add", "dengji", "--name", "登记员", "--roles", "registrar").split()[2]
    run("vault", "init", "dengji", typed=phrase + "\n")
    failfs = subprocess.Popen(
        [sys.executable, asked.failfs, mount, "--work", cuts, "--every", str(asked.every), "--max", "2000", "--acks", acks]
    )
    server = None
    try:
        while not os.path.ismount(mount):
            if failfs.poll() is not None:
                sys.exit("the failing file system did not start")
            time.sleep(0.05)
        with open(os.path.join(work, "log"), "w") as log:
            command = [form_api, "serve", "--settings", settings(work, "settings.toml", mount, port)]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        for line in server.stdout:
            if line.startswith("listening on"):
                break
        else:
            sys.exit(open(os.path.join(work, "log")).read())
        lock = threading.Lock()
        each = asked.letters // SENDERS
        senders = [threading.Thread(target=send_letters, args=(port, acks, lock, sender, each)) for sender in range(SENDERS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    finally:
        if server:
            server.terminate()
            server.wait(60)
        subprocess.run(["fusermount", "-u", mount], check=False)
        failfs.wait()
    sent = len(open(acks).read().split())
    made, bad, kept = 0, 0, 0
    for name in sorted(os.listdir(cuts)):
        if re.fullmatch(r"cut-\d+", name):
            wrong, acknowledged, _ = look(os.path.join(cuts, name), os.path.join(cuts, name + ".acks"), form_api, work)
            made += 1
            kept += acknowledged
            bad += bool(wrong)
            for one in wrong[:3]:
                print(f"{name}: {one}")
    shutil.rmtree(work)
    print(f"{made} power cuts while {sent} letters came in: {kept} times an acknowledged letter was looked for, {bad} cuts left anything wrong")
    sys.exit(1 if bad or not made or sent != asked.letters // SENDERS * SENDERS else 0)


main()
