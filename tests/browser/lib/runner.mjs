// Runs flows one after the other and counts them.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newContext } from './chromium.mjs';
import { look, show } from './look.mjs';
import { watch } from './watch.mjs';

const out = fileURLToPath(new URL('../out/', import.meta.url));
const STEP_LIMIT_MS = 30_000;

/**
 * A flow is {name, world, finished, run(t)}; world is 'demo', 'empty', or a function that answers {url}.
 * One that is not finished is skipped, never passed. Whatever page a step ends on is looked at. Prints a line each and "N passed, N failed, N skipped".
 */
export async function runAll({ flows, browser, worlds, unfinished = false, print = console.log }) {
  const results = { passed: 0, failed: 0, skipped: 0 };
  for (const flow of flows) {
    if (flow.finished === false && !unfinished) {
      results.skipped += 1;
      print(`skip ${flow.name}: not finished`);
      continue;
    }
    const began = Date.now();
    const problems = await runOne(flow, browser, worlds);
    const time = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    if (problems.length === 0) {
      results.passed += 1;
      print(`ok   ${flow.name} (${time})`);
    } else {
      results.failed += 1;
      print(`FAIL ${flow.name} (${time})\n${problems.map(indent).join('\n')}`);
    }
  }
  const skipped = results.skipped > 0 ? `, ${results.skipped} skipped` : '';
  print(`${results.passed} passed, ${results.failed} failed${skipped}`);
  return results;
}

const indent = (text) => `     ${text.replaceAll('\n', '\n     ')}`;

/** Answers the problems: what the flow threw, and what the watchers of its pages heard. */
async function runOne(flow, browser, worlds) {
  const problems = [];
  const open = [];
  const seen = new Set();
  let step = 'start';
  let world;
  const t = {
    /** Names what the person does; the name stands in the message when it fails. */
    async step(name, action) {
      step = name;
      const result = await action();
      for (const { context } of open) for (const page of context.pages()) await lookOnce(page, seen);
      return result;
    },
    /** A new person at a computer of their own: cookies apart from all others. */
    async person(options) {
      const context = await newContext(browser, { baseURL: world.url, ...options });
      context.setDefaultTimeout(STEP_LIMIT_MS);
      const watcher = await watch(context, world.url);
      open.push({ context, watcher });
      const page = await context.newPage();
      return Object.assign(page, { allowError: watcher.allow });
    },
    browser,
    look,
    show,
    login,
    get world() {
      return world;
    },
    /** The demo account that holds a post, by a word of its description. */
    account(word) {
      const found = world.accounts.find((account) => JSON.stringify(account).includes(word));
      if (!found) throw new Error(`the demo printed no account with ${word}`);
      return found;
    },
  };
  try {
    world = typeof flow.world === 'function' ? await flow.world() : await worlds.get(flow.world);
    await flow.run(t);
  } catch (error) {
    problems.push(`at “${step}”: ${error.message}`);
    await keepPictures(flow, open);
  }
  for (const { context, watcher } of open) {
    // Requests and console lines of the last click may still be on their way.
    await Promise.all(context.pages().map(settled));
    problems.push(...watcher.complaints);
    await context.close();
  }
  if (world?.stop && flow.world !== 'demo') await world.stop();
  return problems;
}

/** Looks at a page unless it was seen just so before. */
async function lookOnce(page, seen) {
  await page.waitForLoadState('load');
  const state = page.url() + (await page.content());
  if (seen.has(state) || page.url() === 'about:blank') return;
  seen.add(state);
  await look(page, new URL(page.url()).pathname);
}

/** Logs in by the form, found by what its fields are for, and not by their names. */
export async function login(page, user, password) {
  await page.goto('/login');
  await page.locator('input[autocomplete="username"]').fill(user);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('form:has(input[type="password"]) button').click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

async function settled(page) {
  await page.waitForLoadState('load').catch(() => {});
  await page.evaluate('0').catch(() => {});
}

async function keepPictures(flow, open) {
  await mkdir(out, { recursive: true });
  for (const [n, { context }] of open.entries()) {
    for (const page of context.pages()) {
      await page.screenshot({ path: path.join(out, `${flow.name}-${n}.png`) }).catch(() => {});
    }
  }
}
