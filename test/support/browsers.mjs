// Finds the browsers of this machine. CHROME_PATH, FIREFOX_PATH and WEBKIT_DRIVER name others.
import { existsSync } from 'node:fs';

const first = (...paths) => paths.find((path) => path && existsSync(path));

export const chromium = first(
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
);
/**
 * Chromium without a window, in which pages take half the processor time. For tests that need no window and measure
 * nothing.
 */
export const headlessShell = first(process.env.CHROME_PATH, '/usr/bin/chromium-headless-shell', chromium);
export const firefox = first(process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox');
export const webkitDriver = first(process.env.WEBKIT_DRIVER, '/usr/bin/WebKitWebDriver');
export const miniBrowser = first(
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
);

/** Arguments of Chromium: root cannot use its sandbox, and a browser under test must not contact its vendor. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
