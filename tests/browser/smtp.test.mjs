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
async function listen({ refuse = 0, loseOk = 0, port = 0 } = {}) {
  const mails = [];
  const waiting = [];
  const sink = await startSink({
    refuse,
    loseOk,
    port,
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
  const sink = await listen({ refuse: 1 });
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
retry_seconds = 1
[mail.smtp]
host = "127.0.0.1"
port = ${port}
security = "none"
`;

/** Runs one command of the program, with what is typed at it; gives what it says. */
async function run(args, typed = '') {
  const running = promisify(execFile)(program(), args);
  running.child.stdin.end(typed);
  return (await running).stdout;
}

/** A data folder with a key, ready to serve; gives its settings file. */
async function prepare(t, port) {
  const folder = await mkdtemp(path.join(tmpdir(), 'lianxin-mail-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'settings.toml');
  await writeFile(file, settings(port));
  await run(['migrate', '--settings', file]);
  const added = await run(['staff', '--settings', file, 'add', 'lin', '--name', '林工', '--roles', 'registrar']);
  const phrase = /^staff lin (\S.*) registrar$/m.exec(added)?.[1];
  assert.ok(phrase, added);
  await run(['vault', '--settings', file, 'init', 'lin'], `${phrase}\n`);
  return file;
}

/** Writes a letter and sends it; gives its number. */
async function sendLetter(service) {
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
  return number;
}

/** The subject and Message-ID of a mail. */
const messageId = ({ raw }) => /^Message-ID: (\S+)/m.exec(raw)?.[1];

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
  const service = await startProgram(['serve', '--settings', await prepare(t, sink.port)]);
  t.after(service.stop);
  const number = await sendLetter(service);
  const mail = await sink.nextMail();
  assert.deepEqual(mail.to, ['canary@example.invalid']);
  assert.equal(mail.from, FROM);
  assert.ok(readableBody(mail.raw).includes(number), 'the mail names the letter number');
  assert.match(mail.raw, /^Content-Type: multipart\/alternative/m);
  assert.match(mail.raw, /^List-Unsubscribe: <http\S+\/track\/stop-mail\?mail=\S+>\r$/m, 'one line, for a program');
  assert.ok(!service.said().includes('canary@example.invalid'), 'the log names no address');
});

test('mail_waits_for_a_server_that_is_down_outlives_a_kill_and_goes_once', { timeout: 240_000 }, async (t) => {
  const first = await listen();
  await first.stop();
  const file = await prepare(t, first.port);
  const killed = await startProgram(['serve', '--settings', file]);
  t.after(killed.stop);
  const number = await sendLetter(killed);
  await killed.hear(/mail could not be sent/);
  await killed.kill();
  const service = await startProgram(['serve', '--settings', file]);
  t.after(service.stop);
  await service.hear(/mail could not be sent/);
  const sink = await listen({ port: first.port });
  t.after(sink.stop);
  const mail = await sink.nextMail();
  assert.ok(readableBody(mail.raw).includes(number));
  // The next mail is that of another letter: the first one did not come twice.
  const next = await sendLetter(service);
  const other = await sink.nextMail();
  assert.ok(readableBody(other.raw).includes(next));
  assert.notEqual(messageId(other), messageId(mail));
  assert.equal(sink.mails.length, 0);
});

test('a_busy_server_and_a_lost_ok_bring_the_same_mail_again', { timeout: 240_000 }, async (t) => {
  const sink = await listen({ refuse: 1, loseOk: 1 });
  t.after(sink.stop);
  const service = await startProgram(['serve', '--settings', await prepare(t, sink.port)]);
  t.after(service.stop);
  await sendLetter(service);
  const taken = await sink.nextMail();
  const again = await sink.nextMail();
  assert.ok(messageId(taken), 'it has an id');
  assert.equal(taken.raw, again.raw, 'the same mail, so that the server can tell');
  await service.hear(/mail sent/);
});
