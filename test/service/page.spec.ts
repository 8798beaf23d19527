/** The live page in a real browser, at desktop and phone width. Pictures go to DRIFTLORA_SCREENSHOTS, where that is set. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../browser.js';
import { LONG } from '../long.js';
import { devicesOf, RULES, sharedService } from './running.js';

const pictures = process.env.DRIFTLORA_SCREENSHOTS;

describe.skipIf(!hasBrowser('test/service/page.spec.ts'))('the live page', async () => {
  const { ask, address } = await sharedService();
  let browser: Browser | undefined;
  afterAll(() => browser?.close());

  async function controllerWithHistory() {
    const id = (await ask('POST', '/v1/controllers', { rules: { ...RULES, horizon: 12 }, name: 'cell 7' }))
      .json.id;
    for (let t = 0; t < 8; t++) {
      await ask('POST', `/v1/controllers/${id}/rounds/${t}/decision`, { devices: devicesOf(t, 5) });
      await ask('POST', `/v1/controllers/${id}/rounds/${t}/outcome`, { delayS: 0.2 + 0.03 * (t % 4) });
    }
    return id as string;
  }

  it.each([['phone', 390, 'dark'], ...(LONG ? [['desktop', 1200, 'light'] as const] : [])] as const)(
    'shows controllers, budgets, rounds and proofs on a %s, and follows what happens',
    async (name, width, colorScheme) => {
      const id = await controllerWithHistory();
      browser ??= await launchBrowser();
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const troubles: string[] = [];
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on(
        'request',
        (request) =>
          request.url().startsWith(address) ||
          request.url().startsWith('data:') ||
          troubles.push(request.url()),
      );
      await page.goto(`${address}/?controller=${id}`);
      await page.waitForSelector('#rounds tr');
      expect(await page.locator('#rounds tr').count()).toBe(8);
      expect(await page.locator('#rounds .good').count()).toBe(8);
      await page.locator('#rounds tr').first().click();
      expect(await page.locator('#round-title').textContent()).toBe('Round 7');
      expect(await page.locator('#bars .bar').count()).toBeGreaterThan(0);
      expect(await page.locator('#certificate').textContent()).toContain('"root"');
      // What happens elsewhere is shown without a reload.
      await ask('POST', `/v1/controllers/${id}/rounds/8/decision`, { devices: devicesOf(8, 5) });
      await expect.poll(() => page.locator('#rounds tr').count(), { timeout: 20_000 }).toBe(9);
      // Nothing is wider than the window.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `live-${name}.png`), fullPage: true });
      }
      expect(troubles).toEqual([]);
      await page.close();
    },
  );
});
