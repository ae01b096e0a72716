// The first day: an empty installation, the set-up link, the three officers, the first clerk, the first year.
import assert from 'node:assert/strict';
import { bring, choose, found, founder, people, roster, units } from '../lib/office.mjs';

export default {
  name: 'first-run',
  world: 'empty',
  finished: true,
  async run(t) {
    const page = await t.person();

    await t.step('without an account every page leads to the log-in, and there is no default account', async () => {
      await page.goto('/ledger');
      assert.equal(new URL(page.url()).pathname, '/login');
      await page.getByText('没有默认账号').waitFor();
    });
    await t.step('the one-time link opens the set-up form', async () => {
      await page.goto(t.world.setup);
      await t.show(page, 'first-run');
    });
    await t.step('a weak password is refused beside its field, and the rest of the form is kept', async () => {
      page.allowError(/422/);
      for (const [password, why] of [
        ['Short-1', '至少要 10 个'],
        ['onlysmallletters', '至少要用 3 种'],
        ['Password-1234', '太常见'],
        ['Fangqm-Fangqm-1', '不要有登录名或姓名'],
        ['Yunxi-2026', '剩下的太少'],
      ]) {
        await found(page, page.url(), password);
        await page.locator('#password-error', { hasText: why }).waitFor();
        assert.equal(await page.getByLabel('您的姓名').inputValue(), founder.name);
        assert.equal(await page.locator('#password').inputValue(), '', 'a password is not sent back');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'password', 'the fault has the focus');
      }
      await found(page, page.url(), founder.password, 'Rivulet-Anchor-58');
      await page.locator('#again-error', { hasText: '不一样' }).waitFor();
    });
    await t.step('a good one makes the tenant and the first administrator, logs in, and says what to do next', async () => {
      await found(page, page.url());
      await page.getByText('已建立。下一步').waitFor();
      assert.equal(new URL(page.url()).pathname, '/');
      assert.equal(await page.locator('.checklist li.ok').count(), 0);
    });
    await t.step('the link does not work a second time', async () => {
      const other = await t.person();
      other.allowError(/409/);
      await other.goto(t.world.setup);
      await other.getByText('已经用过或者过期').waitFor();
    });
    await t.step('the roster goes in from where the desk points', async () => {
      await page.locator('li', { hasText: '导入花名册' }).getByRole('link', { name: '去办理' }).click();
      await bring(page, roster('云溪街道花名册.xlsx', units, people));
      await page.getByRole('button', { name: '确认导入' }).click();
      await page.getByText('花名册已导入').waitFor();
    });

    /** Opens an account for a person of the roster and answers the link that is shown once. */
    const invite = async (name, login) => {
      await page.goto('/accounts/new');
      await page.getByLabel('姓名').selectOption({ label: name });
      await page.getByLabel('登录名').fill(login);
      await page.getByRole('button', { name: '开设并生成设置链接' }).click();
      return page.getByLabel('链接', { exact: true }).inputValue();
    };
    /** Makes a person an officer, which asks for the password again, and answers the new link: earlier ones are closed. */
    const name = async (by, person, role, password) => {
      await by.goto('/accounts');
      await by.getByRole('link', { name: person }).click();
      await by.getByLabel('管理员身份', { exact: true }).selectOption({ label: role });
      await by.getByLabel(/^您现在的口令/).fill(password);
      await by.getByRole('button', { name: '保存' }).click();
      await by.getByText('管理员身份已保存').waitFor();
      await by.getByRole('button', { name: '生成一次性链接' }).click();
      return by.getByLabel('链接', { exact: true }).inputValue();
    };
    /** A person who opens the link at a computer of their own and sets a password. */
    const accept = async (link, password) => {
      const other = await t.person();
      await other.goto(link);
      await choose(other, password);
      await other.getByRole('button', { name: '保存并登录' }).click();
      return other;
    };

    const links = {};
    await t.step('accounts are opened; the first security officer is named by the system officer', async () => {
      await invite('鲁安', 'luan');
      await invite('柏正', 'baizheng');
      links.clerk = await invite('凌晓', 'lingxiao');
      links.security = await name(page, '鲁安', '安全管理员', founder.password);
    });
    await t.step('the security officer names the audit officer and chooses the long rules for passwords', async () => {
      const officer = await accept(links.security, 'Quiet-Harbor-41');
      await officer.getByText('口令已设置').waitFor();
      links.audit = await name(officer, '柏正', '审计管理员', 'Quiet-Harbor-41');
      await officer.goto('/security');
      await officer.getByLabel(/^ASVS/).check();
      await officer.getByRole('button', { name: '保存' }).click();
      await officer.getByText('口令规则已保存').waitFor();
    });
    await t.step('from now on a short password is refused, a sentence of 15 characters is taken', async () => {
      const clerk = await t.person();
      clerk.allowError(/422/);
      await clerk.goto(links.clerk);
      await clerk.getByText('15 个字符以上').waitFor();
      await choose(clerk, 'Quiet-Harbor-4');
      await clerk.getByRole('button', { name: '保存并登录' }).click();
      await clerk.locator('#password-error', { hasText: '至少要 15 个' }).waitFor();
      await choose(clerk, '河边的石榴树今年结了三十七个果子');
      await clerk.getByRole('button', { name: '保存并登录' }).click();
      await clerk.getByText('口令已设置').waitFor();
    });
    await t.step('the audit officer reads who did what; the system officer may not', async () => {
      const auditor = await accept(links.audit, '井台边第四块青石上刻着一条小鱼');
      await auditor.goto('/audit');
      assert.ok((await auditor.locator('tbody tr').count()) > 5);
      page.allowError(/403/);
      for (const path of ['/audit', '/security', '/ledger']) {
        assert.equal((await page.goto(path)).status(), 403, path);
      }
    });
    await t.step('a wrong password is refused in words that tell nothing, the right one logs in', async () => {
      const clerk = await t.person();
      clerk.allowError(/422|401/);
      await clerk.goto('/login');
      const enter = async (password) => {
        await clerk.getByLabel('登录名').fill('LingXiao');
        await clerk.getByLabel('口令').fill(password);
        await clerk.getByRole('button', { name: '登录' }).click();
      };
      await enter('河边的石榴树今年结了三十八个果子');
      await clerk.getByText('登录名或口令不对').waitFor();
      await enter('河边的石榴树今年结了三十七个果子');
      await clerk.waitForURL((url) => url.pathname === '/');
      await clerk.locator('li', { hasText: '建立年度' }).getByRole('link', { name: '去办理' }).click();
      await clerk.getByLabel(/^年度/).fill('2026');
      await clerk.getByRole('button', { name: '建立' }).click();
      await clerk.getByText('已建立 2026 年度').waitFor();
      await clerk.goto('/years');
      await clerk.locator('.checklist li.no', { hasText: '台账里还没有任务' }).waitFor();
    });
  },
};
