// An invented street office, and what every first day there begins with.
import { workbook } from './workbook.mjs';

export const body = '云溪街道办事处';
export const founder = { name: '方启明', login: 'fangqm', password: 'Rivulet-Anchor-57' };

/** Fills the form of the set-up link and sends it. */
export async function found(page, link, password = founder.password, again = password) {
  if (page.url() !== link) await page.goto(link);
  await page.getByLabel('单位名称').fill(body);
  await page.getByLabel('单位类型').selectOption({ label: '街道' });
  await page.getByLabel('您的姓名').fill(founder.name);
  await page.getByLabel('登录名').fill(founder.login);
  await choose(page, password, again);
  await page.getByRole('button', { name: '建立并登录' }).click();
}

/** Types a new password twice. */
export async function choose(page, password, again = password) {
  await page.locator('#password').fill(password);
  await page.locator('#again').fill(again);
}

/** The rows of a roster: units and people, as offices keep them. */
export const units = [
  ['单位简称', '单位全称', '单位类型', '上级单位'],
  ['党政办', '党政综合办公室', '站办所', '云溪街道办事处'],
  ['应急办', '应急管理办公室', '站办所', '云溪街道办事处'],
  ['柳堰村', '柳堰村', '村', '云溪街道办事处'],
];
export const people = [
  ['单位', '姓名', '职务', '岗位类别', '任职时间', '联系电话'],
  ['云溪街道办事处', '陆知远', '党工委书记', '领导班子', '2024.03', ''],
  ['党政办', '凌晓', '党政办副主任', '办公室经办', '2025.01', '86001001'],
  ['党政办', '鲁安', '保密专干', '工作人员', '2025.01', ''],
  ['党政办', '柏正', '纪检干事', '工作人员', '2025.01', ''],
  ['应急办', '阮志', '应急办主任', '负责人', '2023.08', ''],
  ['柳堰村', '柳长青', '柳堰村党支部书记', '村（社区）书记', '2021.01', ''],
  ['柳堰村', '柳小满', '柳堰村文书', '填报人', '2022.06', ''],
];

/** A roster as a file to be chosen. */
export const roster = (name, ...sheets) => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: workbook(Object.fromEntries(sheets.map((rows, n) => [['单位', '人员'][n], rows]))),
});

/** Uploads a roster; the page is then its preview. */
export async function bring(page, file) {
  await page.goto('/org/imports/new');
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole('button', { name: '上传并核对' }).click();
  await page.waitForURL(/\/org\/imports\/\d+$/);
}
