// Finds a browser for the end-to-end tests, from the most deliberate choice to the last resort.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Path of a Chromium, or undefined if there is none to be had. */
export async function findChromium() {
  return (
    fromEnvironment() ??
    (await fromPlaywright()) ??
    fromPath() ??
    (await fromPackage())
  );
}

function fromEnvironment() {
  const file = process.env.CHROMIUM_PATH;
  if (file && !existsSync(file)) {
    throw new Error(`CHROMIUM_PATH names '${file}', which does not exist`);
  }
  return file || undefined;
}

async function fromPlaywright() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : undefined;
}

function fromPath() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) {
      return found.stdout.trim();
    }
  }
  return undefined;
}

async function fromPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return undefined;
  }
  const { default: chromium } = await import('@sparticuz/chromium');
  return chromium.executablePath();
}
