// Starts the browser of a bench: the machine's, or the one that `npm test` installs.
import { chromium as playwright } from 'playwright';
import { chromium, chromiumArgs } from '../support/browsers.mjs';
import { installChromium } from '../support/install-chromium.mjs';

export const launchBrowser = (...args) =>
  playwright.launch({ executablePath: chromium ?? installChromium(), args: [...chromiumArgs, ...args] });
