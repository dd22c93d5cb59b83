"""Who asks: a visitor with one kept connection, many of them at once, and a day that does not wait for its answers."""
import collections
import html
import http.client
import queue
import random
import re
import statistics
import threading
import time
import urllib.parse


class Visitor:
    """One connection that is kept, and cookies."""

    def __init__(self, port, cookies=""):
        self.port, self.cookies, self.line = port, cookies, None

    def ask(self, path, fields=None):
        """Status, address that it leads to, and body."""
        body = urllib.parse.urlencode(fields) if fields is not None else None
        headers = {"Cookie": self.cookies} if self.cookies else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for is_last in (False, True):
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                self.line.request("POST" if body is not None else "GET", path, body, headers)
                answer = self.line.getresponse()
                text = answer.read()
                break
            except (http.client.HTTPException, ConnectionError):
                # A kept connection that the server has closed meanwhile.
                self.line.close()
                self.line = None
                if is_last:
                    raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                kept = dict(one.split("=", 1) for one in self.cookies.split("; ") if one)
                kept.update([value.split(";")[0].split("=", 1)])
                self.cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
        return answer.status, answer.getheader("location"), text

    def sign_in(self, name, phrase):
        _, _, page = self.ask("/desk/sign-in")
        status, _, _ = self.ask("/desk/sign-in", {"form": hidden(page, "form"), "sign_in_name": name, "pass_phrase": phrase})
        assert status == 303, (name, status)
        return self

    def step(self, number, step, fields, path=None):
        """Takes a step as its page offers it, and says how many milliseconds the step itself took."""
        _, _, page = self.ask(path or f"/desk/cases/{number}")
        names = [name for name in ("csrf", "version", "seen") if f'name="{name}"'.encode() in page]
        doubts = set(re.findall(rb'type="radio" name="(doubt_[^"]+)"', page))
        whole = {name: hidden(page, name) for name in names} | {one.decode(): "fine" for one in doubts} | fields
        began = time.perf_counter()
        status, _, page = self.ask(f"/desk/cases/{number}/{step}", whole)
        took = (time.perf_counter() - began) * 1000
        assert status == 303, (number, step, status, re.sub(r"<[^>]+>|\s+", " ", page.decode())[:2000])
        return took


def hidden(page, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page.decode())[1])


Times = collections.namedtuple("Times", "count p50 p99 most failed")


def times(milliseconds, failed=0):
    if not milliseconds:
        return Times(0, float("nan"), float("nan"), float("nan"), failed)
    ordered = sorted(milliseconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Times(len(ordered), statistics.median(ordered), p99, ordered[-1], failed)


def one_by_one(visitor, paths, seconds, least=5, most=400):
    found, failed, until, number = [], 0, time.perf_counter() + seconds, 0
    while number < least or (time.perf_counter() < until and number < most):
        began = time.perf_counter()
        status, _, _ = visitor.ask(paths[number % len(paths)])
        found.append((time.perf_counter() - began) * 1000)
        failed += status != 200
        number += 1
    return times(found, failed)


class Crowd:
    """So many visitors who ask for the same again and again, each as soon as their answer is there."""

    def __init__(self, port, cookies, paths, count=16):
        self.found, self.failed, self.ended = [], 0, threading.Event()
        self.threads = [threading.Thread(target=self._go, args=(port, cookies, paths, at), daemon=True) for at in range(count)]

    def _go(self, port, cookies, paths, at):
        visitor = Visitor(port, cookies)
        while not self.ended.is_set():
            began = time.perf_counter()
            try:
                status, _, _ = visitor.ask(paths[at % len(paths)])
            except OSError:
                status = 0
            at += 1
            self.found.append((time.perf_counter() - began) * 1000)
            self.failed += status != 200

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(60)

    def times(self):
        return times(self.found, self.failed)


def a_day(schedule, threads=96):
    """Does each thing at its moment, whether or not those before it have ended: what waits is counted as waiting.

    `schedule` has moments in seconds, a name, and what is done; gives the times of each name, 5xx answers as failures."""
    waiting, found, failed = queue.Queue(), collections.defaultdict(list), collections.Counter()
    lock = threading.Lock()

    def work():
        while (one := waiting.get()) is not None:
            due, name, does = one
            try:
                status = does()
            except OSError:
                status = 599
            took = (time.perf_counter() - due) * 1000
            with lock:
                found[name].append(took)
                failed[name] += status >= 500

    workers = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    began = time.perf_counter()
    for at, name, does in sorted(schedule, key=lambda one: one[0]):
        time.sleep(max(0, began + at - time.perf_counter()))
        waiting.put((began + at, name, does))
    for _ in workers:
        waiting.put(None)
    for worker in workers:
        worker.join(120)
    return {name: times(values, failed[name]) for name, values in found.items()}


chance = random.Random(5)
