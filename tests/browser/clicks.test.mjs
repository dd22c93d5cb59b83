// From any page it is at most three clicks to the letter form: from every page that was built, and from the service's own.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startDemo } from './harness.mjs';

const CLICKS = 3;
/** Pages of the service: they are in no folder. */
const SERVED = ['mailbox/', 'mailbox/receipt', 'track/', 'track/stop-mail', 'search?q=水', 'nowhere/at/all/', 'desk/sign-in'];

let service;
/** Below which path the site will stand: the page for what is not there is shown anywhere, so its links begin with it. */
let home;

before(async () => {
  service = await startDemo();
  const content = await readFile(path.join(ROOT, 'content/site.toml'), 'utf8');
  home = new URL(/^base_url = "(.*)"$/m.exec(content)[1]).pathname;
});

after(() => service?.stop());

/** Where a page's links lead on this site, as paths below its root. */
function linksOf(html, address) {
  const here = new URL(address, service.url);
  const hrefs = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
  const links = hrefs.map((href) => new URL(href.startsWith(home) ? href.replace(home, '/') : href, here));
  return links.filter(({ origin }) => origin === here.origin).map(({ pathname }) => pathname);
}

/** Every page: its path and the paths that it links to. */
async function everyPage() {
  const pages = new Map();
  const site = path.join(service.folder, 'site');
  for (const file of await readdir(site, { recursive: true })) {
    if (!file.endsWith('.html')) continue;
    const address = `/${file.split(path.sep).join('/').replace(/(^|\/)index\.html$/, '$1')}`;
    pages.set(address, linksOf(await readFile(path.join(site, file), 'utf8'), address));
  }
  for (const address of SERVED) {
    const url = new URL(address, service.url);
    pages.set(url.pathname, linksOf(await (await fetch(url)).text(), url));
  }
  return pages;
}

test('from_any_page_it_is_at_most_three_clicks_to_the_letter_form', async () => {
  const pages = await everyPage();
  assert.ok(pages.size > 50, `only ${pages.size} pages were found`);
  let near = new Set(['/mailbox/']);
  for (let click = 0; click < CLICKS; click += 1) {
    const leads = ([address, links]) => near.has(address) || links.some((link) => near.has(link));
    near = new Set([...pages].filter(leads).map(([address]) => address).concat([...near]));
  }
  const far = [...pages.keys()].filter((address) => !near.has(address));
  assert.deepEqual(far, [], `further than ${CLICKS} clicks`);
});
