/** The Chromium of this machine, for tests that look at pages as a reader does. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Says that the file's tests are skipped where there is none. @param file as messages name it */
export function hasBrowser(file: string): boolean {
  if (BROWSER === undefined) process.stderr.write(`${file}: skipped, no Chromium on this machine\n`);
  return BROWSER !== undefined;
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: BROWSER!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      '--no-first-run',
    ],
  });
