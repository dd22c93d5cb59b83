// Mail to a real server: the sink itself, and a service that sends a receipt through it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { ROOT, program, startProgram } from './harness.mjs';
import { startSink } from './smtp-sink.mjs';

const FROM = 'lianxin@yundu.example';

/** A sink, and a way to wait for its next mail. */
async function listen(refuse = 0) {
  const mails = [];
  const waiting = [];
  const sink = await startSink({
    refuse,
    onMail: (mail) => (waiting.length > 0 ? waiting.shift()(mail) : mails.push(mail)),
  });
  const nextMail = () => (mails.length > 0 ? Promise.resolve(mails.shift()) : new Promise((r) => waiting.push(r)));
  return { ...sink, mails, nextMail };
}

test('the_sink_takes_a_mail_whole', async (t) => {
  const sink = await listen();
  t.after(sink.stop);
  const client = createTransport({ host: '127.0.0.1', port: sink.port, secure: false });
  t.after(() => client.close());
  await client.sendMail({ from: FROM, to: 'reader@example.invalid', subject: '回执', text: '来信已收到。' });
  const mail = await sink.nextMail();
  assert.equal(mail.from, FROM);
  assert.deepEqual(mail.to, ['reader@example.invalid']);
  assert.match(mail.raw, /^Subject: /m);
});

test('the_sink_refuses_as_many_mails_as_it_is_told_and_then_takes_them', async (t) => {
  const sink = await listen(1);
  t.after(sink.stop);
  const client = createTransport({ host: '127.0.0.1', port: sink.port, secure: false });
  t.after(() => client.close());
  const mail = { from: FROM, to: 'reader@example.invalid', subject: '1', text: '1' };
  await assert.rejects(client.sendMail(mail), (error) => error.responseCode === 451);
  assert.equal(sink.mails.length, 0);
  await client.sendMail(mail);
  assert.equal((await sink.nextMail()).from, FROM);
});

/** Settings of a service that is not a sample and sends through `port`. */
const settings = (port) => `
[server]
bind = "127.0.0.1:0"
public_url = "http://127.0.0.1/"
[paths]
content = ${JSON.stringify(path.join(ROOT, 'content'))}
theme = ${JSON.stringify(path.join(ROOT, 'themes/town'))}
data = "data"
site = "site"
[mail]
from = "禾溪镇联心网 <${FROM}>"
[mail.smtp]
host = "127.0.0.1"
port = ${port}
security = "none"
`;

/** Runs the program to its end, with what somebody types, and gives what it says. */
async function run(args, typed = '') {
  const running = promisify(execFile)(program(), args);
  running.child.stdin.end(typed);
  return (await running).stdout;
}

/** The hidden fields of a page's form. */
function hiddenFields(html) {
  const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  const tags = html.match(/<input\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => attribute(tag, 'type') === 'hidden')
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]);
}

/** Undoes quoted-printable and base64, so that a mail's Chinese can be read. */
function readableBody(raw) {
  const base64 = /Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/i.exec(raw);
  if (base64) return Buffer.from(base64[1], 'base64').toString('utf8');
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

test('a_receipt_reaches_the_sender_through_a_mail_server', { timeout: 240_000 }, async (t) => {
  const sink = await listen();
  t.after(sink.stop);
  const folder = await mkdtemp(path.join(tmpdir(), 'lianxin-mail-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'settings.toml');
  await writeFile(file, settings(sink.port));
  await run(['migrate', '--settings', file]);
  const added = await run(['staff', '--settings', file, 'add', 'dengji', '--name', '登记', '--roles', 'registrar']);
  const passPhrase = /^staff dengji (\S+) /m.exec(added)?.[1];
  assert.ok(passPhrase, added);
  await run(['vault', '--settings', file, 'init', 'dengji'], `${passPhrase}\n`);
  const service = await startProgram(['serve', '--settings', file]);
  t.after(service.stop);

  const formUrl = new URL('mailbox/', service.url);
  const form = await (await fetch(formUrl)).text();
  const letter = new URLSearchParams([
    ...hiddenFields(form),
    ['kind', 'inquiry'],
    ['title', '秸秆还田补助什么时候申报'],
    ['text', '想问今年秸秆还田的补助从哪天开始申报，要带哪些材料。'],
    ['village', 'shuikou'],
    ['office', ''],
    ['consent', 'anonymised'],
    ['email', 'canary@example.invalid'],
    ['rules_read', 'yes'],
  ]);
  const post = (body) => fetch(formUrl, { method: 'POST', body, headers: { Origin: formUrl.origin } });
  const preview = await (await post(letter)).text();
  const sent = await post(new URLSearchParams([...hiddenFields(preview), ['action', 'confirm']]));
  const receipt = await sent.text();
  assert.equal(sent.status, 200, receipt);
  const number = /data-submission-no[^>]*>\s*([\d-]+)/.exec(receipt)?.[1];
  assert.ok(number, 'the receipt shows a number');

  const mail = await sink.nextMail();
  assert.deepEqual(mail.to, ['canary@example.invalid']);
  assert.equal(mail.from, FROM);
  assert.ok(readableBody(mail.raw).includes(number), 'the mail names the letter number');
  assert.ok(!service.said().includes('canary@example.invalid'), 'the log names no address');
});
