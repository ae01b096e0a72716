// Units, posts and people come from one workbook: looked at, corrected, taken over, and updated by a second one.
import assert from 'node:assert/strict';
import { bring, found, people, roster, units } from '../lib/office.mjs';

const faulty = [
  ...people,
  ['天宫', '孙大圣', '弼马温', '负责人', '', ''],
  ['柳堰村', '柳明理', '柳堰村会计', '山大王', '2025.02', ''],
  ['应急办', '阮平', '应急办干事', '工作人员', '去年秋天', ''],
  ['柳堰村', '柳小满', '柳堰村文书', '填报人', '2022.06', ''],
];
// 阮志 moves on, 阮平 takes the post; the clerk has a new telephone.
const later = people.map((row) =>
  row[1] === '阮志'
    ? ['应急办', '阮平', '应急办主任', '负责人', '2026.06', '']
    : row.map((cell) => (cell === '86001001' ? '86001009' : cell)),
);

export default {
  name: 'roster',
  world: 'empty',
  finished: true,
  async run(t) {
    const page = await t.person();
    const count = async () => (await page.goto('/org')) && page.locator('main tbody tr').count();

    await t.step('the administrator logs in by the set-up link', async () => {
      await found(page, t.world.setup);
      await page.waitForURL((url) => url.pathname === '/');
    });
    await t.step('a file that is no roster is refused with what is missing, on the page of the upload', async () => {
      await page.goto('/org/imports/new');
      page.allowError(/422/);
      const file = { name: '通知.csv', mimeType: 'text/csv', buffer: Buffer.from('关于召开会议的通知') };
      await page.locator('input[type="file"]').setInputFiles(file);
      await page.getByRole('button', { name: '上传并核对' }).click();
      await page.locator('.form-errors', { hasText: '没有找到单位表或人员表' }).waitFor();
    });
    await t.step('a roster with mistakes is uploaded; the preview names each by its cell', async () => {
      await bring(page, roster('花名册（有误）.xlsx', units, faulty));
      await page.getByRole('heading', { name: '有误的单元格' }).waitFor();
      const faults = page.locator('#faults tbody tr');
      const said = (await faults.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      const has = (...words) => said.some((line) => words.every((word) => line.includes(word)));
      assert.ok(has('A9', '天宫', '没有这个单位'), said.join('\n'));
      assert.ok(has('E11', '去年秋天', '看不懂这个日期'), said.join('\n'));
      assert.ok(has('C12', '柳堰村文书', '与第 8 行'), said.join('\n'));
      await page.getByText('不认识的岗位类别').waitFor();
      await t.show(page, 'roster');
    });
    await t.step('nothing was written yet', async () => {
      assert.equal(await count(), 1);
      await page.getByText('还没有单位和人员').waitFor();
    });
    await t.step('the corrected roster is taken over; the tree shows units, posts and who holds them', async () => {
      await bring(page, roster('花名册.xlsx', units, people));
      assert.equal(await page.locator('#faults').count(), 0);
      await page.getByRole('button', { name: '确认导入' }).click();
      await page.getByText('花名册已导入').waitFor();
      assert.equal(await count(), units.length);
      const row = page.locator('tr', { hasText: '应急管理办公室' });
      await row.getByText('应急办主任').waitFor();
      await row.getByText('阮志').waitFor();
    });
    await t.step('the same file again changes nothing', async () => {
      await bring(page, roster('花名册.xlsx', units, people));
      await page.getByText('与系统里的完全一致').waitFor();
      assert.equal(await page.getByRole('button', { name: '确认导入' }).count(), 0);
    });
    await t.step('a file with a successor and a new telephone shows just these, old and new', async () => {
      await bring(page, roster('花名册（六月）.xlsx', units, later));
      const rows = page.locator('section', { hasText: '将要写入的变化' }).locator('tbody tr');
      assert.equal(await rows.count(), 2);
      const successor = rows.filter({ hasText: '应急办主任' });
      assert.equal(await successor.locator('del').first().innerText(), '阮志');
      assert.equal(await successor.locator('ins').first().innerText(), '阮平');
      assert.equal(await rows.filter({ hasText: '凌晓' }).locator('ins').innerText(), '86001009');
    });
    await t.step('confirmed, the post has the new holder and keeps the old one in its history', async () => {
      await page.getByRole('button', { name: '确认导入' }).click();
      await page.getByText('花名册已导入').waitFor();
      await page.goto('/org');
      await page.getByRole('link', { name: /应急办主任/ }).click();
      const main = await page.locator('main').innerText();
      assert.match(main, /阮平/);
      assert.match(main, /阮志/, 'who held it before is not forgotten');
    });
  },
};
