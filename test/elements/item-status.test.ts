import { expect, fixture, html } from '@open-wc/testing';
import { PluggyItemStatusElement } from '../../src/index.js';
import { recordConsole } from '../support/console.js';
import {
  badgeFixture,
  countIntervals,
  FakeBackend,
  providerFixture,
  severityOf,
  shown,
  shows,
} from '../support/provider.js';
import { anItem } from '../support/widget.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Expected by hand: status, execution status, error code, other fields; severity; the text in three languages. */
const ROWS: [Record<string, unknown>, string, [pt: string, en: string, es: string]][] = [
  [{ status: 'UPDATED', executionStatus: 'SUCCESS' }, 'ok', ['Atualizado', 'Up to date', 'Actualizado']],
  [
    { status: 'UPDATED', executionStatus: 'PARTIAL_SUCCESS' },
    'ok',
    ['Atualizado em parte', 'Partly up to date', 'Actualizado en parte'],
  ],
  [
    { status: 'UPDATING', executionStatus: 'TRANSACTIONS_IN_PROGRESS' },
    'busy',
    ['Atualizando', 'Updating', 'Actualizando'],
  ],
  [
    { status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' },
    'attention',
    ['Informe o código', 'Enter the code', 'Ingresa el código'],
  ],
  [
    { status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' },
    'attention',
    ['Autorize no app do banco', 'Approve in your bank’s app', 'Autoriza en la app del banco'],
  ],
  [
    { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS', error: { code: 'INVALID_CREDENTIALS' } },
    'attention',
    ['Reconecte sua conta', 'Reconnect your account', 'Reconecta tu cuenta'],
  ],
  [
    { status: 'LOGIN_ERROR', executionStatus: 'ACCOUNT_LOCKED', error: { code: 'ACCOUNT_LOCKED' } },
    'attention',
    ['O banco precisa de você', 'Your bank needs you', 'Tu banco te necesita'],
  ],
  [
    { status: 'OUTDATED', executionStatus: 'USER_NOT_SUPPORTED', error: { code: 'USER_NOT_SUPPORTED' } },
    'attention',
    ['Conta não compatível', 'Account not supported', 'Cuenta no compatible'],
  ],
  [
    { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE', error: { code: 'SITE_NOT_AVAILABLE' } },
    'problem',
    ['Desatualizado', 'Out of date', 'Desactualizado'],
  ],
  [
    { status: 'UPDATED', executionStatus: 'SUCCESS', consentExpiresAt: inTime(5.5 * DAY) },
    'attention',
    ['Autorização vence em 5 dias', 'Permission ends in 5 days', 'La autorización vence en 5 días'],
  ],
  [
    { status: 'UPDATED', executionStatus: 'SUCCESS', consentExpiresAt: inTime(1.5 * DAY) },
    'attention',
    ['Autorização vence em 1 dia', 'Permission ends in 1 day', 'La autorización vence en 1 día'],
  ],
  [
    { status: 'UPDATED', executionStatus: 'SUCCESS', consentExpiresAt: inTime(-DAY) },
    'attention',
    ['Autorização vencida', 'Permission has ended', 'Autorización vencida'],
  ],
  [
    { status: 'SOMETHING_NEW', executionStatus: undefined },
    'neutral',
    ['Status desconhecido', 'Unknown status', 'Estado desconocido'],
  ],
  [
    { lastUpdatedAt: inTime(-9.5 * DAY) },
    'problem',
    ['Última atualização há 9 dias', 'Updated 9 days ago', 'Última actualización hace 9 días'],
  ],
  [
    { lastUpdatedAt: inTime(-1.5 * DAY), autoSyncDisabledAt: inTime(-DAY) },
    'problem',
    ['Última atualização há 1 dia', 'Updated 1 day ago', 'Última actualización hace 1 día'],
  ],
  [{ nextAutoSyncAt: inTime(-2 * DAY) }, 'problem', ['Desatualizado', 'Out of date', 'Desactualizado']],
  [{ lastUpdatedAt: null }, 'problem', ['Ainda sem dados', 'No data yet', 'Aún sin datos']],
  [
    { status: 'UPDATING', updatedAt: inTime(-31 * MINUTE) },
    'problem',
    ['Demorando mais que o normal', 'Taking longer than usual', 'Tarda más de lo normal'],
  ],
  [
    { status: 'OUTDATED', error: { code: 'USER_AUTHORIZATION_PENDING' }, updatedAt: inTime(-61 * MINUTE) },
    'attention',
    ['Demorando mais que o normal', 'Taking longer than usual', 'Tarda más de lo normal'],
  ],
  [
    { status: 'WAITING_USER_INPUT', parameter: { name: 'token', expiresAt: inTime(-1000) } },
    'attention',
    ['Reconecte sua conta', 'Reconnect your account', 'Reconecta tu cuenta'],
  ],
  [
    { statusDetail: { creditCards: { isUpdated: false, warnings: [{ code: 'CC_001' }] } } },
    'attention',
    ['Falta uma permissão', 'A permission is missing', 'Falta un permiso'],
  ],
  [
    { statusDetail: { accounts: { isUpdated: false, warnings: [{ code: 'ACCT_002' }] } } },
    'attention',
    ['Falta aprovar no banco', 'Needs approval at your bank', 'Falta la aprobación en el banco'],
  ],
  [
    { statusDetail: { investments: { isUpdated: false, warnings: [{ code: 'INV_003' }] } } },
    'ok',
    ['Atualizado', 'Up to date', 'Actualizado'],
  ],
];

describe('<pluggy-item-status>', () => {
  let warnings: ReturnType<typeof recordConsole>;
  let backend: FakeBackend | undefined;

  beforeEach(() => (warnings = recordConsole('warn')));
  afterEach(() => {
    warnings.restore();
    backend?.restore();
    backend = undefined;
  });

  describe('shows', () => {
    for (const [fields, severity, texts] of ROWS) {
      it(`“${texts[1]}”, in three languages, as ${severity}`, async () => {
        const badge = await badgeFixture({ item: anItem(fields) });
        for (const [index, lang] of ['pt-BR', 'en', 'es'].entries()) {
          badge.lang = lang;
          await shows(badge, texts[index]!);
          expect(severityOf(badge)).to.equal(severity);
        }
        expect(warnings.printed).to.deep.equal([]);
      });
    }

    it('the same for the attributes of a page without script', async () => {
      const badge = await fixture(
        html`<pluggy-item-status
          status="LOGIN_ERROR"
          execution-status="ERROR"
          error-code="ACCOUNT_LOCKED"
          last-updated-at=${inTime(-3 * HOUR)}
          detail
        ></pluggy-item-status>`,
      );
      expect(shown(badge)).to.equal('Your bank needs you · Updated 3 hours ago');
      badge.setAttribute('status', 'UPDATED');
      badge.removeAttribute('error-code');
      badge.setAttribute('execution-status', 'SUCCESS');
      await shows(badge, 'Updated 3 hours ago');
      badge.setAttribute('consent-expires-at', inTime(2.5 * DAY));
      await shows(badge, 'Permission ends in 2 days · Updated 3 hours ago');
    });

    it('nothing, and is empty, without an Item', async () => {
      const badge = await badgeFixture();
      expect(badge.shadowRoot!.childNodes.length).to.equal(0);
      expect(warnings.printed).to.deep.equal([]);
    });
  });

  describe('uses the first that is set:', () => {
    it('the Item, then the attributes, then the provider’s', async () => {
      backend = new FakeBackend(anItem({ id: 'a', status: 'OUTDATED' }));
      const { badge } = await providerFixture({ itemsEndpoint: '/api/items' }, 'a');
      await shows(badge, 'Out of date');
      badge.status = 'UPDATING';
      await shows(badge, 'Updating');
      badge.item = anItem({ status: 'UPDATED' });
      await shows(badge, 'Up to date');
      badge.item = undefined;
      await shows(badge, 'Updating');
      badge.removeAttribute('status');
      badge.status = '';
      await shows(badge, 'Out of date');
      expect(backend.requests.length, 'one list').to.equal(1);
    });

    it('the next, with a warning, where the item is not an Item', async () => {
      const badge = await badgeFixture({ item: { name: 'x' }, status: 'UPDATED' });
      expect(shown(badge)).to.equal('Up to date');
      expect(warnings.texts().length).to.equal(1);
      expect(warnings.texts()[0]).to.match(/^<pluggy-item-status> item is ignored\. Expected an Item.*Keys seen: name/);
    });
  });

  describe('with hostile or odd Items', () => {
    const hostile: [string, unknown][] = [
      [
        'a getter that throws',
        Object.defineProperty({ id: 'a' }, 'status', {
          get: () => {
            throw new Error('no');
          },
          enumerable: true,
        }),
      ],
      ['a text', 'UPDATED'],
      ['a list', [anItem()]],
      ['a number', 7],
      ['a function', () => anItem()],
      ['an empty object', {}],
    ];
    for (const [what, item] of hostile) {
      it(`${what}: warns once, throws nothing and shows nothing`, async () => {
        const badge = await badgeFixture({ item });
        expect(shown(badge)).to.equal('');
        expect(warnings.printed.length).to.equal(1);
        badge.item = anItem();
        await shows(badge, 'Up to date');
      });
    }

    it('accepts Items that are frozen, without prototype, in snake case or in an envelope', async () => {
      const bare = Object.assign(Object.create(null) as object, anItem());
      for (const item of [Object.freeze(anItem()), bare, { data: { item_id: 'x', status: 'UPDATED' } }]) {
        expect(shown(await badgeFixture({ item }))).to.equal('Up to date');
      }
      const polluting: unknown = JSON.parse('{"id":"a","status":"UPDATED","__proto__":{"polluted":1}}');
      await badgeFixture({ item: polluting });
      expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
      expect(warnings.printed).to.deep.equal([]);
    });

    it('shows markup as text, and no huge status', async () => {
      const status = `<img src=x onerror=alert(1)>${'x'.repeat(1_000_000)}`;
      const badge = await badgeFixture({ item: anItem({ status, executionStatus: undefined }) });
      expect(shown(badge)).to.equal('Unknown status');
      expect(badge.shadowRoot!.querySelector('img')).to.equal(null);
    });
  });

  describe('with wrong attributes', () => {
    for (const name of ['last-updated-at', 'next-auto-sync-at', 'consent-expires-at']) {
      it(`${name}: warns once with the attribute's name, and shows the rest`, async () => {
        const badge = await badgeFixture({ status: 'UPDATED', detail: true });
        badge.setAttribute(name, 'soon');
        await badge.updateComplete;
        badge.status = 'OUTDATED';
        await shows(badge, 'Out of date');
        expect(warnings.texts()).to.deep.equal([
          `<pluggy-item-status> ${name}="soon" is ignored. Expected an ISO date.`,
        ]);
      });
    }

    it('ignores detail="false", with a warning', async () => {
      const badge = await fixture<PluggyItemStatusElement>(
        html`<pluggy-item-status
          status="UPDATED"
          last-updated-at=${inTime(-HOUR)}
          detail="false"
        ></pluggy-item-status>`,
      );
      expect(shown(badge)).to.equal('Up to date');
      expect(warnings.texts()).to.deep.equal([
        '<pluggy-item-status> detail="false" is ignored. Expected no attribute, or an empty one.',
      ]);
      badge.setAttribute('detail', '');
      await shows(badge, 'Updated 1 hour ago');
    });

    it('ignores null and undefined in properties', async () => {
      const names = ['item', 'itemId', 'status', 'executionStatus', 'errorCode', 'lastUpdatedAt', 'detail'];
      for (const value of [null, undefined]) {
        const badge = await badgeFixture(Object.fromEntries(names.map((name) => [name, value])));
        expect(shown(badge)).to.equal('');
      }
      expect(warnings.printed).to.deep.equal([]);
    });
  });

  describe('with detail', () => {
    it('says nothing about a last update in the future, such as local time in place of UTC', async () => {
      const lastUpdatedAt = new Date(Date.now() + 3 * 3_600_000).toISOString();
      expect(shown(await badgeFixture({ item: anItem({ lastUpdatedAt }), detail: true }))).to.equal('Up to date');
    });

    it('shows the times of the last and the next update', async () => {
      const next = new Date();
      next.setHours(23, 59, 59);
      const item = anItem({ lastUpdatedAt: inTime(-3 * HOUR), nextAutoSyncAt: next.toISOString() });
      const badge = await badgeFixture({ item, detail: true });
      expect(shown(badge)).to.match(/^Updated 3 hours ago · next at 11:59\sPM$/);
      badge.lang = 'pt';
      await shows(badge, 'Atualizado há 3 horas · próxima às 23:59');
      badge.item = anItem({ status: 'OUTDATED', lastUpdatedAt: inTime(-3 * DAY) });
      await shows(badge, 'Desatualizado · Última atualização há 3 dias');
      badge.item = anItem({ nextAutoSyncAt: '2099-03-04T15:00:00.000Z' });
      await badge.updateComplete;
      expect(shown(badge)).to.match(/^Atualizado · próxima atualização \d de mar\., \d\d:00$/);
      badge.item = anItem({ nextAutoSyncAt: inTime(-HOUR) });
      await shows(badge, 'Atualizado');
    });

    it('shows "now" for a clock that is behind, and counts days by 24 hours', async () => {
      const table: [number, string][] = [
        [-30_000, 'now'],
        [30_000, 'now'],
        [-61_000, '1 minute ago'],
        [-47 * HOUR, '1 day ago'],
        [-59 * DAY, '1 month ago'],
        [-729 * DAY, '1 year ago'],
      ];
      for (const [ms, text] of table) {
        const item = anItem({ status: 'OUTDATED', lastUpdatedAt: inTime(ms) });
        expect(shown(await badgeFixture({ item, detail: true }))).to.equal(`Out of date · Updated ${text}`);
      }
      const item = anItem({ status: 'OUTDATED', lastUpdatedAt: inTime(HOUR) });
      expect(shown(await badgeFixture({ item, detail: true }))).to.equal('Out of date');
    });

    it('says the age of old data once', async () => {
      const item = anItem({ lastUpdatedAt: inTime(-30.5 * DAY) });
      expect(shown(await badgeFixture({ item, detail: true }))).to.equal('Updated 1 month ago');
    });

    it('adds the end of a consent when the label has another subject', async () => {
      const consentExpiresAt = inTime(5.5 * DAY);
      const badge = await badgeFixture({ item: anItem({ status: 'OUTDATED', consentExpiresAt }), detail: true });
      expect(shown(badge)).to.equal('Out of date · Permission ends in 5 days');
      badge.item = anItem({ consentExpiresAt });
      await shows(badge, 'Permission ends in 5 days');
    });
  });

  describe('over time', () => {
    let intervals: ReturnType<typeof countIntervals>;
    const now = Object.getOwnPropertyDescriptor(Date, 'now')!;

    beforeEach(() => (intervals = countIntervals()));
    afterEach(() => {
      intervals.restore();
      Object.defineProperty(Date, 'now', now);
    });

    it('updates a thousand badges with one timer, which ends with the last of them', async () => {
      const lastUpdatedAt = inTime(-3 * HOUR);
      const badges = Array.from({ length: 1000 }, () =>
        Object.assign(document.createElement('pluggy-item-status'), { item: anItem({ lastUpdatedAt }), detail: true }),
      );
      const place = await fixture<HTMLElement>(html`<div></div>`);
      place.append(...badges);
      await badges.at(-1)!.updateComplete;
      expect(intervals.count).to.equal(1);
      const later = Date.now() + 2 * HOUR;
      Date.now = () => later;
      intervals.tick();
      await badges.at(-1)!.updateComplete;
      expect(new Set(badges.map(shown))).to.deep.equal(new Set(['Updated 5 hours ago']));
      badges.pop()!.remove();
      expect(intervals.count).to.equal(1);
      place.replaceChildren();
      expect(intervals.count).to.equal(0);
    });

    it('has no timer for badges that do not change with time', async () => {
      await badgeFixture({ item: anItem({ status: 'LOGIN_ERROR' }) });
      expect(intervals.count).to.equal(0);
    });

    it('shows that a consent has ended', async () => {
      const badge = await badgeFixture({ item: anItem({ consentExpiresAt: inTime(DAY / 2) }) });
      expect(shown(badge)).to.equal('Permission ends within a day');
      const later = Date.now() + 2 * DAY;
      Date.now = () => later;
      intervals.tick();
      await shows(badge, 'Permission has ended');
    });

    for (const [name, fields, before, after] of [
      ['data gets old', { lastUpdatedAt: inTime(-6 * DAY) }, 'Up to date', 'Updated 8 days ago'],
      [
        'a run does not end',
        { status: 'UPDATING', updatedAt: inTime(-HOUR / 4) },
        'Updating',
        'Taking longer than usual',
      ],
      [
        'a code is no longer valid',
        { status: 'WAITING_USER_INPUT', parameter: { name: 'token', expiresAt: inTime(HOUR) } },
        'Enter the code',
        'Reconnect your account',
      ],
    ] as const) {
      it(`shows that ${name}`, async () => {
        const badge = await badgeFixture({ item: anItem(fields) });
        expect(shown(badge)).to.equal(before);
        const later = Date.now() + 2 * DAY;
        Date.now = () => later;
        intervals.tick();
        await shows(badge, after);
      });
    }

    it('counts the age from the provider’s stale-after-days', async () => {
      const { badge, provider } = await providerFixture(
        { items: [anItem({ id: 'a', lastUpdatedAt: inTime(-2.5 * DAY) })] },
        'a',
      );
      await shows(badge, 'Up to date');
      provider.setAttribute('stale-after-days', '1');
      await shows(badge, 'Updated 2 days ago');
      provider.setAttribute('stale-after-days', 'soon');
      await shows(badge, 'Up to date');
      expect(warnings.texts()).to.deep.equal([
        '<pluggy-provider> stale-after-days="soon" is ignored. Expected a number of days.',
      ]);
    });

    it('leaves an unchanged text alone, with the selection in it', async () => {
      const badge = await badgeFixture({ item: anItem({ lastUpdatedAt: inTime(-3.5 * HOUR) }), detail: true });
      const changes: MutationRecord[] = [];
      const observer = new MutationObserver((records) => changes.push(...records));
      observer.observe(badge.shadowRoot!, { subtree: true, childList: true, characterData: true });
      intervals.tick();
      await badge.updateComplete;
      changes.push(...observer.takeRecords());
      observer.disconnect();
      expect(changes).to.deep.equal([]);
    });

    it('ends its timer when removed during an update, and starts it again when put back', async () => {
      const badge = await badgeFixture();
      const place = badge.parentElement!;
      badge.item = anItem({ lastUpdatedAt: inTime(-HOUR) });
      badge.detail = true;
      badge.remove();
      await badge.updateComplete;
      expect(intervals.count).to.equal(0);
      place.append(badge);
      await badge.updateComplete;
      expect(intervals.count).to.equal(1);
    });
  });

  describe('in the page', () => {
    it('has its parts, and an icon without text', async () => {
      const item = anItem({ status: 'OUTDATED', lastUpdatedAt: inTime(-HOUR) });
      const badge = await badgeFixture({ item, detail: true });
      const parts = [...badge.shadowRoot!.children].map((part) => part.getAttribute('part'));
      expect(parts).to.deep.equal(['icon', 'label', 'detail']);
      const [icon] = badge.shadowRoot!.children;
      expect(icon!.getAttribute('aria-hidden')).to.equal('true');
      expect(icon!.textContent).to.equal('');
      badge.detail = false;
      await badge.updateComplete;
      expect(badge.shadowRoot!.children.length).to.equal(2);
    });

    it('is plain text: no role, not live, not focusable', async () => {
      const badge = await badgeFixture({ item: anItem() });
      for (const element of [badge, ...badge.shadowRoot!.querySelectorAll('*')]) {
        expect(element.hasAttribute('role') || element.hasAttribute('aria-live')).to.equal(false);
        expect((element as HTMLElement).tabIndex).to.equal(-1);
      }
      await expect(badge).to.be.accessible();
    });

    it('has its severity as a state, one at a time', async () => {
      const badge = await badgeFixture({ item: anItem() });
      const states = () =>
        ['ok', 'busy', 'attention', 'problem', 'neutral'].filter((name) => badge.matches(`:state(${name})`));
      expect(states()).to.deep.equal(['ok']);
      for (const [fields, severity] of ROWS) {
        badge.item = anItem(fields);
        await badge.updateComplete;
        expect(states()).to.deep.equal([severity]);
      }
      badge.item = undefined;
      await badge.updateComplete;
      expect(states()).to.deep.equal([]);
    });

    it('is visible where the browser refuses states', async () => {
      const internals = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'attachInternals')!;
      HTMLElement.prototype.attachInternals = function () {
        const refuse = () => {
          throw new DOMException('no', 'SyntaxError');
        };
        const real = (internals.value as HTMLElement['attachInternals']).call(this);
        return new Proxy(real, {
          get: (target, name) =>
            name === 'states' ? { add: refuse, delete: refuse } : (Reflect.get(target, name, target) as unknown),
        });
      };
      try {
        const badge = await badgeFixture({ item: anItem() });
        expect(shown(badge)).to.equal('Up to date');
        badge.item = anItem({ status: 'UPDATING' });
        await shows(badge, 'Updating');
      } finally {
        Object.defineProperty(HTMLElement.prototype, 'attachInternals', internals);
      }
    });

    it('is not visible with the hidden attribute', async () => {
      const badge = await badgeFixture({ item: anItem(), hidden: true });
      expect(getComputedStyle(badge).display).to.equal('none');
    });

    it('can be extended and adopted by another document without an error', async () => {
      class Subclass extends PluggyItemStatusElement {}
      customElements.define('own-item-status', Subclass);
      const badge = await fixture<Subclass>(html`<own-item-status status="UPDATED"></own-item-status>`);
      expect(shown(badge)).to.equal('Up to date');
    });
  });

  it('warns once that it has no provider, when no undefined provider is left', async () => {
    const waiting = await fixture<HTMLElement>(
      html`<late-provider><pluggy-item-status item-id="a"></pluggy-item-status></late-provider>`,
    );
    await (waiting.firstElementChild as PluggyItemStatusElement).updateComplete;
    expect(warnings.texts(), 'it may still become one').to.deep.equal([]);
    const { badge: inside } = await providerFixture({}, 'a');
    await shows(inside, 'Checking…');
    expect(warnings.texts()).to.deep.equal([]);
    const alone = await badgeFixture({ itemId: 'a' });
    expect(shown(alone)).to.equal('');
    await badgeFixture({ itemId: 'b' });
    expect(warnings.texts()).to.deep.equal([
      '<pluggy-item-status> item-id="…" is ignored. Expected a <pluggy-provider> around it, or the Item in the property item.',
    ]);
  });
});
