// Starts the program on a temporary folder and knows how to reach what it serves.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BIN = process.env.LUOSHI_BIN ?? fileURLToPath(new URL('../../../target/debug/luoshi', import.meta.url));
// A debug build fills the demo's year in here too; the first line comes when it answers.
const START_LIMIT_MS = 120_000;

/** `demo` is shared by the flows of one run, `empty` is new each time. */
export class Worlds {
  #url;
  #demo;
  #started = new Set();

  constructor(url) {
    this.#url = url;
  }

  async get(kind) {
    if (kind === 'demo' && this.#url) return { url: this.#url, accounts: [] };
    if (kind === 'demo') return (this.#demo ??= this.#start('demo'));
    if (kind === 'empty') return this.#start('serve');
    throw new Error(`no world is called ${kind}`);
  }

  async stop() {
    await Promise.all([...this.#started].map((server) => server.stop()));
    this.#started.clear();
  }

  async #start(command) {
    const data = await mkdtemp(path.join(os.tmpdir(), 'luoshi-browser-'));
    const listen = `127.0.0.1:${await freePort()}`;
    const child = spawn(BIN, [command, '--listen', listen, '--data', data, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
    });
    const gone = new Promise((resolve) => child.once('close', resolve));
    let errors = '';
    child.stderr.on('data', (text) => (errors = (errors + text).slice(-4000)));
    const server = {
      stop: async () => {
        child.kill('SIGTERM');
        const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await gone;
        clearTimeout(forced);
        await rm(data, { recursive: true, force: true });
      },
    };
    this.#started.add(server);
    const line = await firstLine(child, command, () => errors);
    return { accounts: [], ...line, data, stop: server.stop };
  }
}

/** LUOSHI_… variables are settings to the program; those of the tests must not reach it. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('LUOSHI_'));
  return { RUST_LOG: 'warn', ...Object.fromEntries(kept) };
}

/** With --json the program prints {"url", "accounts" or "setup"} on one line as soon as it answers. */
function firstLine(child, command, errors) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${BIN} ${command} ${why}\n${errors()}`));
    const timer = setTimeout(() => fail(`printed nothing in ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(`ended with ${code} before it answered`));
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      try {
        resolve(JSON.parse(line));
      } catch {
        fail(`printed no JSON: ${line}`);
      }
    });
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
