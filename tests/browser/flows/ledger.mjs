// The ledger at work: find, edit in place, refuse what cannot be, see what one may see.
import assert from 'node:assert/strict';

export default {
  name: 'ledger',
  world: 'demo',
  finished: true,
  async run(t) {
    const page = await t.person();

    await t.step('the desk says what waits', async () => {
      await page.goto('/login');
      await t.show(page, 'login');
      const { login, password } = t.account('lingbo');
      await t.login(page, login, password);
      await t.show(page, 'desk');
    });
    await t.step('the clerk opens the ledger; / reaches the search box', async () => {
      await page.goto('/ledger');
      assert.equal(await page.locator('tr[data-row]').count(), 50);
      await t.show(page, 'ledger');
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
      page.allowError(/422/);
      await field.press('Enter');
      await page.locator('form.cell-form .error').waitFor();
      assert.equal(await field.inputValue(), '4月31日前');
      await field.fill('12月底前');
      await field.press('Enter');
      await page.locator('form.cell-form').waitFor({ state: 'detached' });
      assert.ok((await page.locator('tr[data-row]').first().innerText()).includes('2026年12月31日'));
    });
    await t.step('what was saved in a cell can be undone where it is told', async () => {
      const found = `/ledger?q=${encodeURIComponent('党支部')}`;
      await page.locator('#toasts').getByRole('button', { name: '撤销' }).click();
      await page.getByText('已撤销').waitFor();
      await page.goto(found);
      assert.ok((await page.locator('tr[data-row]').first().innerText()).includes('2026年11月30日'));
    });
    await t.step('on a phone what narrows the list is folded away until it is asked for', async () => {
      const hand = await t.person({ viewport: { width: 390, height: 844 } });
      const { login, password } = t.account('lingbo');
      await t.login(hand, login, password);
      await hand.goto('/ledger');
      const narrow = hand.locator('form.toolbar select[name="standing"]');
      const first = await hand.locator('tr[data-row]').first().boundingBox();
      assert.ok(first.y < 330, `the first task begins at ${first.y}`);
      assert.ok(await narrow.isHidden());
      await hand.locator('label', { hasText: '筛选' }).click();
      await narrow.selectOption({ label: '逾期' });
      await hand.waitForURL(/standing=overdue/);
      await hand.context().close();
    });
    await t.step('tree, board, heat map and timeline show the same tasks', async () => {
      for (const [path, name] of [
        ['/ledger?view=tree', 'tree'],
        ['/board', 'board'],
        ['/heat', 'heatmap'],
        ['/timeline', 'timeline'],
      ]) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200, path);
        await t.show(page, name);
      }
    });
    await t.step('a task says who, what, when; its form keeps what is wrong beside the field', async () => {
      await page.goto(`/ledger?q=${encodeURIComponent('党支部标准化')}`);
      await page.locator('tr[data-row] a.title').first().click();
      await page.getByRole('heading', { name: '五定' }).waitFor();
      await t.show(page, 'task');
      await page.getByRole('link', { name: '修改' }).click();
      await page.getByLabel('完成时限', { exact: true }).fill('4月31日');
      await page.getByRole('button', { name: '保存' }).click();
      await page.locator('#due-error').waitFor();
      assert.equal(await page.getByLabel('完成时限', { exact: true }).inputValue(), '4月31日');
      await page.goto('/tasks/new');
      await t.show(page, 'form');
    });
    await t.step('the year, the plan and the body open', async () => {
      await page.goto('/years');
      await t.show(page, 'year');
      for (const path of ['/plan', '/org', '/org/people', '/account', '/help', '/feedback', '/search?q=%E9%98%B2%E7%81%AB']) {
        assert.equal((await page.goto(path)).status(), 200, path);
        await t.look(page, path);
      }
    });
    await t.step('a village secretary sees only what is theirs', async () => {
      const village = await t.person();
      const { login, password } = t.account('yanchanghe');
      await t.login(village, login, password);
      await t.show(village, 'village');
      await village.goto('/ledger?n=100');
      const rows = await village.locator('tr[data-row]').count();
      assert.ok(rows > 0 && rows < 100, `${rows} rows`);
      assert.equal(await village.locator('a.cell').count(), 0, 'no pencil for whom may only report');
    });
  },
};
