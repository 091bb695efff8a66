import { expect, fixture, html } from '@open-wc/testing';
import type { MfaMessages } from '../../src/locales/index.js';
import { mfa as en } from '../../src/locales/en/mfa.js';
import { mfa as es } from '../../src/locales/es/mfa.js';
import { mfa as pt } from '../../src/locales/pt-BR/mfa.js';
import { CODES } from '../../src/model/codes.js';
import { isFailing } from '../../src/model/item-view.js';
import { promptReason } from '../../src/model/prompt.js';
import { parseItem } from '../../src/model/parse-item.js';
import { acting, asking, connectIn, failing, newer, root, textOf, within } from '../support/prompt.js';
import { later, until } from '../support/widget.js';

const LANGUAGES: Record<string, MfaMessages> = { 'pt-BR': pt, en, es };
const BANK = 'Pluggy Bank';
type Reason = keyof MfaMessages['texts'];
const DAY = 86_400_000;

/** Every reason for a prompt, and its one action; `none` for a run that continues by itself. */
const STATES: [Reason, Record<string, unknown>, keyof MfaMessages['actions'] | 'none'][] = [
  ['code', asking(), 'send'],
  ['code', asking({ type: 'hcaptcha' }), 'continue'],
  ['timeout', asking({ expiresAt: within(-1) }), 'restart'],
  ['qr', acting({ qr: 'one' }), 'none'],
  ['authorize', acting({}, { type: 'authorize-access' }), 'continue'],
  ['pending', failing('USER_AUTHORIZATION_PENDING'), 'none'],
  ['overdue', { ...failing('USER_AUTHORIZATION_PENDING'), updatedAt: later(-3600) }, 'restart'],
  ['timeout', { ...asking(), updatedAt: later(-3600) }, 'restart'],
  [
    'permission',
    newer({ statusDetail: { loans: { isUpdated: false, warnings: [{ code: 'TXN_001' }] } } }),
    'reconnect',
  ],
  ['approval', newer({ statusDetail: { accounts: { isUpdated: false, warnings: [{ code: 'ACCT_002' }] } } }), 'none'],
  ['credentials', failing('INVALID_CREDENTIALS'), 'reconnect'],
  ['wrongCode', failing('INVALID_CREDENTIALS_MFA'), 'restart'],
  ['timeout', failing('USER_INPUT_TIMEOUT'), 'restart'],
  ['notGranted', failing('USER_AUTHORIZATION_NOT_GRANTED'), 'renew'],
  ['revoked', failing('USER_AUTHORIZATION_REVOKED'), 'renew'],
  ['signIn', newer({ status: 'LOGIN_ERROR', executionStatus: 'A_CODE_OF_TOMORROW' }), 'reconnect'],
  ['locked', failing('ACCOUNT_LOCKED'), 'solved'],
  ['password', failing('ACCOUNT_CREDENTIALS_RESET'), 'solved'],
  ['bankAction', failing('ACCOUNT_NEEDS_ACTION'), 'solved'],
  ['consent', newer({ consentExpiresAt: within(5 * DAY) }), 'renew'],
  ['consentEnded', newer({ consentExpiresAt: within(-5 * DAY) }), 'renew'],
];

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('<pluggy-reauth-prompt> in every state and language', () => {
  it('has titles of at most 40 characters', () => {
    const titles = Object.values(LANGUAGES).flatMap(({ texts }) => Object.values(texts).map(({ title }) => title));
    expect(titles.filter((title) => title.length > 40)).to.deep.equal([]);
  });

  for (const [lang, messages] of Object.entries(LANGUAGES)) {
    it(`shows the reason with the institution's name, and the action: ${lang}`, async () => {
      const page = await fixture(html`
        <div lang=${lang}>
          ${STATES.map(
            ([, item]) =>
              html`<pluggy-reauth-prompt
                token-endpoint="/api/token"
                mfa-endpoint="/api/items/{itemId}/mfa"
                preload="none"
                .item=${item}
              ></pluggy-reauth-prompt>`,
          )}
        </div>
      `);
      const prompts = [...page.querySelectorAll('pluggy-reauth-prompt')];
      await until(() => prompts.every(textOf), 'all are there');
      const english = [
        ...Object.values(en.texts).flatMap(({ title, text }) => [title, text(BANK, '…')]),
        ...Object.values(en.actions),
        en.wait,
      ];
      for (const [index, prompt] of prompts.entries()) {
        const [reason, item, action] = STATES[index]!;
        const name = `${lang} ${reason}`;
        const { title, text } = messages.texts[reason];
        expect(root(prompt).querySelector('#title')!.textContent, name).to.equal(title);
        // The bank's own request stands in for our text.
        const shown = words(root(prompt).querySelector('#text, #instructions')!.textContent);
        const [before, after] = text(BANK, '|').split('|');
        if ((item.parameter as { instructions?: string } | undefined)?.instructions)
          expect(shown, name).to.contain(words(messages.asks(BANK)));
        else expect(shown.startsWith(before!) && shown.endsWith(after ?? ''), `${name}: ${shown}`).to.equal(true);
        expect(shown, name).to.contain(BANK);
        expect(textOf(prompt), name).not.to.match(/[A-Z]+_[A-Z]+|null|undefined|Invalid|NaN|1970|=>/);
        const button = root(prompt).querySelector('form button') ?? connectIn(prompt);
        const expected = { none: 'none', send: messages.actions.send }[action as 'none'];
        // The button of the widget also names the institution.
        expect(button ? words(button.textContent) : 'none', name).to.equal(
          expected ?? `${messages.actions[action as 'restart']} ${BANK}`,
        );
        if (lang === 'en') continue;
        for (const text of english) expect(textOf(prompt), name).not.to.contain(text.split('…')[0]!);
      }
    });
  }

  it('shows a prompt or a banner for every code of a run, and the states above cover each reason', () => {
    const codes = Object.keys(CODES).filter((code) => /^[A-Z_]+$/.test(code));
    const seen = new Set(STATES.map(([reason]) => reason));
    for (const code of codes) {
      const item = parseItem(failing(code));
      const reason = promptReason(item, { now: Date.now() });
      expect(!!reason || isFailing(item), code).to.equal(true);
      if (reason) expect(seen.has(reason), reason).to.equal(true);
    }
    const others = Object.keys(en.texts).filter((reason) => !seen.has(reason as Reason));
    // States that an act of the person leads to, a consent that ends today, and a QR code on a phone.
    const ACTED = ['notWaiting', 'checking', 'codeAccepted', 'approved', 'fine'];
    expect(others).to.have.members([...ACTED, 'consentToday', 'qrOnPhone']);
  });
});
