#!/usr/bin/env python3
"""power_cut.py FAILFS SITE_GEN [--builds 60] [--every 25]: what readers would find after a power cut while a site is built.

  FAILFS    powerfail_fs.py: a folder of which only what was synced survives
  SITE_GEN  the program

Builds the sample township with a few public replies, and in such a folder once more for each reply that is added, and
looks at what every cut left: each page is one that was there before or the new one, whole; no list leads to a page that
is not there; and there is a site. The first build is made before the folder begins to forget: it waits for the whole
file system (syncfs), which such a folder does not hear of. Needs fusepy, libfuse2, fusermount and /dev/fuse. Ends with 1
when a cut left anything else.
"""
import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

REPLY = """+++
submission_no = "2026-1000-{n:04}"
title = "第 {n} 件：路灯"
kind = "help_request"
topic = "路灯"
village = "shuikou"
office = "chengjian"
scope = "village"
received_on = 2026-11-02
replied_on = 2026-11-05
published_at = "2026-11-06 {hour:02}:{minute:02}"
working_days = 3
policies = []
letters = 1
letter = "第 {n} 盏路灯坏了。"
+++

第 {n} 盏路灯已经修好。
"""


def add(replies, n):
    folder = os.path.join(replies, "2026")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"2026-1000-{n:04}.md"), "w", encoding="utf-8") as out:
        out.write(REPLY.format(n=n, hour=9 + n // 60, minute=n % 60))


def pages(site):
    """path -> digest of the bytes, without what is being written aside"""
    found = {}
    for folder, _, names in os.walk(site):
        for name in names:
            if not name.endswith(".new~"):
                with open(os.path.join(folder, name), "rb") as page:
                    found[os.path.relpath(os.path.join(folder, name), site)] = hashlib.sha256(page.read()).digest()
    return found


def look(cut, versions):
    """Everything that is wrong with what a cut left."""
    site = os.path.join(cut, "site")
    if not os.path.isdir(site):
        return ["there is no site"]
    found, wrong = pages(site), []
    for path, digest in found.items():
        if digest not in versions.get(path, set()):
            wrong.append(f"{path} is neither the old page nor the new one")
    for path in found:
        if path.startswith("replies/") and path.endswith("index.html"):
            with open(os.path.join(site, path), encoding="utf-8") as page:
                for number in set(re.findall(r"replies/2026/(2026-1000-\d{4})/", page.read())):
                    if f"replies/2026/{number}/index.html" not in found:
                        wrong.append(f"{path} leads to {number}, which is not there")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("failfs")
    parser.add_argument("site_gen")
    parser.add_argument("--builds", type=int, default=60)
    parser.add_argument("--every", type=int, default=25)
    asked = parser.parse_args()
    work = tempfile.mkdtemp(prefix="power-cut-")
    mount, cuts, replies = (os.path.join(work, name) for name in ("mount", "cuts", "replies"))
    os.makedirs(mount)
    versions = {}

    def build(folder, n):
        add(replies, n)
        command = [asked.site_gen, "build", "--content", f"{ROOT}/content", "--theme", f"{ROOT}/themes/town"]
        command += ["--replies", replies, "--date", "2026-11-23", "--out", f"{folder}/site"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for path, digest in pages(f"{folder}/site").items():
            versions.setdefault(path, set()).add(digest)

    for n in range(1, 8):
        build(os.path.join(cuts, "live"), n)
    failfs = subprocess.Popen(
        [sys.executable, asked.failfs, mount, "--work", cuts, "--every", str(asked.every), "--max", "2000"]
    )
    try:
        while not os.path.ismount(mount):
            if failfs.poll() is not None:
                sys.exit("the failing file system did not start")
            time.sleep(0.05)
        for n in range(8, 8 + asked.builds):
            build(mount, n)
    finally:
        subprocess.run(["fusermount", "-u", mount], check=False)
        failfs.wait()
    made, wrong = 0, 0
    for name in sorted(os.listdir(cuts)):
        if re.fullmatch(r"cut-\d+", name):
            made += 1
            found = look(os.path.join(cuts, name), versions)
            wrong += bool(found)
            for one in found[:3]:
                print(f"{name}: {one}")
    shutil.rmtree(work)
    print(f"{made} power cuts in {asked.builds} builds, {wrong} of them left something that is neither old nor new")
    sys.exit(1 if wrong or not made else 0)


main()
