import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PluggyItemCardElement, PluggyProviderElement } from '../../src/index.js';
import '../../src/define/item-card.js';
import '../../src/define/provider.js';
import { expectFailures, recordConsole } from '../support/console.js';
import { FakeBackend, ITEMS, TOKENS } from '../support/provider.js';
import { anItem, expectSdkFailures, later, nextEvent, until } from '../support/widget.js';

const HOUR = 3_600_000;
/** The fields of an Item whose last run has failed. */
const ended = (code: string, status = 'LOGIN_ERROR') => ({ status, executionStatus: code, error: { code } });
const LATER = later(1);
const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();

const inCard = <T extends Element = HTMLElement>(card: Element, selector: string) =>
  card.shadowRoot!.querySelector<T>(selector);
const textOf = (card: Element, selector: string) =>
  inCard(card, selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const isSeen = (card: Element, selector: string) => !!inCard(card, selector)?.checkVisibility();
const rowsIn = (card: Element) =>
  [...card.shadowRoot!.querySelectorAll('li')].map((row) => row.textContent.replace(/\s+/g, ' ').trim());
const dialogIn = (card: Element) => inCard<HTMLDialogElement>(card, 'dialog');
const isShown = (card: Element) => until(() => inCard(card, '.head'), 'the card is there');
/** Opens the card's menu, if it is closed. */
const openMenu = async (card: PluggyItemCardElement) => {
  if (!inCard(card, '#menu')) inCard(card, '#options')!.click();
  await card.updateComplete;
};
/** Presses a control, which may be in the menu. */
const press = async (card: PluggyItemCardElement, selector: string) => {
  if (!inCard(card, selector)) await openMenu(card);
  inCard(card, selector)!.click();
  await card.updateComplete;
};
/** Returns the labels of the menu, and closes it. */
const menuOf = async (card: PluggyItemCardElement) => {
  await openMenu(card);
  const labels = [...card.shadowRoot!.querySelectorAll('[role=menuitem]')].map(({ textContent }) => textContent.trim());
  await press(card, '#options');
  return labels;
};
/** Cancels the next `pluggy-open` while the event is dispatched, before the widget opens. */
const cancelledOpen = () => {
  const cancel = (event: Event) => event.preventDefault();
  window.addEventListener('pluggy-open', cancel, { once: true, capture: true });
  return nextEvent('pluggy-open');
};
const line = (card: Element) => textOf(card, '[part=status]');

async function cardFixture(fields: Record<string, unknown> = {}): Promise<PluggyItemCardElement> {
  const card = await fixture<PluggyItemCardElement>(html`<pluggy-item-card></pluggy-item-card>`);
  card.item = anItem(fields);
  await isShown(card);
  return card;
}

describe('<pluggy-item-card>', () => {
  beforeEach(expectSdkFailures);
  let warnings: ReturnType<typeof recordConsole>;
  let backend: FakeBackend | undefined;

  beforeEach(() => (warnings = recordConsole('warn')));
  afterEach(() => {
    warnings.restore();
    backend?.restore();
    backend = undefined;
  });

  /** Adds a card in a provider; `answer` sets the responses to PATCH and DELETE. */
  async function storeFixture(
    fields: Record<string, unknown> = {},
    answer?: (method: string) => Response | Promise<Response>,
  ) {
    const item = anItem({ lastUpdatedAt: inTime(-3 * HOUR), ...fields });
    backend = new FakeBackend(item);
    const originalFetch = window.fetch.bind(window);
    window.fetch = async (input, init) => {
      const method = init?.method ?? 'GET';
      const isOurs = answer && /PATCH|DELETE/.test(method);
      if (!isOurs) return originalFetch(input, init);
      backend!.requests.push({ method, path: new URL(input as URL, location.href).pathname, headers: new Headers() });
      return answer(method);
    };
    const provider = await fixture<PluggyProviderElement>(html`
      <pluggy-provider items-endpoint=${ITEMS} token-endpoint=${TOKENS} preload="none" no-link>
        <pluggy-item-card item-id=${item.id}></pluggy-item-card>
      </pluggy-provider>
    `);
    const card = provider.querySelector('pluggy-item-card')!;
    await until(() => inCard(card, '#options'), 'the Item is there');
    return { provider, card, item, path: `${ITEMS}/${item.id}` };
  }

  describe('shows', () => {
    it('the institution as a heading, one line about its state, and its picture in a box of fixed size', async () => {
      const picture = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
      const card = await cardFixture({
        connector: { id: 2, name: 'Banco do Azul', imageUrl: picture },
        lastUpdatedAt: inTime(-3 * HOUR),
      });
      expect(textOf(card, '[part=name]')).to.equal('Banco do Azul');
      expect(line(card)).to.equal('Updated 3 hours ago');
      const heading = inCard(card, '[part=name]')!;
      expect([heading.role, heading.ariaLevel]).to.deep.equal(['heading', '3']);
      const image = inCard<HTMLImageElement>(card, 'img')!;
      expect([image.alt, image.referrerPolicy]).to.deep.equal(['', 'no-referrer']);
      const size = () => JSON.stringify(inCard(card, '.logo')!.getBoundingClientRect());
      const before = size();
      image.dispatchEvent(new Event('error'));
      await card.updateComplete;
      expect(inCard(card, 'img')).to.equal(null);
      expect(textOf(card, '.logo')).to.equal('BA');
      expect(size()).to.equal(before);
    });

    it('each product in words, opened from the menu', async () => {
      const at = inTime(-2 * HOUR);
      const warned = (code: string, more = {}) => ({ isUpdated: false, warnings: [{ code, ...more }] });
      const card = await cardFixture({
        executionStatus: 'PARTIAL_SUCCESS',
        statusDetail: {
          accounts: { isUpdated: true, lastUpdatedAt: at, warnings: [] },
          creditCards: { isUpdated: false, lastUpdatedAt: at, warnings: [] },
          loans: warned('001'),
          identity: warned('002', { providerMessage: 'Cadastro em análise' }),
          transactions: warned('423'),
          investments: warned('999', { providerMessage: 'Tente <b>depois</b>' }),
          openBalances: { isUpdated: false, lastUpdatedAt: null, warnings: [] },
          investmentTransactions: { ...warned('INV_003'), lastUpdatedAt: at },
          paymentData: null,
        },
      });
      expect(line(card)).to.equal(
        'Partly up to date: credit cards, loans, personal details, transactions, investments, and open balances missing',
      );
      expect(inCard(card, 'li')).to.equal(null);
      await press(card, '#details');
      await until(() => inCard(card, 'li'), 'they are there');
      expect(card.shadowRoot!.activeElement).to.equal(inCard(card, '[part=details]'));
      expect(rowsIn(card)).to.deep.equal([
        'Accounts Updated 2 hours ago',
        'Credit cards Not updated this time. Last update: 2 hours ago',
        'Loans Not received yet',
        'Personal details Not received yet Your bank says: Cadastro em análise',
        'Transactions Your bank’s limit for this has been reached. Updates continue automatically, usually next month.',
        'Investments Not received yet Your bank says: Tente <b>depois</b>',
        'Open balances Not received yet',
        'Investment transactions This isn’t available for your account.',
      ]);
      const late = [...card.shadowRoot!.querySelectorAll('li')].map((row) => row.className);
      expect(late).to.deep.equal(['fine', 'late', 'late', 'late', 'late', 'late', 'late', 'none']);
    });

    it('the reason of each warning, in three languages', async () => {
      const codes = ['CC_001', 'CC_002', 'CC_003', 'CC_004', 'TXN_003', 'CC_005'];
      const statusDetail = Object.fromEntries(
        codes.map((code) => [code.toLowerCase(), { isUpdated: false, warnings: [{ code, message: 'English' }] }]),
      );
      const card = await cardFixture({ executionStatus: 'PARTIAL_SUCCESS', statusDetail });
      await press(card, '#details');
      await until(() => inCard(card, 'li'), 'they are there');
      const expected: Record<string, string[]> = {
        'pt-BR': [
          'Sua permissão não inclui isso ou venceu. Reconecte e autorize para receber.',
          'Falta a aprovação das outras pessoas da conta. Avise essas pessoas: o pedido está no app do banco.',
          'Seu banco não está enviando isso no momento. Você não precisa fazer nada.',
          'Isso não está disponível para a sua conta.',
          'O limite do banco para isso foi atingido. A atualização volta sozinha, em geral no mês que vem.',
          'Seu banco enviou só uma parte.',
        ],
        en: [
          'Your permission doesn’t include this, or has ended. To receive it, reconnect and allow access.',
          'Other people on this account still need to approve it. Please let them know: the request is in the bank’s app.',
          'Your bank isn’t sending this at the moment. You don’t need to do anything.',
          'This isn’t available for your account.',
          'Your bank’s limit for this has been reached. Updates continue automatically, usually next month.',
          'Your bank sent only part of it.',
        ],
        es: [
          'Tu permiso no incluye esto o ya venció. Reconecta y autoriza para recibirlo.',
          'Falta la aprobación de las otras personas de la cuenta. Avísales: la solicitud está en la app del banco.',
          'Tu banco no está enviando esto por el momento. No tienes que hacer nada.',
          'Esto no está disponible para tu cuenta.',
          'Se alcanzó el límite del banco para esto. La actualización se reanuda sola, en general el próximo mes.',
          'Tu banco envió solo una parte.',
        ],
      };
      for (const [lang, sentences] of Object.entries(expected)) {
        card.lang = lang;
        await until(() => inCard(card, '.card')!.lang === lang, lang);
        const shown = [...card.shadowRoot!.querySelectorAll('li')].map((row) =>
          row.lastElementChild!.textContent.trim(),
        );
        expect(shown).to.deep.equal(sentences);
      }
    });

    it('the way to a missing permission: one line, and one button that names the institution', async () => {
      const { card, item } = await storeFixture({
        executionStatus: 'PARTIAL_SUCCESS',
        statusDetail: { creditCards: { isUpdated: false, warnings: [{ code: 'CC_001' }] } },
      });
      expect(line(card)).to.equal('A permission is missing');
      const connect = inCard(card, '[part=actions] pluggy-connect')!;
      expect([textOf(card, '[part=actions]'), connect.getAttribute('item-id')]).to.deep.equal([
        'Reconnect Pluggy Bank',
        item.id,
      ]);
      expect(isSeen(card, 'pluggy-reauth-prompt') || isSeen(card, 'pluggy-error-banner')).to.equal(false);
    });

    it('a missing approval in a prompt, with an update for the time after it', async () => {
      const { card } = await storeFixture({
        executionStatus: 'PARTIAL_SUCCESS',
        statusDetail: { accounts: { isUpdated: false, warnings: [{ code: 'ACCT_002' }] } },
      });
      await until(() => isSeen(card, 'pluggy-reauth-prompt'), 'the prompt is there');
      expect(await menuOf(card)).to.deep.equal(['Update now', 'What was updated', 'Disconnect']);
    });

    it('one line for each kind of state, in three languages', async () => {
      const soon = new Date(Date.now() + HOUR / 60);
      const time = (lang: string) =>
        new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit' }).format(soon).replace(/\s/g, ' ');
      const down = { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE', error: { code: 'SITE_NOT_AVAILABLE' } };
      const rows: [Record<string, unknown>, pt: string, en: string, es: string][] = [
        [
          { lastUpdatedAt: inTime(-16 * 60_000), nextAutoSyncAt: new Date(2099, 2, 4, 12).toISOString() },
          'Atualizado há 16 minutos · próxima 4 de mar., 12:00',
          'Updated 16 minutes ago · next Mar 4, 12:00 PM',
          'Actualizado hace 16 minutos · próxima 4 mar, 12:00',
        ],
        [
          { executionStatus: 'PARTIAL_SUCCESS', statusDetail: { accounts: { isUpdated: false, warnings: [] } } },
          'Atualizado em parte: faltam contas',
          'Partly up to date: accounts missing',
          'Actualizado en parte: faltan cuentas',
        ],
        [
          { status: 'UPDATING', executionStatus: 'TRANSACTIONS_IN_PROGRESS' },
          'Atualizando: buscando transações…',
          'Updating: getting transactions…',
          'Actualizando: buscando transacciones…',
        ],
        [{ status: 'UPDATING' }, 'Atualizando…', 'Updating…', 'Actualizando…'],
        [
          ended('INVALID_CREDENTIALS'),
          'Usuário ou senha não conferem',
          'Username or password didn’t match',
          'El usuario o la contraseña no coinciden',
        ],
        [
          { consentExpiresAt: inTime(4.5 * 24 * HOUR), lastUpdatedAt: inTime(-HOUR) },
          'Autorização vence em 4 dias',
          'Permission ends in 4 days',
          'La autorización vence en 4 días',
        ],
        [
          { ...down, nextAutoSyncAt: soon.toISOString() },
          `Banco fora do ar · tentamos de novo às ${time('pt-BR')}`,
          `Bank isn’t available · we’ll try again at ${time('en')}`,
          `Banco fuera de servicio · lo intentamos de nuevo a las ${time('es')}`,
        ],
        [
          { status: 'OUTDATED', executionStatus: 'UNEXPECTED_ERROR' },
          'Não deu para atualizar',
          'Couldn’t update',
          'No se pudo actualizar',
        ],
      ];
      const card = await cardFixture();
      for (const [fields, ...texts] of rows) {
        card.item = anItem({ updatedAt: inTime(0), ...fields });
        for (const [index, lang] of ['pt-BR', 'en', 'es'].entries()) {
          card.lang = lang;
          await until(() => inCard(card, '.card')!.lang === lang, lang);
          // "Tomorrow" where the test runs before midnight, "a la 1" at one o'clock.
          expect(
            line(card)
              .replace(/ à (?=0?1:)/, ' às ')
              .replace(/ a la (?=0?1:)/, ' a las '),
          ).to.equal(texts[index]);
        }
      }
    });

    it('the health of the institution before an update and during a run, once', async () => {
      const bank = (status: string) => ({ connector: { id: 2, name: 'Banco do Azul', health: { status } } });
      const says = (card: PluggyItemCardElement) => {
        return line(card).match(/Banco do Azul (isn’t available|is having problems) right now\. [^.]*\./g);
      };
      for (const [fields, sentence] of [
        [
          { ...bank('UNSTABLE'), lastUpdatedAt: inTime(-3 * HOUR) },
          'is having problems right now. Updates may take longer.',
        ],
        [
          { ...bank('OFFLINE'), status: 'UPDATING', updatedAt: inTime(0) },
          'isn’t available right now. Updates may not work.',
        ],
      ] as const) {
        const card = await cardFixture(fields);
        await until(() => says(card), sentence);
        expect(says(card)).to.deep.equal([`Banco do Azul ${sentence}`]);
      }
      const card = await cardFixture({ ...bank('ONLINE'), lastUpdatedAt: inTime(-3 * HOUR) });
      expect(says(card)).to.equal(null);
    });

    it('the health of the institution beside a failure and a request, but not beside a wrong password', async () => {
      const bank = { connector: { id: 2, name: 'Banco do Azul', health: { status: 'UNSTABLE' } } };
      const hint = 'Banco do Azul is having problems right now. Updates may take longer.';
      for (const [fields, text] of [
        [ended('CONNECTION_ERROR', 'OUTDATED'), `Couldn’t update · ${hint}`],
        [{ status: 'LOGIN_ERROR', executionStatus: '' }, `Reconnect your account · ${hint}`],
        [{ consentExpiresAt: inTime(4.5 * 24 * HOUR) }, `Permission ends in 4 days · ${hint}`],
        [ended('INVALID_CREDENTIALS'), 'Username or password didn’t match'],
      ] as const) {
        const card = await cardFixture({ ...bank, ...fields });
        await until(() => line(card) === text, text);
      }
    });

    it('a consent that ends, although the last run has failed: the words are about the button beside them', async () => {
      const down = { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE', nextAutoSyncAt: inTime(HOUR) };
      const approval = { accounts: { isUpdated: false, warnings: [{ code: 'ACCT_002', message: '' }] } };
      for (const [fields, text] of [
        [{ ...down, consentExpiresAt: inTime(-HOUR) }, 'Permission has ended'],
        [{ ...down, consentExpiresAt: inTime(2.5 * 24 * HOUR) }, 'Permission ends in 2 days'],
        [
          { executionStatus: 'PARTIAL_SUCCESS', statusDetail: approval, consentExpiresAt: inTime(2.5 * 24 * HOUR) },
          'Permission ends in 2 days',
        ],
      ] as const) {
        const card = await cardFixture(fields);
        await until(() => line(card) === text, text);
      }
    });

    it('the age of old data after a failure', async () => {
      const card = await cardFixture({
        ...ended('SITE_NOT_AVAILABLE', 'OUTDATED'),
        lastUpdatedAt: inTime(-9 * 24 * HOUR),
      });
      await until(() => line(card) === 'Bank isn’t available · Updated 9 days ago', 'the age');
    });

    it('the name that the page gives, the names of accounts, and the page’s own content for the name', async () => {
      const connector = { id: 200, name: 'MeuPluggy' };
      const accounts = [
        { name: 'Conta corrente' },
        { name: 'Cartão' },
        { id: 1 },
        { name: 'Poupança' },
        { name: 'Cofre' },
      ];
      const card = await cardFixture({ connector, accounts });
      expect(textOf(card, '.name')).to.equal('MeuPluggy');
      expect(textOf(card, '.accounts')).to.equal('Conta corrente, Cartão, Poupança');
      card.name = 'Nubank';
      await card.updateComplete;
      expect(textOf(card, '.name')).to.equal('Nubank');
      await press(card, '#disconnect');
      expect(textOf(card, '#question')).to.equal('Disconnect Nubank?');
      const heading = document.createElement('strong');
      heading.slot = 'name';
      heading.textContent = 'My bank';
      card.append(heading);
      expect(inCard<HTMLSlotElement>(card, 'slot[name=name]')!.assignedElements()).to.deep.equal([heading]);
    });

    it('three languages, and the page’s texts', async () => {
      const { provider, card } = await storeFixture();
      await openMenu(card);
      for (const [lang, text] of Object.entries({ 'pt-BR': 'Desconectar', es: 'Desconectar', en: 'Disconnect' })) {
        provider.lang = lang;
        await until(() => textOf(card, '#disconnect') === text && inCard(card, '.card')!.lang === lang, lang);
      }
      provider.messages = { card: { disconnect: 'Remover', question: { keep: 'Voltar' } } };
      await until(() => textOf(card, '#disconnect') === 'Remover', 'its own');
    });

    it('nothing of the previous Item', async () => {
      const broken = 'data:image/png;base64,AA==';
      const card = await cardFixture({
        status: 'OUTDATED',
        error: { code: 'USER_NOT_SUPPORTED' },
        connector: { id: 2, name: 'Banco do Azul', imageUrl: broken },
      });
      await until(() => isSeen(card, 'pluggy-error-banner') && !inCard(card, 'img'), 'banner and initials');
      await press(card, '#disconnect');
      expect(dialogIn(card)!.open).to.equal(true);
      card.item = anItem({ id: 'other', connector: { id: 3, imageUrl: broken } });
      await card.updateComplete;
      expect(textOf(card, '[part=name]'), 'a name that is not known').to.equal('Your bank');
      expect(inCard(card, 'img'), 'its logo is tried').to.not.equal(null);
      expect(inCard(card, 'pluggy-error-banner')).to.equal(null);
      expect(dialogIn(card), 'a question about another connection').to.equal(null);
    });

    it('the prompt or the banner, never both for one cause', async () => {
      const rows: [Record<string, unknown>, prompt: boolean, banner: boolean][] = [
        [{}, false, false],
        [{ status: 'UPDATING' }, false, false],
        [{ status: 'WAITING_USER_INPUT' }, true, false],
        [{ status: 'WAITING_USER_ACTION' }, true, false],
        [ended('INVALID_CREDENTIALS', 'LOGIN_ERROR'), false, false],
        [ended('ACCOUNT_LOCKED', 'LOGIN_ERROR'), true, false],
        [ended('USER_NOT_SUPPORTED', 'OUTDATED'), false, true],
        [ended('SITE_NOT_AVAILABLE', 'OUTDATED'), false, false],
        [{ consentExpiresAt: inTime(72 * HOUR) }, false, false],
      ];
      const card = await cardFixture();
      for (const [fields, prompt, banner] of rows) {
        card.item = anItem({ ...fields, updatedAt: LATER });
        await card.updateComplete;
        const shows = () => ['pluggy-reauth-prompt', 'pluggy-error-banner'].map((tag) => isSeen(card, tag));
        // A prompt shows for a while that the connection is fine.
        const isRight = () => (prompt ? shows()[0] : true) && shows()[1] === banner;
        await until(isRight, `${JSON.stringify(fields)}: ${JSON.stringify([prompt, banner])}`);
        if (!prompt && !inCard(card, 'pluggy-reauth-prompt')?.shadowRoot?.textContent.trim()) {
          expect(shows()[0], JSON.stringify(fields)).to.equal(false);
        }
      }
    });
  });

  describe('updates', () => {
    it('only after a click, and shows the run', async () => {
      const started = anItem({ status: 'UPDATING', updatedAt: LATER });
      const { card, path } = await storeFixture({}, () => Response.json(started));
      expect(backend!.sent(`PATCH ${path}`).length).to.equal(0);
      await press(card, '#update');
      expect(textOf(card, '.note')).to.contain('Checking Pluggy Bank');
      expect(card.shadowRoot!.activeElement).to.equal(inCard(card, '#options'));
      await press(card, '#update');
      await until(() => !inCard(card, '.note'), 'it is under way');
      expect(backend!.sent(`PATCH ${path}`).length).to.equal(1);
      expect(line(card)).to.equal('Updating…');
      expect(inCard(card, '#update')).to.equal(null);
    });

    it('shows recent data as a notice, not as an error', async () => {
      const { card } = await storeFixture({}, () => new Response('{}', { status: 409 }));
      await press(card, '#update');
      await until(() => /Your data is recent/.test(textOf(card, '.note')), 'it says so');
      expect(await menuOf(card)).to.deep.equal(['Disconnect']);
      expect(isSeen(card, 'pluggy-error-banner')).to.equal(false);
    });

    const refused = (code: string, data = {}) =>
      Response.json({ code: 409, codeDescription: code, data }, { status: 409 });
    const TOO_SOON = 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY';

    it('says when an update is possible again, and offers it then', async () => {
      const lastUpdatedAt = inTime(-2 * HOUR);
      const answer = () => refused(TOO_SOON, { minUpdateFrequencyAllowedInHours: 24 });
      const { card } = await storeFixture({ lastUpdatedAt }, answer);
      await press(card, '#update');
      const time = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' }).format(
        Date.parse(lastUpdatedAt) + 24 * HOUR,
      );
      await until(() => textOf(card, '.note').endsWith(`${time.replace(/\s/g, ' ')}.`), 'the time');
      expect(textOf(card, '.note')).to.contain('Your data is recent. Next possible update:');
      expect(await menuOf(card)).to.deep.equal(['Disconnect']);
      const { now } = Date;
      Date.now = () => now() + 23 * HOUR;
      try {
        document.dispatchEvent(new Event('visibilitychange'));
        await until(() => textOf(card, '.note') === '', 'the note is gone');
        expect(await menuOf(card)).to.contain('Update now');
      } finally {
        Date.now = now;
      }
    });

    for (const [name, answer, hasTime] of [
      ['an interval', () => refused(TOO_SOON, { minUpdateFrequencyAllowedInHours: 24 }), true],
      ['a code alone', () => refused(TOO_SOON), false],
      ['a 409 alone', () => new Response('<p>', { status: 409 }), false],
    ] as const) {
      it(`does not call old data recent after ${name}, and says when an update is possible`, async () => {
        const { card } = await storeFixture({ lastUpdatedAt: inTime(-9 * 24 * HOUR) }, answer);
        await press(card, '#update');
        await until(() => /can’t start an update just yet/.test(textOf(card, '.note')), 'it says so');
        expect(textOf(card, '.note')).to.contain(hasTime ? 'Next possible update: ' : 'Please try again later.');
        expect(inCard(card, '#update')).to.equal(null);
      });
    }

    it('does not offer an update that was refused for a reason that lasts', async () => {
      for (const [code, isOffered] of [
        ['CLIENT_HAS_ITEM_UPDATES_DISABLED', false],
        ['ITEM_IS_ALREADY_UPDATING', false],
        ['CONNECTOR_OFFLINE', true],
      ] as const) {
        expectFailures(code.toLowerCase());
        const { card } = await storeFixture({ lastUpdatedAt: inTime(-9 * 24 * HOUR) }, () => refused(code));
        await press(card, '#update');
        await until(() => inCard(card, '.note pluggy-error-banner'), 'the refusal');
        expect(!!inCard(card, '#update'), code).to.equal(isOffered);
      }
    });

    it('leads to the widget for old data of a connection that the backend cannot update', async () => {
      const connector = { id: 200, name: 'MeuPluggy' };
      const { card } = await storeFixture({ connector, lastUpdatedAt: inTime(-9 * 24 * HOUR) }, () => new Response());
      await until(() => inCard(card, 'pluggy-connect.action'), 'the button');
      expect(textOf(card, 'pluggy-connect.action')).to.equal('Reconnect MeuPluggy');
    });

    const bannerText = (card: PluggyItemCardElement) =>
      inCard(card, '.note pluggy-error-banner')?.shadowRoot?.textContent ?? '';
    const refusals: [string, RegExp][] = [
      ['CONNECTOR_OFFLINE', /isn’t accepting connections right now/],
      ['ITEM_IN_ERROR_COOLDOWN', /We need to wait a little/],
      ['CLIENT_HAS_ITEM_UPDATES_DISABLED', /isn’t updating its connections right now/],
      ['ITEM_IS_ALREADY_UPDATING', /Another update is in progress/],
      ['ITEM_ALREADY_UPDATING', /The update has already started/],
      ['A_NEW_CODE', /./],
    ];
    for (const [code, words] of refusals) {
      it(`has the sentence of ${code}, and does not call the data recent`, async () => {
        expectFailures(code.toLowerCase());
        const { card } = await storeFixture({}, () => refused(code));
        await press(card, '#update');
        await until(() => words.test(bannerText(card)), 'the sentence');
        expect(card.shadowRoot!.textContent + bannerText(card)).not.to.match(/recent/);
      });
    }

    it('offers a new sign-in to this connection, not to another one', async () => {
      expectFailures('last_execution_had_login_error');
      const { card, item } = await storeFixture({}, () => refused('LAST_EXECUTION_HAD_LOGIN_ERROR'));
      await press(card, '#update');
      const connect = () => inCard(card, '.note pluggy-error-banner')?.shadowRoot?.querySelector('pluggy-connect');
      await until(() => connect(), 'the button');
      expect(connect()!.itemId).to.equal(item.id);
    });

    it('counts down to the end of a pause', async () => {
      const { card } = await storeFixture({}, () =>
        refused('ITEM_IN_ERROR_COOLDOWN', { canRetryAfterDate: inTime(HOUR) }),
      );
      await press(card, '#update');
      await until(() => /Next try: .*left/.test(bannerText(card)), 'the time');
    });

    it('says that an accepted update is not done yet when the Item has not changed', async () => {
      const { card } = await storeFixture(
        { lastUpdatedAt: inTime(-9 * 24 * HOUR) },
        () => new Response('', { status: 202 }),
      );
      await press(card, '#update');
      await until(() => /Still in progress/.test(textOf(card, '.note')), 'it says so');
    });

    it('shows the run after a 409 for a run in progress', async () => {
      const { card, item } = await storeFixture({}, () => {
        backend!.items = [{ ...item, status: 'UPDATING', updatedAt: LATER }];
        return new Response('{}', { status: 409 });
      });
      await press(card, '#update');
      await until(() => line(card) === 'Updating…' && !inCard(card, '.note'), 'it is under way');
    });

    for (const status of [400, 403, 404, 405]) {
      it(`opens the widget for the Item where the backend answers ${status}`, async () => {
        const { card, item } = await storeFixture({}, () => new Response('', { status }));
        const opened = cancelledOpen();
        await press(card, '#update');
        expect((await opened).itemId).to.equal(item.id);
        const again = cancelledOpen();
        await press(card, '#update');
        await again;
        expect(backend!.sent(`PATCH ${ITEMS}/${item.id}`).length, 'the backend is not asked again').to.equal(1);
      });
    }

    it('says that no update is possible where neither the backend nor the widget can start one, and offers none', async () => {
      const { card, provider } = await storeFixture({}, () => new Response('', { status: 404 }));
      provider.tokenEndpoint = '';
      await provider.updateComplete;
      await until(() => inCard(card, '#options'), 'the Item is read again');
      await press(card, '#update');
      await until(() => textOf(card, '.note') === 'Pluggy Bank can’t be updated from this page.', 'the answer');
      expect(warnings.texts().join()).to.contain('set token-endpoint on <pluggy-provider>');
      expect(await menuOf(card)).to.deep.equal(['Disconnect']);
    });

    it('shows an error when the request fails, and can be asked again', async () => {
      const { card, path } = await storeFixture({}, () => new Response('', { status: 401 }));
      await press(card, '#update');
      await until(() => /couldn’t start/.test(textOf(card, '.note')), 'it says so');
      await press(card, '#update');
      await until(() => backend!.sent(`PATCH ${path}`).length === 2, 'again');
    });

    it('drops the response to a request about the previous Item', async () => {
      let answer!: (response: Response) => void;
      const { card, provider } = await storeFixture({}, () => new Promise((resolve) => (answer = resolve)));
      const other = anItem({
        id: 'other',
        connector: { id: 3, name: 'Banco Outro' },
        lastUpdatedAt: inTime(-3 * HOUR),
      });
      backend!.items.push(other);
      await press(card, '#update');
      expect(textOf(card, '.note')).to.contain('Checking Pluggy Bank');
      card.itemId = other.id;
      await provider.refresh();
      await until(() => textOf(card, '[part=name]') === 'Banco Outro', 'the other Item is on the card');
      answer(new Response('', { status: 401 }));
      // The answer takes several microtasks to arrive.
      await new Promise((resolve) => setTimeout(resolve, 20));
      await card.updateComplete;
      expect(textOf(card, '.note')).to.equal('');
      expect(await menuOf(card)).to.deep.equal(['Update now', 'Disconnect']);
    });

    it('reads the state of a run on demand', async () => {
      const { card, item, path } = await storeFixture({ status: 'UPDATING' });
      await press(card, '#check');
      await until(() => /Still in progress/.test(textOf(card, '.note')), 'not yet');
      expect(backend!.sent(`GET ${path}`).length).to.equal(1);
      expect(card.shadowRoot!.activeElement).to.equal(inCard(card, '#options'));

      backend!.status = 403;
      await press(card, '#check');
      await until(() => /Please try again/.test(textOf(card, '.note')), 'no answer');
      backend!.status = 200;
      backend!.items = [{ ...item, status: 'UPDATED', updatedAt: LATER }];
      await press(card, '#check');
      await until(() => !inCard(card, '.note'), 'it is done');
      expect(await menuOf(card)).to.not.contain('Check now');
    });

    it('offers an update of old data, of data that never came, and none of shared connections', async () => {
      const DAY = 24 * HOUR;
      const rows: [Record<string, unknown>, boolean][] = [
        [{ lastUpdatedAt: inTime(-9 * DAY) }, true],
        [{ lastUpdatedAt: inTime(-2 * DAY), autoSyncDisabledAt: inTime(-DAY) }, true],
        [{ lastUpdatedAt: null }, true],
        [{ lastUpdatedAt: inTime(-9 * DAY), connector: { id: 200, name: 'MeuPluggy' } }, false],
      ];
      for (const [fields, isOffered] of rows) {
        const { card } = await storeFixture(fields);
        expect(isSeen(card, '#update'), JSON.stringify(fields)).to.equal(isOffered);
        backend!.restore();
      }
    });

    it('offers the widget for a run that is stuck, beside the question about its state', async () => {
      const { card, item } = await storeFixture({ status: 'UPDATING', updatedAt: inTime(-HOUR) });
      expect(textOf(card, 'button#update')).to.equal('Update now');
      expect(await menuOf(card)).to.deep.equal(['Check now', 'Disconnect']);
      const opened = cancelledOpen();
      await press(card, '#update');
      expect((await opened).itemId).to.equal(item.id);
      expect(
        backend!.requests.every(({ method }) => method === 'GET'),
        'the backend would refuse',
      ).to.equal(true);
    });

    it('has no button that cannot work', async () => {
      const card = await cardFixture();
      expect(await menuOf(card), 'without a backend').to.deep.equal(['Disconnect']);
      for (const fields of [
        { lastUpdatedAt: inTime(-HOUR / 2) },
        { connector: { id: 200, name: 'MeuPluggy' } },
        { status: 'UPDATING' },
        { status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' } },
      ]) {
        const { card: other } = await storeFixture(fields);
        expect(await menuOf(other), JSON.stringify(fields)).to.not.contain('Update now');
        backend!.restore();
      }
    });
  });

  describe('says what the connection shares', () => {
    const DAY = 86_400_000;
    const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
    const dateOf = (iso: string) => new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(new Date(iso));
    const openFinance = { connector: { id: 601, name: 'Itaú', isOpenFinance: true } };
    const ERASED = 'If you disconnect, the data of the connection to Pluggy Bank is erased.';
    const ERASED_AT_ITAU = 'If you disconnect, the data of the connection to Itaú is erased.';
    const REVOKE = 'You can also cancel the permission in Itaú’s own app or site, under Open Finance.';
    const [created, later, sooner, past] = [inDays(-100), inDays(200), inDays(5), inDays(-3)];
    const ended = `Your permission ended on ${dateOf(past)}. Renew it to receive data again.`;
    const endsOn = (iso: string) =>
      `Your permission ends on ${dateOf(iso)}. Renew it before then to keep receiving data.`;

    for (const [what, fields, expected] of [
      [
        'the products and the first day',
        { products: ['ACCOUNTS', 'CREDIT_CARDS', 'INVESTMENTS_TRANSACTIONS', 'SOMETHING_NEW'], createdAt: created },
        ['Shared: Accounts, Credit cards, and Investment transactions.', `Since ${dateOf(created)}.`, ERASED],
      ],
      ['a consent with an end', { ...openFinance, consentExpiresAt: later }, [endsOn(later), ERASED_AT_ITAU, REVOKE]],
      [
        'a consent that ends soon',
        { ...openFinance, consentExpiresAt: sooner },
        [endsOn(sooner), ERASED_AT_ITAU, REVOKE],
      ],
      ['a consent that has ended', { ...openFinance, consentExpiresAt: past }, [ended, ERASED_AT_ITAU]],
      [
        'a consent without an end',
        { ...openFinance, consentExpiresAt: null },
        ['Your permission has no end date.', ERASED_AT_ITAU, REVOKE],
      ],
      [
        'a direct connection, which has no consent',
        { createdAt: created, consentExpiresAt: null },
        [`Since ${dateOf(created)}.`, ERASED],
      ],
      ['an unknown end', { ...openFinance, createdAt: created }, [`Since ${dateOf(created)}.`, ERASED_AT_ITAU, REVOKE]],
    ] as const) {
      it(`for ${what}`, async () => {
        const card = await cardFixture(fields);
        expect(await menuOf(card)).to.include('What you share');
        await press(card, '#details');
        const sentences = [...card.shadowRoot!.querySelectorAll('.shared p')].map(({ textContent }) => textContent);
        expect(sentences).to.deep.equal(expected);
        expect(card.shadowRoot!.activeElement).to.equal(inCard(card, '[part=details]'));
      });
    }

    it('below the state of the products', async () => {
      const fields = { createdAt: created, statusDetail: { accounts: { isUpdated: true, warnings: [] } } };
      const card = await cardFixture(fields);
      expect(await menuOf(card)).to.include('What was updated');
      await press(card, '#details');
      const texts = [...card.shadowRoot!.querySelectorAll('.shared p')].map(({ textContent }) => textContent);
      expect(texts).to.deep.equal(['What you share', `Since ${dateOf(created)}.`, ERASED]);
    });

    it('and has no such entry for an Item that says nothing of it', async () => {
      expect(await menuOf(await cardFixture())).not.to.include('What you share');
    });

    it('with the consents of a backend that has them: the newest one that is not cancelled counts', async () => {
      backend = new FakeBackend(anItem({ ...openFinance, createdAt: created, consentExpiresAt: sooner }));
      const cancelled = { products: ['ACCOUNTS'], createdAt: later, revoked_at: past };
      const current = { products: ['ACCOUNTS', 'LOANS'], createdAt: past, expiresAt: later };
      const provider = await fixture<HTMLElement>(
        html`<pluggy-provider items-endpoint=${ITEMS} token-endpoint=${TOKENS} preload="none"
          ><pluggy-item-card item-id=${anItem().id}></pluggy-item-card
        ></pluggy-provider>`,
      );
      const card = provider.querySelector('pluggy-item-card')!;
      await until(() => inCard(card, '#options'), 'the Item');
      const sentences = async () => {
        await press(card, '#details');
        await until(() => backend!.sent(`GET ${ITEMS}/${anItem().id}/consents`).length === ++reads, 'a request');
        await card.updateComplete;
        await aTimeout(0);
        const texts = [...card.shadowRoot!.querySelectorAll('.shared p')].map(({ textContent }) => textContent);
        await press(card, '#details');
        return texts;
      };
      let reads = 0;
      const alone = [`Since ${dateOf(created)}.`, endsOn(sooner), ERASED_AT_ITAU, REVOKE];
      expect(await sentences(), 'a backend without the route').to.deep.equal(alone);
      backend.onConsents = () => Response.json({ results: [cancelled, current] });
      expect(await sentences()).to.deep.equal([
        'Shared: Accounts and Loans.',
        `Since ${dateOf(past)}.`,
        endsOn(later),
        ERASED_AT_ITAU,
        REVOKE,
      ]);
      backend.onConsents = () => Response.json([cancelled]);
      expect(await sentences()).to.deep.equal([
        'Shared: Accounts.',
        `Since ${dateOf(later)}.`,
        `You cancelled this permission on ${dateOf(past)}. Renew it to receive data again.`,
        ERASED_AT_ITAU,
      ]);
    });

    it('and reads the consents again when the Item changes while the details are open', async () => {
      const before = { ...openFinance, consentExpiresAt: sooner, updatedAt: past };
      backend = new FakeBackend(anItem(before));
      backend.onConsents = () => Response.json([{ products: ['ACCOUNTS'], createdAt: past, expiresAt: sooner }]);
      const provider = await fixture<PluggyProviderElement>(
        html`<pluggy-provider items-endpoint=${ITEMS} token-endpoint=${TOKENS} preload="none"
          ><pluggy-item-card item-id=${anItem().id}></pluggy-item-card
        ></pluggy-provider>`,
      );
      const card = provider.querySelector('pluggy-item-card')!;
      await until(() => inCard(card, '#options'), 'the Item');
      const reads = () => backend!.sent(`GET ${ITEMS}/${anItem().id}/consents`).length;
      await press(card, '#details');
      await until(() => textOf(card, '.shared').includes(endsOn(sooner)), 'the first end');
      // The renewal is known by the Item before the consents are read again.
      let release!: (response: Response) => void;
      backend.onConsents = () => new Promise((resolve) => (release = resolve));
      backend.items = [anItem({ ...before, consentExpiresAt: later, updatedAt: inDays(-1) })];
      await provider.refresh(anItem().id);
      await until(() => reads() === 2, 'a second read');
      await until(() => textOf(card, '.shared').includes(endsOn(later)), 'the new end');
      release(Response.json([{ products: ['LOANS'], createdAt: created, expiresAt: later }]));
      await until(() => textOf(card, '.shared').includes('Shared: Loans.'), 'the new consent');
      await provider.refresh(anItem().id);
      await card.updateComplete;
      expect(reads(), 'the same Item').to.equal(2);
      await press(card, '#details');
      backend.items = [anItem({ ...before, consentExpiresAt: past, updatedAt: inDays(0) })];
      await provider.refresh(anItem().id);
      await card.updateComplete;
      expect(reads(), 'the details are closed').to.equal(2);
    });

    it('and renews the consent once: by the button of the card, or by one in the details', async () => {
      const renewals = async (consentExpiresAt: string) => {
        const provider = await fixture<HTMLElement>(
          html`<pluggy-provider
            token-endpoint="/api/connect-token"
            preload="none"
            .items=${[anItem({ ...openFinance, consentExpiresAt })]}
            ><pluggy-item-card item-id=${anItem().id}></pluggy-item-card
          ></pluggy-provider>`,
        );
        const card = provider.querySelector('pluggy-item-card')!;
        await isShown(card);
        await press(card, '#details');
        return [!!inCard(card, '.shared pluggy-connect'), textOf(card, '.shared pluggy-connect')];
      };
      expect(await renewals(later)).to.deep.equal([true, 'Renew permission']);
      expect(await renewals(sooner)).to.deep.equal([false, '']);
    });
  });

  describe('has a menu', () => {
    const focusedId = (card: Element) => card.shadowRoot!.activeElement?.id;
    const keys = async (card: PluggyItemCardElement, ...presses: string[]) => {
      for (const press of presses) {
        await sendKeys({ press });
        await card.updateComplete;
      }
    };

    for (const hasPopovers of [true, false]) {
      it(`with the keys of a menu button, ${hasPopovers ? 'as a popover' : 'without popovers'}`, async () => {
        const original = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'showPopover');
        if (!hasPopovers) Reflect.deleteProperty(HTMLElement.prototype, 'showPopover');
        try {
          const { card } = await storeFixture();
          // Without a place to go to, Tab leaves the page, and keys no longer reach it.
          card.after(document.createElement('button'));
          const button = inCard(card, '#options')!;
          button.focus();
          await keys(card, 'Enter');
          expect(inCard(card, '#menu')!.hasAttribute('popover')).to.equal(hasPopovers);
          expect(inCard(card, '#menu')!.checkVisibility()).to.equal(true);
          expect([button.ariaExpanded, button.getAttribute('aria-haspopup')]).to.deep.equal(['true', 'menu']);
          expect(button.ariaLabel).to.equal('Options for Pluggy Bank');
          expect(focusedId(card)).to.equal('update');
          await keys(card, 'ArrowDown');
          expect(focusedId(card)).to.equal('disconnect');
          await keys(card, 'ArrowDown');
          expect(focusedId(card)).to.equal('update');
          await keys(card, 'End');
          expect(focusedId(card)).to.equal('disconnect');
          await keys(card, 'Home', 'Escape');
          expect([focusedId(card), inCard(card, '#menu')]).to.deep.equal(['options', null]);
          await keys(card, 'ArrowDown', 'Tab');
          expect(inCard(card, '#menu'), 'closed by leaving it').to.equal(null);
        } finally {
          if (original) Object.defineProperty(HTMLElement.prototype, 'showPopover', original);
        }
      });
    }

    it('that a click elsewhere closes, and the removal of the card', async () => {
      const { card, provider } = await storeFixture();
      await press(card, '#options');
      document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
      await card.updateComplete;
      expect(inCard(card, '#menu')).to.equal(null);
      await press(card, '#options');
      card.remove();
      provider.append(card);
      await card.updateComplete;
      expect(inCard(card, '#menu')).to.equal(null);
    });
  });

  describe('disconnects', () => {
    it('after a question that names what is erased, and Escape changes nothing', async () => {
      const { card } = await storeFixture();
      const opener = inCard(card, '#options')!;
      opener.focus();
      await sendKeys({ press: 'ArrowUp' });
      await card.updateComplete;
      expect(card.shadowRoot!.activeElement).to.equal(inCard(card, '#disconnect'));
      await sendKeys({ press: 'Enter' });
      await until(() => dialogIn(card), 'the question');
      const dialog = dialogIn(card)!;
      expect(dialog.matches(':modal')).to.equal(true);
      expect(textOf(card, '#question')).to.equal('Disconnect Pluggy Bank?');
      expect(textOf(card, '#erased')).to.contain('delete the data from this connection');
      expect(textOf(card, '#rights')).to.contain('LGPD');
      expect(card.shadowRoot!.activeElement!.textContent.trim()).to.equal('Keep connected');
      await sendKeys({ press: 'Escape' });
      await until(() => !dialogIn(card), 'it is gone');
      expect(card.shadowRoot!.activeElement).to.equal(opener);
      expect(backend!.requests.every(({ method }) => method === 'GET')).to.equal(true);
    });

    it('calls the backend, shows the result, and keeps the focus in the card', async () => {
      const { card, item, path } = await storeFixture({}, () => new Response(null, { status: 204 }));
      const disconnect = nextEvent('pluggy-disconnect');
      const done = nextEvent('pluggy-disconnected');
      await press(card, '#disconnect');
      await press(card, '.danger');
      expect((await disconnect).itemId).to.equal(item.id);
      expect((await done).itemId).to.equal(item.id);
      await card.updateComplete;
      expect(backend!.sent(`DELETE ${path}`).length).to.equal(1);
      expect(textOf(card, '.card')).to.equal('Done: we disconnected Pluggy Bank and deleted its data.');
      expect(dialogIn(card)).to.equal(null);
      expect(card.shadowRoot!.activeElement).to.equal(inCard(card, '.card'));
    });

    it('counts an Item that is already gone as disconnected', async () => {
      const { card } = await storeFixture({}, () => new Response('', { status: 404 }));
      const done = nextEvent('pluggy-disconnected');
      await press(card, '#disconnect');
      await press(card, '.danger');
      await done;
    });

    it('keeps the card when the delete request fails, shows an error, and can be asked again', async () => {
      let status = 403;
      const { card } = await storeFixture({}, () => new Response(null, { status }));
      await press(card, '#disconnect');
      await press(card, '.danger');
      await until(() => /couldn’t disconnect/.test(textOf(card, '.failure')), 'it says so');
      expect(textOf(card, '[part=name]')).to.equal('Pluggy Bank');
      expect(dialogIn(card)!.open).to.equal(true);
      status = 204;
      const done = nextEvent('pluggy-disconnected');
      await press(card, '.danger');
      await done;
    });

    it('ignores a second click and Escape while deleting', async () => {
      let answer!: (response: Response) => void;
      const { card, path } = await storeFixture({}, () => new Promise((resolve) => (answer = resolve)));
      await press(card, '#disconnect');
      await press(card, '.danger');
      await press(card, '.danger');
      await press(card, '.choice .outline');
      for (let times = 0; times < 5; times++) await sendKeys({ press: 'Escape' });
      await until(() => dialogIn(card)?.open, 'it stays');
      await until(() => backend!.sent(`DELETE ${path}`).length === 1, 'it is sent once');
      const done = nextEvent('pluggy-disconnected');
      answer(new Response(null, { status: 204 }));
      await done;
      expect(backend!.sent(`DELETE ${path}`).length).to.equal(1);
    });

    it('sends nothing when the page prevents it', async () => {
      const { card } = await storeFixture();
      card.addEventListener('pluggy-disconnect', (event) => event.preventDefault());
      await press(card, '#disconnect');
      await press(card, '.danger');
      await until(() => !dialogIn(card), 'the question is answered');
      expect(backend!.requests.every(({ method }) => method === 'GET')).to.equal(true);
      expect(textOf(card, '[part=name]')).to.equal('Pluggy Bank');
    });

    it('warns the developer when there is no backend', async () => {
      const card = await cardFixture();
      await press(card, '#disconnect');
      await press(card, '.danger');
      expect(warnings.printed.join()).to.contain('pluggy-disconnect');
    });

    it('removes the dialog with the card', async () => {
      const { card, provider } = await storeFixture();
      await press(card, '#disconnect');
      card.remove();
      provider.append(card);
      await card.updateComplete;
      await until(() => !dialogIn(card), 'it is gone');
    });
  });
});
