// The ledger leaves as a workbook and comes back: unchanged it changes nothing, edited it is a difference to confirm.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Sheet } from '../lib/workbook.mjs';

const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export default {
  name: 'export-reimport',
  world: 'demo',
  finished: true,
  async run(t) {
    const page = await t.person();
    let sheet;
    const compare = async (name, buffer) => {
      await page.goto('/ledger/imports');
      await page.locator('input[type="file"]').setInputFiles({ name, mimeType: KIND, buffer });
      await page.getByRole('button', { name: '上传并比较' }).click();
      await page.waitForURL(/\/ledger\/imports\/\d+$/);
    };
    const now = async (number) => {
      await page.goto(`/ledger?q=${number}&cols=number,due,requirement`);
      return page.locator('tr[data-row]').first().innerText();
    };

    await t.step('the office clerk exports the ledger from its menu', async () => {
      const { login, password } = t.account('miaoyutong');
      await t.login(page, login, password);
      await page.goto('/ledger');
      await page.locator('summary', { hasText: '导出' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /Excel 台账/ }).click(),
      ]);
      assert.match(file.suggestedFilename(), /2026.*\.xlsx$/);
      sheet = new Sheet(await readFile(await file.path()));
    });
    await t.step('uploaded as it is, it shows zero changes', async () => {
      await compare('台账.xlsx', sheet.save());
      await page.getByRole('heading', { name: '没有改动' }).waitFor();
      assert.equal(await page.locator('table.diff').count(), 0);
    });
    const [first, second] = ['2026-0011', '2026-0012'];
    await t.step('with two cells edited, it shows those two, old and new side by side', async () => {
      const at = (heading, number) => `${sheet.column(heading)}${sheet.row(number)}`;
      sheet.type(at('完成时限', first), '11月25日前');
      sheet.type(at('工作要求', second), '每月调度一次，台账逐户更新');
      await compare('台账（改）.xlsx', sheet.save());
      const changes = page.locator('table.diff tr.edited');
      assert.equal(await changes.count(), 2);
      assert.match(await changes.nth(0).locator('ins').innerText(), /11月25日/);
      assert.equal(await changes.nth(1).locator('ins').innerText(), '每月调度一次，台账逐户更新');
      await t.show(page, 'reimport');
    });
    await t.step('nothing is changed before somebody confirms it', async () => {
      assert.ok(!(await now(first)).includes('11月25日'));
    });
    await t.step('confirmed, the ledger has both values', async () => {
      await page.goBack();
      await page.getByRole('button', { name: '确认写入台账' }).click();
      await page.getByText('已按文件修改台账：2 项任务').waitFor();
      assert.match(await now(first), /2026年11月25日/);
      assert.match(await now(second), /每月调度一次/);
    });
    await t.step('the timeline of the task says who and when', async () => {
      await page.goto(`/ledger?q=${first}`);
      await page.locator('tr[data-row] a.title').first().click();
      await page.locator('.timeline li', { hasText: '苗雨桐' }).first().waitFor();
    });
    await t.step('a workbook that was not exported here is refused with what to do', async () => {
      page.allowError(/422/);
      await page.goto('/ledger/imports');
      const buffer = Buffer.from('姓名,电话\n甲,1');
      await page.locator('input[type="file"]').setInputFiles({ name: '通讯录.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: '上传并比较' }).click();
      await page.locator('#file-error').waitFor();
    });
  },
};
