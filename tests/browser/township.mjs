// A township that is no sample: its own data folder, key and settings, and letters that are posted to it without a browser.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT, program } from './harness.mjs';

/** Who mails come from. */
export const FROM = 'lianxin@yundu.example';

/** Settings of a service that is not a sample and sends through `port`; people reach it at `publicUrl`. */
const settings = (port, more, publicUrl) => `
[server]
bind = "127.0.0.1:0"
public_url = "${publicUrl}"
trusted_proxy = "127.0.0.1"
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
${more}
`;

/** Runs one command of the program, with what is typed at it; gives what it says. */
async function run(args, typed = '') {
  const running = promisify(execFile)(program(), args);
  running.child.stdin.end(typed);
  return (await running).stdout;
}

/** A data folder with a key, ready to serve, and who registers letters there. */
export async function prepareWithStaff(t, port, { more = '', publicUrl = 'http://127.0.0.1/' } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'lianxin-mail-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'settings.toml');
  await writeFile(file, settings(port, more, publicUrl));
  await run(['migrate', '--settings', file]);
  const added = await run(['staff', '--settings', file, 'add', 'lin', '--name', '林工', '--roles', 'registrar']);
  const passPhrase = /^staff lin (\S.*) registrar$/m.exec(added)?.[1];
  assert.ok(passPhrase, added);
  await run(['vault', '--settings', file, 'init', 'lin'], `${passPhrase}\n`);
  return { file, person: { name: 'lin', passPhrase } };
}

/** The same; gives its settings file. */
export const prepare = async (t, port, more = '') => (await prepareWithStaff(t, port, { more })).file;

/** Writes a letter and sends it; gives its number. */
export const sendLetter = async (service) => (await postLetter(service)).number;

/** Writes a letter, as it is or with other fields, and sends it without a browser; gives its number and its code. */
export async function postLetter(service, changes = {}) {
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
  for (const [name, value] of Object.entries(changes)) letter.set(name, value);
  const post = (body) => fetch(formUrl, { method: 'POST', body, headers: { Origin: formUrl.origin } });
  const preview = await (await post(letter)).text();
  const sent = await post(new URLSearchParams([...hiddenFields(preview), ['action', 'confirm']]));
  const receipt = await sent.text();
  assert.equal(sent.status, 200, receipt);
  const number = /data-submission-no[^>]*>\s*([\d-]+)/.exec(receipt)?.[1];
  const code = /data-query-code[^>]*>(.*?)<\/p>/.exec(receipt)?.[1].replace(/<[^>]*>/g, '').trim();
  assert.ok(number && code, 'the receipt shows a number and a code');
  return { number, code };
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
export function readableBody(raw) {
  const base64 = /Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/i.exec(raw);
  if (base64) return Buffer.from(base64[1], 'base64').toString('utf8');
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
