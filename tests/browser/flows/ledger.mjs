// The ledger at work: find, edit in place, refuse what cannot be, see what one may see.
import assert from 'node:assert/strict';

export default {
  name: 'ledger',
  world: 'demo',
  finished: true,
  async run(t) {
    const page = await t.person();

    await t.step('the clerk opens the ledger; / reaches the search box', async () => {
      const { login, password } = t.account('lingbo');
      await t.login(page, login, password);
      await page.goto('/ledger');
      assert.equal(await page.locator('tr[data-row]').count(), 50);
      await page.keyboard.press('/');
      assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
    });
    await t.step('two characters find tasks; the address holds the filter', async () => {
      await page.goto(`/ledger?q=${encodeURIComponent('党支部')}`);
      assert.ok((await page.locator('tr[data-row]').count()) >= 1);
    });
    await t.step('a day that does not exist is refused with the text kept, a good one is saved', async () => {
      const cell = page.locator('tr[data-row] a.cell').first();
      await cell.click();
      const field = page.locator('form.cell-form input[name="value"]');
      await field.fill('4月31日前');
      page.allowError?.(/422/);
      await field.press('Enter');
      await page.locator('form.cell-form .error').waitFor();
      assert.equal(await field.inputValue(), '4月31日前');
      await field.fill('12月底前');
      await field.press('Enter');
      await page.locator('form.cell-form').waitFor({ state: 'detached' });
      assert.ok((await page.locator('tr[data-row]').first().innerText()).includes('2026年12月31日'));
    });
    await t.step('board, heat map and timeline open', async () => {
      for (const path of ['/board', '/heat', '/timeline']) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200, path);
      }
    });
    await t.step('a village secretary sees only what is theirs', async () => {
      const village = await t.person();
      const { login, password } = t.account('yanchanghe');
      await t.login(village, login, password);
      await village.goto('/ledger?n=100');
      const rows = await village.locator('tr[data-row]').count();
      assert.ok(rows > 0 && rows < 100, `${rows} rows`);
      assert.equal(await village.locator('a.cell').count(), 0, 'no pencil for whom may only report');
    });
  },
};
