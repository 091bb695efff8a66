import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { PluggyError } from '../../src/model/errors.js';
import type { Item } from '../../src/model/item-types.js';
import { itemView } from '../../src/model/item-view.js';
import { parseItem, widgetItem } from '../../src/model/parse-item.js';

describe('widgetItem', () => {
  it('returns the Item as plain data', () => {
    const given = { id: 'item-1', status: 'UPDATED', updatedAt: new Date(0), webhookUrl: 'https://s' };
    expect(widgetItem(given)).to.deep.equal({
      id: 'item-1',
      status: 'UPDATED',
      updatedAt: '1970-01-01T00:00:00.000Z',
    });
  });

  for (const value of [undefined, null, 'item-1', 42, {}, { id: '' }, { id: 42 }, { item: { id: 'item-1' } }, []]) {
    it(`returns undefined for ${JSON.stringify(value)}`, () => expect(widgetItem(value)).to.equal(undefined));
  }
});

describe('parseItem', () => {
  const AT = '2026-01-02T03:04:05.000Z';
  const failure = (value: unknown): PluggyError => {
    try {
      parseItem(value);
    } catch (error) {
      expect(error).to.be.instanceOf(PluggyError);
      expect((error as PluggyError).code).to.equal('items-malformed');
      return error as PluggyError;
    }
    return expect.fail('it was taken for an Item');
  };
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
  const whole = {
    id: 'a',
    status: 'UPDATED',
    executionStatus: 'PARTIAL_SUCCESS',
    connector: { id: 2, name: 'Banco', imageUrl: 'https://cdn.example/a.svg', primaryColor: 'ef294b' },
    error: null,
    statusDetail: {
      creditCards: { isUpdated: true, lastUpdatedAt: AT, warnings: [{ code: '423', providerMessage: 'cota' }] },
      investmentTransactions: null,
    },
    parameter: { name: 'token', options: [{ value: '1', label: 'um' }], expiresAt: AT },
    userAction: { type: 'qr', attributes: { device_name: 'x' } },
    lastUpdatedAt: AT,
    nextAutoSyncAt: null,
    consecutiveFailedLoginAttempts: 0,
  };
  const snake = {
    id: 'a',
    status: 'UPDATED',
    execution_status: 'PARTIAL_SUCCESS',
    connector: { id: '2', name: 'Banco', image_url: 'https://cdn.example/a.svg', primary_color: '#ef294b' },
    error: null,
    status_detail: {
      credit_cards: {
        is_updated: true,
        last_updated_at: new Date(AT),
        warnings: [{ code: 423, provider_message: 'cota' }],
      },
      investments_transactions: null,
    },
    parameter: { name: 'token', options: [{ value: 1, label: 'um' }], expires_at: AT },
    user_action: { type: 'qr', attributes: { device_name: 'x' } },
    last_updated_at: '2026-01-02T00:04:05-03:00',
    next_auto_sync_at: null,
    consecutive_failed_login_attempts: 0,
  };
  const table: [string, unknown, unknown][] = [
    ['what Pluggy sends', whole, whole],
    ['snake_case and Date', snake, whole],
    ...['data', 'item', 'result'].map((name): [string, unknown, unknown] => [
      name,
      { success: true, [name]: whole },
      whole,
    ]),
    ['an envelope in an envelope', { data: { item: whole } }, whole],
    ['nothing but an id', { id: 'a' }, { id: 'a' }],
    ['unknown fields', { id: 'a', new: { field: [1, 'x'] } }, { id: 'a', new: { field: [1, 'x'] } }],
    [
      'a row of a table',
      { id: 7, item_id: 'a', status: 'UPDATED', connector_name: 'Banco', last_updated_at: AT },
      {
        id: 'a',
        itemId: 'a',
        status: 'UPDATED',
        connectorName: 'Banco',
        connector: { name: 'Banco' },
        lastUpdatedAt: AT,
      },
    ],
    [
      "a row with a column for each of the institution's and the error's fields",
      {
        item_id: 'a',
        status: 'LOGIN_ERROR',
        connector_id: '612',
        connector_name: 'Banco',
        connector_is_open_finance: 1,
        connector_health: 'UNSTABLE',
        error_code: 'ACCOUNT_LOCKED',
        error_message: null,
      },
      {
        id: 'a',
        itemId: 'a',
        status: 'LOGIN_ERROR',
        connectorId: '612',
        connectorName: 'Banco',
        connectorIsOpenFinance: 1,
        connectorHealth: 'UNSTABLE',
        errorCode: 'ACCOUNT_LOCKED',
        errorMessage: null,
        connector: { id: 612, name: 'Banco', isOpenFinance: true, health: { status: 'UNSTABLE' } },
        error: { code: 'ACCOUNT_LOCKED' },
      },
    ],
    [
      'a row without an error in its columns',
      { id: 'a', error_code: null, error_message: null },
      { id: 'a', errorCode: null, errorMessage: null },
    ],
    [
      'columns with JSON as text',
      {
        id: 'a',
        connector: '{"id":"200","name":"MeuPluggy"}',
        error: '{"code":"ACCOUNT_LOCKED"}',
        status_detail: '{"credit_cards":{"is_updated":"true","warnings":"[{\\"code\\":\\"CC_001\\"}]"}}',
        products: '["ACCOUNTS"]',
        accounts: '["Conta", {"name": "Poupança"}]',
        parameter: 'null',
      },
      {
        id: 'a',
        connector: { id: 200, name: 'MeuPluggy' },
        error: { code: 'ACCOUNT_LOCKED' },
        statusDetail: { creditCards: { isUpdated: true, warnings: [{ code: 'CC_001' }] } },
        products: ['ACCOUNTS'],
        accounts: [{ name: 'Conta' }, { name: 'Poupança' }],
        parameter: null,
      },
    ],
    [
      'a text that is no JSON',
      { id: 'a', error: '{"code":', connector: '[]' },
      { id: 'a', error: { code: '{"code":' } },
    ],
    [
      'warnings that are only codes, and flags of a database without booleans',
      { id: 'a', status_detail: { accounts: { is_updated: 0, warnings: ['ACCT_001', '423'] } } },
      { id: 'a', statusDetail: { accounts: { isUpdated: false, warnings: [{ code: 'ACCT_001' }, { code: '423' }] } } },
    ],
    [
      'dates as numbers of seconds or milliseconds',
      { id: 'a', updated_at: Date.parse(AT), last_updated_at: Date.parse(AT) / 1000 },
      { id: 'a', updatedAt: AT, lastUpdatedAt: AT },
    ],
    [
      'wrong types',
      {
        id: 'a',
        status: 5,
        connector: 'x',
        error: [],
        statusDetail: 1,
        parameter: {},
        products: {},
        updatedAt: 'soon',
      },
      { id: 'a' },
    ],
    ['an error that is only a code', { id: 'a', error: 'ERROR' }, { id: 'a', error: { code: 'ERROR' } }],
    ['an error of empty columns', { id: 'a', error: { code: null, message: '' } }, { id: 'a', error: null }],
    ['an empty error', { id: 'a', error: '' }, { id: 'a' }],
  ];
  for (const [name, given, expected] of table) {
    it(`takes ${name}`, () => expect(parseItem(given)).to.deep.equal(expected));
  }

  const refused: [string, unknown, string][] = [
    ['nothing', undefined, 'is undefined'],
    ['null', null, 'is null'],
    ['a text', 'secret', 'is string'],
    ['a number', 42, 'is number'],
    ['a list', [{ id: 'a' }], 'is a list'],
    ['no id', { name: 'secret', status: 'UPDATED' }, 'Keys seen: name, status'],
    ['an id that is a number', { id: 42 }, 'no text under "id"'],
    ['an empty id', { id: ' ' }, 'no text under "id"'],
    ['an id that leads elsewhere', { id: '..' }, 'no text under "id"'],
    ['an empty object', {}, 'Keys seen: none'],
    ['a list in an envelope', { data: [{ id: 'a' }] }, 'Keys seen: data'],
  ];
  for (const [name, given, says] of refused) {
    it(`refuses ${name} and describes the value`, () => {
      expect(failure(given).message).to.include(says).and.not.to.include('secret');
    });
  }

  it('writes a UUID in small letters, as Pluggy does, and keeps another id as it is', () => {
    const id = 'C6ED8A1E-4C8B-4D7E-9D3E-0A1B2C3D4E5F';
    expect(parseItem({ id }).id).to.equal(id.toLowerCase());
    expect(parseItem({ item_id: id }).id).to.equal(id.toLowerCase());
    expect(parseItem({ id: 'Row-1' }).id).to.equal('Row-1');
  });

  it('turns hostile fields into text or leaves them out', () => {
    const hostile = JSON.parse(`{"id":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
      "connector":{"id":{"toString":1,"valueOf":1},"name":"<script>alert(1)</script>","imageUrl":"javascript:alert(1)",
      "resetPasswordUrl":" JAVASCRIPT:alert(1)","primaryColor":"red;background:url(//x)","__proto__":{"polluted":1}},
      "statusDetail":{"__proto__":{"isUpdated":true},"accounts":{"warnings":[{"code":{"toString":1}},null,5]}},
      "parameter":{"name":"n","label":"${'x'.repeat(1 << 20)}","options":[{"value":{"toString":1}},{"value":null}]}}`) as unknown;
    const parsed = parseItem(hostile);
    expect(parsed.connector).to.deep.equal({ name: '<script>alert(1)</script>' });
    expect(parsed.parameter!.label!.length).to.be.lessThan(3000);
    expect(parsed.parameter!.options).to.deep.equal([]);
    expect(parsed.statusDetail).to.deep.equal({ accounts: { isUpdated: false, warnings: [{ code: '' }] } });
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    expect(JSON.stringify(parsed)).not.to.include('polluted');
  });

  it('ends for an object with many references to itself', () => {
    const cyclic: Record<string, unknown> = { id: 'a', status: 'UPDATED' };
    for (let index = 0; index < 30; index++) cyclic[`self${index}`] = cyclic;
    expect(parseItem(cyclic)).to.deep.equal({ id: 'a', status: 'UPDATED' });
    const shared = { isUpdated: true, warnings: [] };
    expect(parseItem({ id: 'a', statusDetail: { accounts: shared, loans: shared } }).statusDetail).to.deep.equal({
      accounts: shared,
      loans: shared,
    });
  });

  it('limits the depth', () => {
    let deep: unknown = 'bottom';
    for (let index = 0; index < 5000; index++) deep = { deep };
    expect(JSON.stringify(parseItem({ id: 'a', deep }))).not.to.include('bottom');
  });

  it('refuses an object that cannot be read', () => {
    const get = () => {
      throw new Error('secret');
    };
    const thrower = Object.defineProperty({ id: 'a' }, 'status', { get, enumerable: true });
    expect(failure(thrower).message).to.include('cannot be read').and.not.to.include('secret');
    expect(widgetItem(Object.defineProperty({}, 'id', { get }))).to.equal(undefined);
  });

  it('removes private fields at every depth and in every spelling', () => {
    const names = 'webhookUrl webhook_url webhookURL WebhookUrl WEBHOOK_URL webhook-url _webhook_url'.split(' ');
    names.push(...'clientUserId client_user_id clientUserID ClientUserId client__user_id'.split(' '));
    const secrets = Object.fromEntries(names.map((name) => [name, 'secret']));
    const given = { id: 'a', ...secrets, connector: { name: 'b', ...secrets }, list: [[secrets]] };
    const parsed = parseItem({ data: { ...given, userAction: { attributes: { ...secrets, qr: 'x' } } } });
    expect(JSON.stringify(parsed)).not.to.include('secret');
    expect(parsed.userAction?.attributes).to.deep.equal({ qr: 'x' });
  });

  it('freezes the result at every depth', () => {
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(Object.isFrozen(value)).to.equal(true);
      Object.values(value).forEach(check);
    };
    check(parseItem(whole));
    check(parseItem(snake));
  });

  /** Arbitrary JSON, also under the names that are read. */
  const anything = fc.jsonValue({ maxDepth: 4 });
  const names = [...Object.keys(whole), ...Object.keys(snake), 'item_id', 'data', 'item', 'name', 'code', 'warnings'];
  const itemLike = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, '', 'a', '..', 0, AT, 'javascript:1', { toString: 1 }, { valueOf: null, toString: {} }),
      anything,
      fc.dictionary(fc.constantFrom(...names, 'value', 'options', 'toString', 'attributes'), tie('value'), {
        maxKeys: 6,
      }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value;

  it('throws only its own error for any JSON, and its result parses to itself', () => {
    let items = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          itemLike,
          itemLike.map((value) => ({ ...(value as object), id: 'a' })),
        ),
        (value) => {
          let parsed: Item;
          try {
            parsed = parseItem(value);
          } catch (error) {
            expect((error as PluggyError).code, String(error)).to.equal('items-malformed');
            return;
          }
          items++;
          expect(['ok', 'busy', 'attention', 'problem', 'neutral']).to.include(itemView(parsed).severity);
          expect(json(parseItem(json(parsed)))).to.deep.equal(json(parsed));
        },
      ),
      { numRuns: 1500 },
    );
    expect(items).to.be.greaterThan(300);
  });
});
