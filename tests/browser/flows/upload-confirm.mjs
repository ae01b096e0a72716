// Very different files become proposals beside their source; the clerk confirms, and only then tasks exist.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

const demo = (name) => fileURLToPath(new URL(`../../../demo/upload/${name}`, import.meta.url));

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

    await t.step('the clerk sends a GB18030 table, a web page and a PDF at once', async () => {
      const { login, password } = t.account('lingbo');
      await t.login(page, login, password);
      await page.goto('/documents');
      const files = ['森林防火任务.csv', '背街小巷整治实施方案.html', '人居环境整治责任书.pdf'].map(demo);
      await page.locator('input[type="file"]').setInputFiles(files);
      await page.locator('form:has(input[type="file"]) button.primary').click();
    });
    await t.step('each is read and waits to be confirmed', async () => {
      for (const name of ['森林防火任务', '背街小巷整治实施方案', '人居环境整治责任书']) {
        const row = page.locator('tr', { hasText: name });
        for (let tries = 0; tries < 60 && !(await row.getByText('待核对').count()); tries += 1) {
          await page.waitForTimeout(500);
          await page.goto('/documents');
        }
        assert.equal(await row.getByText('待核对').count(), 1, name);
      }
    });
    await t.step('nothing of the flood table is in the ledger before it is confirmed', async () => {
      assert.equal(await found('编织袋'), 0);
    });
    await t.step('source and proposals stand side by side; what may mean two days is asked', async () => {
      await page.goto('/documents');
      await page.getByRole('link', { name: /防汛备汛任务表/ }).first().click();
      await page.locator('.prop').first().waitFor();
      assert.equal(await page.locator('.prop').count(), 8);
      assert.ok((await page.locator('.source').innerText()).includes('汛期前'));
    });
    await t.step('everything without a question is accepted and enters the ledger', async () => {
      await page.getByRole('button', { name: /采纳全部无疑问的/ }).click();
      await page.locator('.prop.taken').first().waitFor();
      await page.getByRole('button', { name: /确认入账/ }).click();
      await page.waitForLoadState('load');
      assert.equal(await found('编织袋'), 1);
      assert.equal(await found('低洼易涝点'), 0, 'the row with the ambiguous limit still waits');
    });
  },
};
