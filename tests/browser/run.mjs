// Runs the flows in flows/ as a person would: in Debian's Chromium, against a server that it starts itself.
import { parseArgs } from 'node:util';
import { launch } from './lib/chromium.mjs';
import { runAll } from './lib/runner.mjs';
import { Worlds } from './lib/worlds.mjs';
import { checks } from './self/checks.mjs';
import firstRun from './flows/first-run.mjs';
import roster from './flows/roster.mjs';
import uploadConfirm from './flows/upload-confirm.mjs';
import ledger from './flows/ledger.mjs';
import exportReimport from './flows/export-reimport.mjs';

// The body first; then the demo as it comes, before the uploads add to it.
const flows = [firstRun, roster, ledger, uploadConfirm, exportReimport];

const usage = `usage: run.mjs [URL] [--only NAME] [--unfinished]
  URL           use a running demo there; without it LUOSHI_BIN is started on a temporary folder
  --only NAME   one flow, or one check of the harness itself
  --unfinished  run the flows that are not finished too (while writing one)
environment: LUOSHI_BIN (target/debug/luoshi), LUOSHI_CHROMIUM (/usr/bin/chromium),
  UPDATE_SCREENSHOTS=1 (take the pictures in docs/screenshots anew)`;

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        unfinished: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return { ...values, url: positionals[0] };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

const { url, only, unfinished } = options();
const wanted = (list) => list.filter((flow) => !only || flow.name === only);
if (only && wanted([...checks, ...flows]).length === 0) {
  console.error(`no flow is called ${only}`);
  process.exit(2);
}

const browser = await launch();
const worlds = new Worlds(url);
// Ctrl-C must not leave a server behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => worlds.stop().then(() => process.exit(130)));
try {
  const results = await runAll({ browser, worlds, unfinished, flows: [...wanted(checks), ...wanted(flows)] });
  process.exitCode = results.failed === 0 && results.passed > 0 ? 0 : 1;
} finally {
  await worlds.stop();
  await browser.close();
}
