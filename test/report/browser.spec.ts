/**
 * Every page of a run in a real browser, at desktop and phone width, light and dark: no error, no request, marks in every
 * figure. Pictures go to DRIFTLORA_SCREENSHOTS, where that is set.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  pairRuns,
  renderBoundReport,
  renderCompareReport,
  renderInteractive,
  renderPair,
  renderReport,
  renderSweepReport,
} from '../../src/report/index.js';
import { inlinePool, proofs, runScenario } from '../../src/simulation/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../src/solvers/index.js';
import { sweepResults } from '../../src/sweep/index.js';
import type { MethodSummary } from '../../src/training/index.js';
import { assessMeanIterate, assessRun } from '../../src/validation/index.js';
import { temporaryDirectory } from '../app/command.js';
import { hasBrowser, launchBrowser } from '../browser.js';
import { LONG } from '../long.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from '../simulation/scenario-builder.js';
import { figureSpec, syntheticCells, syntheticPlan } from '../sweep/synthetic-cells.js';

const pictures = process.env.DRIFTLORA_SCREENSHOTS;

/** Ends a script and fetches a picture, where it is not taken for a text. */
const HOSTILE = '</script><img src="http://localhost:9/x" onerror="alert(1)">';
const ROUNDS = 8;

async function hostileRun() {
  const task = tinyTask(6);
  const constraints = { ...tinyScenario().constraints, averageEnergyJ: 0.02 };
  const scenario = tinyScenario({ rounds: ROUNDS, policies: ['drift-plus-penalty', 'myopic'], constraints });
  const proven = proofs();
  const { summary, records, timing } = await runScenario(
    { ...scenario, name: HOSTILE },
    { task, pool: inlinePool(task), solver: await loadSolver(DEFAULT_SOLVER), clockS: () => 0 },
    { observers: [proven] },
  );
  const problems = proven.lines.problems.map((line) => JSON.parse(line));
  const whole = { summary, records, timing: { startedAt: '2026-01-01T00:00:00.000Z', ...timing }, problems };
  // The name of a device is the user's. A certificate holds for the problem with the old one, so decisions stand alone.
  return JSON.parse(JSON.stringify(whole).replaceAll('"d1"', JSON.stringify(HOSTILE))) as typeof whole;
}

/** A sweep over a key with a name of a user's, by chosen numbers. */
function sweepPage() {
  const plan = syntheticPlan({
    name: HOSTILE,
    metrics: ['accuracy'],
    figures: [figureSpec({ title: HOSTILE })],
  });
  const cells = syntheticCells(plan, ({ point, seed }) => ({
    summary: { accuracy: 0.1 * (point + 1) + seed / 100 },
  }));
  return renderSweepReport(sweepResults(plan, cells));
}

function comparePage() {
  const method = (name: MethodSummary['method'], mean: number): MethodSummary => ({
    ...{ method: name, about: HOSTILE, accuracy: { mean, halfWidth: 0.02 } },
    ...{ trainedParameters: 1000, airBits: 1e6, serverFlop: 1e9, deviceFlop: 1e6 },
    runs: [1, 2].map((seed) => ({ seed, accuracy: mean + seed / 100 })),
  });
  return renderCompareReport(
    [method('split-federated-lora', 0.6), method('split-federated-full', 0.62)],
    ['What was run.'],
  );
}

describe.skipIf(!hasBrowser('test/report/browser.spec.ts'))('the pages of a run', () => {
  const folder = temporaryDirectory();
  let browser: Browser;
  beforeAll(async () => {
    const { problems, ...run } = await hostileRun();
    let ms = 0;
    // A clock of a step a look: what is explained does not depend on the machine.
    const clock = () => ms++;
    const interactive = renderInteractive({ ...run, proofs: { problems, solutions: [] } }, clock, {
      ...{ rounds: 4, eachS: 60, totalS: 600 },
    });
    const pair = pairRuns({ label: 'one', ...run }, { label: HOSTILE, ...run });
    const pages = {
      report: await renderReport(run.summary, run.records, { timing: run.timing }),
      comparison: (await renderPair(pair)).page,
      interactive,
      sweep: await sweepPage(),
      compare: await comparePage(),
      bound: await renderBoundReport({
        runs: [
          {
            ...{ summary: run.summary, records: run.records },
            assessments: assessRun(run.summary, run.records),
            meanIterate: assessMeanIterate(run.summary, run.records),
          },
        ],
      }),
    };
    for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), text);
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  /** The page, and what went wrong in it. */
  async function open(name: string, width: number, colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('dialog', (dialog) => {
      troubles.push(dialog.message());
      return dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = request.url();
      if (url.split('#')[0] !== address && !url.startsWith('data:')) troubles.push(url);
    });
    await page.goto(address);
    return { page, troubles };
  }

  async function picture(page: Page, name: string) {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  /** How many figures each page has at least. */
  const FIGURES = { report: 13, comparison: 5, sweep: 1, compare: 1, bound: 1 };
  // All four for pictures and in full; every width and every scheme in `npm run test:long`.
  const isWhole = pictures !== undefined || process.env.DRIFTLORA_FULL !== undefined;
  const LOOKS = (
    [
      [1200, 'light'],
      [390, 'dark'],
      [1200, 'dark'],
      [390, 'light'],
    ] as const
  ).slice(0, isWhole ? 4 : LONG ? 2 : 1);

  it.each(LOOKS)('every page without scripts at %i px, %s', async (width, scheme) => {
    for (const [name, least] of Object.entries(FIGURES)) {
      const { page, troubles } = await open(name, width, scheme);
      const figures = (await page.evaluate(`[...document.querySelectorAll('figure')].map((figure) => ({
        id: figure.id,
        marks: [...figure.querySelectorAll('svg [class*="mark-"]:is(.mark-rect, .mark-line, .mark-symbol, .mark-area, .mark-rule) path, svg .mark-rule line')]
          .filter((mark) => mark.closest('.role-mark') && (mark.tagName === 'line' || (mark.getAttribute('d') ?? '').length > 6)).length,
        box: figure.querySelector('svg').getBoundingClientRect().height,
      }))`)) as { id: string; marks: number; box: number }[];
      expect(figures.length).toBeGreaterThanOrEqual(least);
      for (const { id, marks, box } of figures) {
        expect([id, marks > 0, box > 50]).toEqual([id, true, true]);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const [ink, paper] = (await page.evaluate(
        'const { color, backgroundColor } = getComputedStyle(document.body); [color, backgroundColor]',
      )) as [string, string];
      expect(brightness(ink) < brightness(paper)).toBe(scheme === 'light');
      await picture(page, `${name}-${width}-${scheme}`);
      expect(troubles).toEqual([]);
      await page.close();
    }
  });

  it.each(LOOKS)(
    'the interactive page at %i px, %s: hover, zoom, a click on a round',
    async (width, scheme) => {
      const { page, troubles } = await open('interactive', width, scheme);
      const charts = page.locator('.chart');
      expect(await charts.count()).toBeGreaterThan(8);
      const empty = await page.evaluate(
        `[...document.querySelectorAll('.chart')].filter((chart) => ![...chart.querySelectorAll('path.series')].some((path) => path.getAttribute('d').includes('L'))).map((chart) => chart.dataset.measure)`,
      );
      expect(empty).toEqual([]);
      expect(await page.locator('#map rect.cell').count()).toBeGreaterThan(0);

      const svg = page.locator('.chart[data-measure="delay"] svg');
      await svg.scrollIntoViewIfNeeded();
      const box = (await svg.boundingBox())!;
      const at = (part: number) => [box.x + 52 + part * (box.width - 62), box.y + 90] as const;
      await page.mouse.move(...at(0.5 / ROUNDS));
      const tip = page.locator('.chart[data-measure="delay"] .tip');
      expect(await tip.textContent()).toMatch(/^round 1drift-plus-penalty: [\d.]+ smyopic: [\d.]+ s$/);

      const tipBox = (await tip.boundingBox())!;
      expect(tipBox.y - box.y).toBeCloseTo(12, 0);
      expect(tipBox.x + tipBox.width).toBeLessThanOrEqual(width);

      // Drag over the second half: rounds 1 to 4 leave the axis; a double click brings them back.
      await page.mouse.move(...at(0.55));
      await page.mouse.down();
      await page.mouse.move(...at(0.99), { steps: 3 });
      await page.mouse.up();
      expect(await page.locator('#whole').isDisabled()).toBe(false);
      const labels = await svg.locator('text').allTextContents();
      expect([labels.includes('6'), labels.includes('2')]).toEqual([true, false]);
      await page.locator('#whole').click();
      expect(await page.locator('#whole').isDisabled()).toBe(true);

      await svg.scrollIntoViewIfNeeded();
      const again = (await svg.boundingBox())!;
      await page.mouse.click(again.x + 52 + (0.5 / ROUNDS) * (again.width - 62), again.y + 90);
      expect(await page.locator('#detail-title').textContent()).toMatch(
        /^Round 1, (drift-plus-penalty|myopic)$/,
      );
      const detail = page.locator('#detail-body');
      expect(await detail.locator('tbody tr').count()).toBe(6);
      const text = (await detail.textContent())!;
      for (const word of [
        'The problem',
        'deadline',
        'The decision',
        'objective',
        'proven by',
        'Why this decision',
        'The best schedule with',
      ])
        expect(text).toContain(word);
      // What a user wrote is a text among others.
      expect(text).toContain(HOSTILE);
      expect(await page.locator('img').count()).toBe(0);
      await picture(page, `interactive-${width}-${scheme}`);
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('#detail-title').textContent()).toMatch(/^Round 2, /);
      expect(page.url()).toMatch(/#policy=[\w-]+&round=2$/);

      await page.locator('.policy').first().click();
      expect(await page.locator('.chart[data-measure="delay"] path.series').count()).toBe(1);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(troubles).toEqual([]);
      await page.close();
    },
  );
});

/** Of "rgb(r, g, b)". */
const brightness = (colour: string) =>
  (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
