// Mail to a real server: the sink itself, and a service that sends a receipt through it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { startProgram } from './harness.mjs';
import { startSink } from './smtp-sink.mjs';
import { FROM, prepare, readableBody, sendLetter } from './township.mjs';

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

/** The subject and Message-ID of a mail. */
const messageId = ({ raw }) => /^Message-ID: (\S+)/m.exec(raw)?.[1];

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
