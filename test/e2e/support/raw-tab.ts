import type { Browser, CDPSession } from '@playwright/test';

/**
 * A tab that is controlled by the browser's protocol, without Playwright: Playwright gives up a page when one of its
 * frames crashes.
 */
export class RawTab {
  #browser: CDPSession;
  #sessionId: string;
  #id = 0;
  #waiting = new Map<number, (answer: { result?: unknown; error?: { message: string } }) => void>();

  static async open(browser: Browser, url: string, init: () => void): Promise<RawTab> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send('Target.createBrowserContext');
    const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId });
    const tab = new RawTab(session, sessionId);
    await tab.#send('Page.enable');
    await tab.#send('Page.addScriptToEvaluateOnNewDocument', { source: `(${init.toString()})()` });
    await tab.#send('Page.navigate', { url });
    return tab;
  }

  private constructor(browser: CDPSession, sessionId: string) {
    this.#browser = browser;
    this.#sessionId = sessionId;
    browser.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      const answer = JSON.parse(message) as { id?: number; result?: unknown; error?: { message: string } };
      if (from === sessionId && answer.id) this.#waiting.get(answer.id)?.(answer);
    });
  }

  async #send<T>(method: string, params: object = {}, sessionId = this.#sessionId): Promise<T> {
    const id = ++this.#id;
    const answer = new Promise<{ result?: unknown; error?: { message: string } }>((resolve) =>
      this.#waiting.set(id, resolve),
    );
    await this.#browser.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params }),
    });
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  async value<T>(expression: string): Promise<T> {
    const { result } = await this.#send<{ result: { value: T } }>('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    return result.value;
  }

  async press(key: 'Tab' | 'Enter'): Promise<void> {
    const known = key === 'Tab' ? { windowsVirtualKeyCode: 9 } : { windowsVirtualKeyCode: 13, text: '\r' };
    await this.#send('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key, ...known });
    await this.#send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, ...known, text: undefined });
  }

  /** Kills the process of the frame, and waits until the process has ended. */
  async crashFrame(url: string): Promise<void> {
    const { targetInfos } = await this.#browser.send('Target.getTargets');
    const { targetId } = targetInfos.find((target) => target.type === 'iframe' && target.url.startsWith(url))!;
    const crashed = new Promise<void>((resolve) =>
      this.#browser.on('Target.targetCrashed', (target) => target.targetId === targetId && resolve()),
    );
    await this.#browser.send('Target.setDiscoverTargets', { discover: true });
    const { sessionId } = await this.#browser.send('Target.attachToTarget', { targetId });
    // Do not wait for an answer: the process that would answer has ended.
    const message = JSON.stringify({ id: ++this.#id, method: 'Page.crash' });
    await this.#browser.send('Target.sendMessageToTarget', { sessionId, message });
    await crashed;
  }

  async close(): Promise<void> {
    await this.#send('Page.close');
    await this.#browser.detach();
  }
}
