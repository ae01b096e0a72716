// Checks of the harness itself: each listener must hear what it is there to hear, on pages made for it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { fitsTheWidth, isAccessible } from '../lib/look.mjs';
import { login, runAll } from '../lib/runner.mjs';

const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'";

const page = (body) =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title>` +
  `<link rel="icon" href="data:,"></head><body><main><h1>页</h1>${body}</main></body></html>`;

const pages = {
  '/clean': { body: page('<p>字</p>'), csp: STRICT },
  '/inline-script': { body: page('<script>document.title = "x"</script>'), csp: STRICT },
  '/inline-style': { body: page('<p style="color:red">字</p>'), csp: STRICT },
  '/script-error': { body: page('<script>throw new Error("boom")</script>') },
  '/console-error': { body: page('<script>console.error("loud")</script>') },
  '/elsewhere': { body: page('<img alt="" src="http://elsewhere.invalid/x.png">') },
  '/unlabelled': { body: page('<input>') },
  '/wide': { body: page('<p style="width:3000px">字</p>') },
  '/login': {
    body: page(
      '<form action="/clean"><label>账号 <input name="a" autocomplete="username"></label>' +
        '<label>密码 <input name="b" type="password"></label><button type="submit">登录</button></form>',
    ),
    csp: STRICT,
  },
};

async function fixture() {
  const server = createServer((request, response) => {
    const found = pages[new URL(request.url, 'http://x').pathname];
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      ...(found?.csp ? { 'content-security-policy': found.csp } : {}),
    });
    response.end(found?.body ?? page('没有'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    accounts: [],
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const check = (name, run) => ({ name: `harness: ${name}`, world: fixture, finished: true, run });

/** Runs a flow apart from the real ones and answers what was printed and counted. */
async function apart(t, run, flow = {}) {
  const lines = [];
  const browser = t.browser;
  const inner = { name: 'inner', world: fixture, finished: true, run, ...flow };
  const results = await runAll({ flows: [inner], browser, print: (line) => lines.push(line) });
  return { results, text: lines.join('\n') };
}

const hears = (path, sound) =>
  check(`${path} is heard`, async (t) => {
    const { results, text } = await apart(t, async (inner) => {
      const page = await inner.person();
      await page.goto(path);
    });
    assert.equal(results.failed, 1, text);
    assert.match(text, sound);
  });

export const checks = [
  check('a clean page passes and is accessible', async (t) => {
    const page = await t.person();
    await page.goto('/clean');
    await fitsTheWidth(page, 'clean');
    await isAccessible(page, 'clean');
  }),
  hears('/inline-script', /CSP: script-src-elem/),
  hears('/inline-style', /CSP: style-src-attr/),
  hears('/script-error', /script: boom/),
  hears('/console-error', /console: loud/),
  hears('/elsewhere', /external request: http:\/\/elsewhere\.invalid/),
  hears('/missing', /console: .*404/),
  check('an allowed error is no complaint', async (t) => {
    const page = await t.person();
    page.allowError(/404/);
    await page.goto('/missing');
  }),
  check('axe names an input without a label', async (t) => {
    const page = await t.person();
    await page.goto('/unlabelled');
    await assert.rejects(isAccessible(page, 'unlabelled'), /label \(critical\): input/);
  }),
  check('a page too wide is refused', async (t) => {
    const page = await t.person();
    await page.goto('/wide');
    await assert.rejects(fitsTheWidth(page, 'wide'), /wide is \d{4} pixels wide/);
  }),
  check('the log-in form is found by what its fields are for', async (t) => {
    const page = await t.person();
    await login(page, 'li', 'secret');
    assert.equal(new URL(page.url()).search, '?a=li&b=secret');
  }),
  check('a failing step is named and counted', async (t) => {
    const { results, text } = await apart(t, (inner) => inner.step('press the button', () => assert.fail('no button')));
    assert.deepEqual(results, { passed: 0, failed: 1, skipped: 0 });
    assert.match(text, /at “press the button”: no button/);
  }),
  check('the page that a step ends on is looked at', async (t) => {
    const visit = (path) => async (inner) => {
      const page = await inner.person();
      await inner.step('open', () => page.goto(path));
    };
    assert.equal((await apart(t, visit('/clean'))).results.passed, 1);
    assert.match((await apart(t, visit('/unlabelled'))).text, /at “open”: axe on \/unlabelled at 1366/);
    assert.match((await apart(t, visit('/wide'))).text, /at “open”: \/wide at 1366 is/);
  }),
  check('an unfinished flow is skipped, not passed', async (t) => {
    const { results, text } = await apart(t, () => assert.fail('ran'), { finished: false });
    assert.deepEqual(results, { passed: 0, failed: 0, skipped: 1 });
    assert.match(text, /0 passed, 0 failed, 1 skipped/);
  }),
];
