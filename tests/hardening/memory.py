#!/usr/bin/env python3
"""memory.py FORM_API: how much memory the mailbox takes while a stranger does their worst.

  FORM_API  the program, optimised

Starts a real service for each of these and reads its largest resident memory (VmHWM) afterwards:
  sign-ins   30 at once, twenty times, with the real work of a pass phrase
  chunked    20,000 posts in chunks, each on a connection of its own that stays open, all answered 411
  parts      forms of 64,000 parts named `form`, eight at once
  pictures   8 pictures of many pixels in a small file, from one place, at once
Ends with 1 where it was 256 MB or more.
"""
import asyncio
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MOST_MB = 256
SETTINGS = """
[server]
bind = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}/"
[paths]
content = "{root}/content"
theme = "{root}/themes/town"
data = "{work}/data"
site = "{work}/site"
[mail]
from = "联心网 <lianxin@yundu.example>"
worker = "apart"
[abuse]
trusted_addresses = ["127.0.0.1"]
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def ask(port, head, body=b"", stay=False):
    """Sends raw bytes and gives the beginning of the answer; the line stays open where it should."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + b"\r\n\r\n" + body)
        answer = await reader.read(65536)
        if stay:
            await reader.read()
        return answer
    except (ConnectionError, asyncio.IncompleteReadError):
        return b""
    finally:
        writer.close()


def token(port):
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/desk/sign-in").read().decode()
    return re.search(r'name="form" value="([^"]+)"', page)[1]


async def sign_ins(port):
    form = token(port)
    for _ in range(20):
        body = urllib.parse.urlencode({"form": form, "sign_in_name": "nobody", "pass_phrase": "x"}).encode()
        head = (f"POST /desk/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\nConnection: close")
        answers = await asyncio.gather(*(ask(port, head, body) for _ in range(30)))
        assert all(answer.split(b" ")[1] in (b"422", b"503") for answer in answers), answers


async def chunked(port):
    head = ("POST /mailbox/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: application/x-www-form-urlencoded")
    body = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    room = asyncio.Semaphore(1500)

    async def one():
        async with room:
            return await ask(port, head, body, stay=True)

    answers = await asyncio.gather(*(one() for _ in range(20_000)))
    assert sum(answer.startswith(b"HTTP/1.1 411") for answer in answers) > 19_000


async def parts(port):
    body = b'--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n\r\n' * 64_000
    head = (f"POST /mailbox/ HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nConnection: close")
    began = time.monotonic()
    await asyncio.gather(*(ask(port, head, body) for _ in range(8)))
    await ask(port, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close")
    print(f"  parts: {time.monotonic() - began:.1f} s")


def picture(side):
    """A PNG of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress(b"\0" * ((side * 3 + 1) * side), 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    # Bytes that pay for the pixels: what a picture is made of costs nothing to send.
    pay = chunk(b"zTXt", os.urandom(300_000))
    return b"\x89PNG\r\n\x1a\n" + head + pay + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def pictures(port):
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/mailbox/").read().decode()
    form = re.search(r'name="form" value="([^"]+)"', page)[1]
    body = f'--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n{form}\r\n'.encode()
    file = (b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n' + picture(6500) + b"\r\n")
    body += file + b"--x--\r\n"
    head = (f"POST /mailbox/ HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nConnection: close")
    await asyncio.gather(*(ask(port, head, body) for _ in range(8)))


def measure(program, what):
    with tempfile.TemporaryDirectory() as work:
        port, file = free_port(), os.path.join(work, "settings.toml")
        with open(file, "w", encoding="utf-8") as out:
            out.write(SETTINGS.format(port=port, root=ROOT, work=work))
        run = lambda *words, typed="": subprocess.run([program, words[0], "--settings", file, *words[1:]], check=True, text=True,
                                                      capture_output=True, input=typed, cwd=work).stdout
        run("migrate")
        phrase = run("staff", "add", "dengji", "--name", "登记员", "--roles", "registrar").split()[2]
        run("vault", "init", "dengji", typed=phrase + "\n")
        service = subprocess.Popen([program, "serve", "--settings", file], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read()
                    break
                except OSError:
                    time.sleep(0.1)
            memory = lambda key: int(re.search(key + r":\s+(\d+)", open(f"/proc/{service.pid}/status").read())[1]) // 1024
            before = memory("VmRSS")
            asyncio.run(what(port))
            print(f"{what.__name__}: {before} MB before, {memory('VmHWM')} MB at most, {memory('VmRSS')} MB after")
            return memory("VmHWM") < MOST_MB
        finally:
            service.terminate()
            service.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    wanted = sys.argv[2:]
    all_cases = [case for case in (sign_ins, chunked, parts, pictures) if not wanted or case.__name__ in wanted]
    sys.exit(0 if all([measure(os.path.abspath(sys.argv[1]), case) for case in all_cases]) else 1)
