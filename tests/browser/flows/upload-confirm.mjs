// Very different files become proposals beside their source; the clerk confirms, and only then tasks exist.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const demo = (name) => fileURLToPath(new URL(`../../../demo/upload/${name}`, import.meta.url));
const files = [
  '二季度安全生产会议讲话.docx',
  '防汛备汛任务表.xlsx',
  '森林防火任务.csv',
  '背街小巷整治实施方案.html',
  '人居环境整治责任书.pdf',
];

export default {
  name: 'upload-confirm',
  world: 'demo',
  finished: true,
  async run(t) {
    const page = await t.person();
    const found = async (words) => {
      await page.goto(`/ledger?q=${encodeURIComponent(words)}`);
      return page.locator('tr[data-row]').count();
    };
    const open = async (name) => {
      await page.goto('/documents');
      await page.locator('tr', { hasText: name }).getByRole('link').click();
      await page.locator('.prop').first().waitFor();
    };
    const wait = async (name) => {
      const row = page.locator('tr', { hasText: name });
      for (let tries = 0; tries < 60 && !(await row.getByText('待确认').count()); tries += 1) {
        await page.waitForTimeout(500);
        await page.goto('/documents');
      }
      assert.equal(await row.getByText('待确认').count(), 1, name);
    };
    const enter = async () => {
      await page.getByRole('button', { name: /确认入账/ }).click();
      await page.getByText(/已入账：任务 \d+ 项/).waitFor();
    };
    /** What the card under the keys says, and what it has become. */
    const current = page.locator('.prop.cur');
    const card = (words) => page.locator('.prop', { hasText: words });
    /** Presses a key on a card and waits until the card is another. */
    const press = async (key, until) => {
      await page.keyboard.press(key);
      await until.waitFor();
    };

    await t.step('the clerk sends five files at once, and sees which they are', async () => {
      const { login, password } = t.account('lingbo');
      await t.login(page, login, password);
      await page.goto('/documents');
      await page.locator('#files').setInputFiles(files.map(demo));
      assert.equal(await page.locator('[data-files] li').count(), 5);
      await t.show(page, 'upload');
      await page.getByRole('button', { name: '上传并读取' }).click();
      await page.getByText('收到 3 个新文件；另有 2 个以前上传过').waitFor();
    });
    await t.step('two were brought before; each of the others is read and waits', async () => {
      for (const name of files.slice(2)) await wait(name);
      for (const name of files) assert.equal(await page.locator('tr', { hasText: name }).count(), 1, name);
    });
    await t.step('the same file alone opens the document that is there', async () => {
      await page.locator('#files').setInputFiles(demo(files[2]));
      await page.getByRole('button', { name: '上传并读取' }).click();
      await page.getByText('这份文件以前上传过').waitFor();
      assert.match(page.url(), /\/documents\/\d+/);
    });
    await t.step('nothing of them is in the ledger before it is confirmed', async () => {
      assert.equal(await found('编织袋'), 0);
      assert.equal(await found('巡山'), 0);
    });
    await t.step('source and proposals stand side by side; what may mean two days is asked', async () => {
      await open('防汛备汛任务表');
      assert.equal(await page.locator('.prop').count(), 8);
      assert.ok((await page.locator('.source').innerText()).includes('汛期前'));
      assert.equal(await page.locator('.question').count(), 2);
      await t.show(page, 'confirm');
    });
    await t.step('a card under the pointer lights its words in the source', async () => {
      await card('编织袋').hover();
      assert.match(await page.locator('.source mark.linked').first().innerText(), /\S/);
      assert.ok((await page.locator('.source mark.linked').allInnerTexts()).join('').includes('编织袋'));
    });
    await t.step('by keys alone: accept, edit, answer, reject, take back', async () => {
      await page.keyboard.press('j');
      await current.filter({ hasText: '编织袋' }).waitFor();
      await press('a', card('编织袋').and(page.locator('.taken')));
      await current.filter({ hasText: '检修排涝泵站' }).waitFor();
      await press('a', card('检修排涝泵站').and(page.locator('.taken')));
      await current.filter({ hasText: '物资调用' }).waitFor();
      await press('e', page.locator('textarea:focus'));
      await page.keyboard.type('，每半年核对一次');
      await page.keyboard.press('Control+Enter');
      await current.filter({ hasText: '每半年核对一次' }).locator('.prop-actions').waitFor();
      await press('a', card('每半年核对一次').and(page.locator('.taken')));
      await current.filter({ hasText: '古渡村' }).waitFor();
      await page.keyboard.press('j');
      await current.filter({ hasText: '低洼易涝点' }).waitFor();
      await press('2', card('低洼易涝点').filter({ hasNot: page.locator('.question') }));
      await current.filter({ hasText: '低洼易涝点' }).waitFor();
      await press('a', card('低洼易涝点').and(page.locator('.taken')));
      await current.filter({ hasText: '地质灾害' }).waitFor();
      await press('r', card('地质灾害').and(page.locator('.gone')));
      await current.filter({ hasText: '防汛演练' }).waitFor();
      await page.keyboard.press('k');
      await current.filter({ hasText: '地质灾害' }).waitFor();
      await press('u', card('地质灾害').and(page.locator('.prop:not(.gone)')));
    });
    await t.step('one is split in two, and the second half put back to the first', async () => {
      await current.filter({ hasText: '地质灾害' }).waitFor();
      await press('s', page.locator('textarea:focus'));
      await page.keyboard.press('Control+a');
      await page.keyboard.type('核查地质灾害隐患点\n更新转移清单');
      await page.keyboard.press('Control+Enter');
      await card('更新转移清单').locator('.prop-actions').waitFor();
      assert.equal(await page.locator('.prop').count(), 9);
      await card('更新转移清单').getByRole('button', { name: /并入上一条/ }).click();
      await page.getByText('已并入上一条').waitFor();
    });
    await t.step('what was decided is still there in another browser', async () => {
      const other = await t.person();
      const { login, password } = t.account('lingbo');
      await t.login(other, login, password);
      await other.goto(page.url());
      assert.equal(await other.locator('.prop.taken').count(), 4);
      await other.context().close();
    });
    await t.step('confirmed, just what was accepted is in the ledger', async () => {
      await enter();
      assert.equal(await found('编织袋'), 1);
      assert.equal(await found('每半年核对'), 1);
      assert.equal(await found('低洼易涝点'), 1);
      assert.match(await page.locator('tr[data-row]').innerText(), /2026年5月31日/);
      assert.equal(await found('古渡村、沙河村排水'), 0, 'its question is still open');
    });
    await t.step('a whole web page is taken at once, and taken back while nothing hangs on it', async () => {
      await open('背街小巷整治实施方案');
      assert.ok(!(await page.locator('.source').innerText()).includes('版权所有'), 'the noise of the web is cut');
      await page.getByRole('button', { name: /采纳全部无疑问的/ }).click();
      await page.locator('.prop.taken').first().waitFor();
      await enter();
      assert.equal(await found('逐巷登记'), 1);
      await open('背街小巷整治实施方案');
      await page.getByRole('button', { name: '撤回入账' }).click();
      await page.getByText(/已撤回，\d+ 项任务/).waitFor();
      assert.equal(await found('逐巷登记'), 0);
    });
    await t.step('once somebody worked on a task, taking back names it and leaves everything', async () => {
      await open('森林防火任务');
      await page.getByRole('button', { name: /采纳全部无疑问的/ }).click();
      await page.locator('.prop.taken').first().waitFor();
      await enter();
      assert.equal(await found('防火检查站'), 1);
      await page.locator('tr[data-row] a.cell').click();
      await page.locator('form.cell-form input[name="value"]').fill('3月15日前');
      await page.keyboard.press('Enter');
      await page.getByText('2026年3月15日').waitFor();
      await open('森林防火任务');
      page.allowError(/409/);
      await page.getByRole('button', { name: '撤回入账' }).click();
      await page.getByText(/有 1 项任务入账后已经改动/).waitFor();
      assert.equal(await found('防火检查站'), 1);
    });
    await t.step('a newer version shows just what changed, old and new', async () => {
      const old = new TextDecoder('gb18030').decode(await readFile(demo(files[2])));
      const text = old.replace('3月20日前', '3月25日前').replace('入户率达到100%', '入户率达到98%');
      await open('森林防火任务');
      await page.locator('summary', { hasText: '上传新版本' }).click();
      const file = { name: '森林防火任务（调整）.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
      await page.locator('#newer').setInputFiles(file);
      const before = page.url();
      await page.getByRole('button', { name: '上传并读取' }).click();
      await page.waitForURL((url) => url.href !== before);
      await page.goto('/documents');
      await wait('森林防火任务（调整）');
      await open('森林防火任务（调整）');
      const crew = card('应急扑救队伍');
      assert.match(await crew.locator('del').innerText(), /3月20日/);
      assert.match(await crew.locator('ins').innerText(), /3月25日/);
      await t.show(page, 'version');
    });
    await t.step('confirmed, the task that was there has the new day', async () => {
      await card('应急扑救队伍').getByRole('button', { name: /^采纳/ }).click();
      await page.locator('.prop.taken').first().waitFor();
      await enter();
      assert.equal(await found('应急扑救队伍'), 1);
      assert.match(await page.locator('tr[data-row]').innerText(), /2026年3月25日/);
    });
  },
};
