import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { card } from '../../src/locales/en/card.js';
import { codeEntry } from '../../src/model/codes.js';
import { itemRemedy } from '../../src/model/item-codes.js';
import { itemView } from '../../src/model/item-view.js';
import { inputKind } from '../../src/model/mfa.js';
import { OPTION_VALUES } from '../../src/model/option-values.js';
import { parseItem } from '../../src/model/parse-item.js';
import { warningReason } from '../../src/model/warnings.js';
// Lists of values only, each with its source and date.
import values from './pluggy-values.json' with { type: 'json' };

const { openApi, pluggyJs, otherSdks } = values;

/** The text of a file of types in an installed package. */
const typesOf = (file: string) => readFileSync(path.resolve('node_modules', file), 'utf8');
const sdk = (name: string) => typesOf(`pluggy-sdk/dist/types/${name}.d.ts`);
const widget = typesOf('pluggy-connect-sdk/dist/module/pluggy-connect.d.ts');

/** Returns the members of a constant list, such as `readonly ["A", "B"]`. */
function listIn(types: string, name: string): string[] {
  const [, members = ''] = new RegExp(`\\b${name}: readonly \\[(.*?)\\]`).exec(types) ?? [];
  return [...members.matchAll(/"([^"]+)"/g)].map(([, member]) => member!);
}

/** Returns the members of the unions of texts that `property` has in a file of types. */
function unionIn(types: string, property: string): string[] {
  const unions = [...types.matchAll(new RegExp(`\\b${property}\\??: ((?:\\|? ?'[^']+' ?)+)`, 'g'))];
  return unions.flatMap(([, union]) => [...union!.matchAll(/'([^']+)'/g)].map(([, member]) => member!));
}

/** Returns the different members of several lists. An empty list has lost its source. */
function union(...lists: string[][]): string[] {
  for (const list of lists) expect(list.length).to.be.greaterThan(0);
  return [...new Set(lists.flat())].sort();
}

const sorted = (list: Iterable<string>) => [...list].sort();

describe('the model knows every value of Pluggy’s own types', () => {
  const statuses = union(listIn(sdk('item'), 'ITEM_STATUSES'), pluggyJs.itemStatuses, otherSdks.itemStatuses);
  for (const status of statuses) {
    it(`the status ${status}`, () => expect(itemView({ id: 'a', status }).label).not.to.equal('unknown'));
  }

  const executions = union(
    listIn(sdk('execution'), 'EXECUTION_STATUSES'),
    listIn(sdk('execution'), 'CONNECTOR_EXECUTION_STATUSES'),
    listIn(sdk('execution'), 'EXECUTION_FINISHED_STATUSES'),
    pluggyJs.executionStatuses,
    otherSdks.executionStatuses,
  );
  for (const executionStatus of executions) {
    it(`the execution status ${executionStatus}`, () =>
      expect(itemView({ id: 'a', executionStatus }).label).not.to.equal('unknown'));
  }

  for (const code of union(listIn(sdk('execution'), 'EXECUTION_ERROR_CODES'))) {
    it(`the error code ${code}`, () => expect(itemRemedy(code)).not.to.equal(undefined));
  }

  it('the products of a run', () => {
    const parsed = parseItem({
      id: 'a',
      statusDetail: Object.fromEntries(openApi.statusDetail.map((name) => [name, { isUpdated: true }])),
    });
    const [, ofSdk = ''] = /ItemProductsStatusDetail = \{(.*?)\n\};/s.exec(sdk('item')) ?? [];
    const names = [...ofSdk.matchAll(/^ {4}(\w+): /gm)].map(([, name]) => name!);
    expect(sorted(Object.keys(card.products))).to.deep.equal(union(names));
    expect(sorted(Object.keys(card.products))).to.deep.equal(sorted(Object.keys(parsed.statusDetail!)));
  });

  it('the codes of warnings, none of which the SDK’s types explain', () => {
    const codes = listIn(sdk('item'), 'ITEM_PRODUCT_STEP_WARNING_CODES');
    expect(codes).to.deep.equal(['001']);
    for (const code of codes) expect(warningReason(code)).to.equal('other');
  });

  it('the types of a parameter', () => {
    // Expected by hand: the field for each type.
    const kinds: Record<string, string> = {
      ethaddress: 'text',
      hcaptcha: 'widget',
      image: 'text',
      number: 'number',
      password: 'password',
      select: 'text',
      text: 'text',
    };
    const types = union(
      listIn(sdk('connector'), 'CREDENTIAL_TYPES'),
      pluggyJs.credentialTypes,
      openApi.credentialTypes,
    );
    expect(types).to.deep.equal(Object.keys(kinds));
    for (const type of types) expect(inputKind({ name: 'x', type }), type).to.equal(kinds[type]);
  });

  it('the types of an act of the person', () => {
    const [, userAction = ''] = /UserAction = \{(.*?)\n\};/s.exec(sdk('item')) ?? [];
    expect(unionIn(userAction, 'type')).to.deep.equal(['qr', 'authorize-access']);
  });

  it('the fields of an Item', () => {
    // `webhookUrl` and `clientUserId` belong to the application, and never pass.
    const known =
      'autoSyncDisabledAt clientUserId connector consecutiveFailedLoginAttempts consentExpiresAt createdAt error ' +
      'executionStatus id lastUpdatedAt nextAutoSyncAt oauthRedirectUri parameter products status statusDetail ' +
      'updatedAt userAction webhookUrl';
    const [, ofSdk = ''] = /export type Item = \{(.*?)\n\};/s.exec(sdk('item')) ?? [];
    const fields = [...ofSdk.matchAll(/^ {4}(\w+)\??: /gm)].map(([, name]) => name!);
    for (const field of union(fields, openApi.itemFields)) expect(known.split(' ')).to.include(field);
  });
});

describe('the options know every value of Pluggy’s own types', () => {
  it('products', () => {
    const products = union(listIn(sdk('connector'), 'PRODUCT_TYPES'), pluggyJs.productTypes, openApi.productTypes);
    expect(sorted(OPTION_VALUES.products.split(' '))).to.deep.equal(products);
  });

  it('types of connectors', () => {
    const types = union(listIn(sdk('connector'), 'CONNECTOR_TYPES'), pluggyJs.connectorTypes);
    expect(sorted(OPTION_VALUES.connectorTypes.split(' '))).to.deep.equal(types);
  });

  it('countries', () => {
    expect(sorted(OPTION_VALUES.countries.split(' '))).to.deep.equal(union(pluggyJs.countryCodes));
  });

  it('themes and numbers of persons, as the widget’s SDK types them', () => {
    expect(unionIn(widget, 'theme')).to.deep.equal(['light', 'dark']);
    const [, numbers = ''] = /openFinanceParameters\?: \{(.*?)\};/s.exec(widget) ?? [];
    expect([...numbers.matchAll(/^ +(\w+)\?: string/gm)].map(([, name]) => name)).to.deep.equal(['cpf', 'cnpj']);
  });
});

describe('the codes of error responses', () => {
  /** Codes of data, of payments and of the application's own set-up: no page asks for these. */
  const OTHER_ROUTES = new RegExp(
    '^(ACCOUNT|CATEGORY|CATEGORY_RULE|CONSENT|CREDIT_CARD_BILL|IDENTITY|INVESTMENT|LOAN|TRANSACTION|WEBHOOK|' +
      'PAYMENT_[A-Z]+|SMART_TRANSFER_[A-Z]+)_NOT_FOUND$|^BALANCE_|^BOLETO_|^CATEGORY_RULE_FORBIDDEN$|^IDS_PARAMETER_',
  );
  const codes = openApi.errorCodes.filter((code) => !OTHER_ROUTES.test(code));

  it('are those of tokens, connectors and Items', () => expect(codes.length).to.be.greaterThan(10));

  for (const code of codes) it(`${code} has an entry`, () => expect(codeEntry(code)).not.to.equal(undefined));
});

describe('the steps of the widget', () => {
  it('are those that the SDK types', () => {
    expect(sorted(unionIn(widget, 'event'))).to.deep.equal([
      'ITEM_RESPONSE',
      'LOGIN_MFA_SUCCESS',
      'LOGIN_STEP_COMPLETED',
      'LOGIN_SUCCESS',
      'SELECTED_INSTITUTION',
      'SUBMITTED_CONSENT',
      'SUBMITTED_LOGIN',
      'SUBMITTED_MFA',
    ]);
  });
});
