// Five very different files become proposals beside their source; the clerk confirms, and only then tasks exist.
import assert from 'node:assert/strict';

export default {
  name: 'upload-confirm',
  world: 'demo',
  finished: false,
  async run(t) {
    const page = await t.person();

    await t.step('the office clerk logs in', async () => {
      const { login, password } = t.account('办公室');
      await t.login(page, login, password);
      await t.look(page, 'desk');
    });
    await t.step('a speech (docx), a task table (xlsx), a plan (pdf), a page (html) and a GB18030 text go up at once', async () => {
      assert.fail('to be written with the page');
    });
    await t.step('a progress bar runs; each file ends as read, with its genre and its problems', async () => {
      assert.fail('to be written with the page');
    });
    await t.step('hovering a proposal marks its words in the source, and the other way round', async () => {
      assert.fail('to be written with the page');
      await t.look(page, 'confirm');
    });
    await t.step('by keyboard: accept, edit, merge two, split one, reject one, answer a question', async () => {
      assert.fail('to be written with the page');
    });
    await t.step('closing the browser and coming back finds the draft as it was left', async () => {
      assert.fail('to be written with the page');
    });
    await t.step('the ledger has none of it before the confirmation, and all of it after', async () => {
      assert.fail('to be written with the page');
    });
    await t.step('the same file again is the same document; a newer version is shown as a difference', async () => {
      assert.fail('to be written with the page');
    });
    await t.step('the whole intake is undone while nothing hangs on it', async () => {
      assert.fail('to be written with the page');
    });
  },
};
