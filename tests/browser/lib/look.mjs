// Looks at a page as it stands: too wide? accessible? and takes its picture when asked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { desktop, phone } from './chromium.mjs';

const axe = createRequire(import.meta.url)('axe-core');
const pictures = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));
const LARGEST_PICTURE = 200 * 1024;

/** Checks the page as it stands, on a desk and on a phone. */
export const look = (page, name) => onBothScreens(page, name, false);

/** The same; with UPDATE_SCREENSHOTS=1 it writes docs/screenshots/NAME-1366.png and -390.png. */
export const show = (page, name) => onBothScreens(page, name, true);

async function onBothScreens(page, name, keep) {
  const before = page.viewportSize();
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size);
    await fitsTheWidth(page, `${name} at ${size.width}`);
    await isAccessible(page, `${name} at ${size.width}`);
    if (keep && process.env.UPDATE_SCREENSHOTS) await takePicture(page, path.join(pictures, `${name}-${size.width}.png`));
  }
  await page.setViewportSize(before);
}

/** A page that scrolls sideways is broken on a phone; wide tables scroll inside their own box. */
export async function fitsTheWidth(page, name) {
  const { wide, view } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    view: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= view, `${name} is ${wide} pixels wide in a window of ${view}`);
}

/** Fails when axe finds anything serious or critical by the rules of WCAG 2.2 AA. */
export async function isAccessible(page, name) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
      preload: false,
    });
    return result.violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => `${violation.id} (${violation.impact}): ${violation.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  });
  assert.deepEqual(found, [], `axe on ${name}`);
}

/** Writes a PNG with a palette; a picture above 200 KB does not belong in the repository. */
export async function takePicture(page, file) {
  await mkdir(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const palette = ['--force', '--skip-if-larger', '--strip', '--quality=50-90', '--ext', '.png'];
  spawnSync('pngquant', [...palette, file]);
  const { size } = await stat(file);
  assert.ok(size <= LARGEST_PICTURE, `${file} has ${size} bytes`);
}
