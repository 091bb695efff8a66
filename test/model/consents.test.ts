import { describe, expect, it } from 'vitest';
import { sharedFacts } from '../../src/model/card.js';
import { parseConsents } from '../../src/model/consents.js';
import type { Item } from '../../src/model/item-types.js';

const NOW = Date.parse('2026-11-30T12:00:00.000Z');
const day = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
const at = (days: number) => Date.parse(day(days));
const anItem = (consentExpiresAt?: string | null): Item => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  connector: { id: 201, name: 'Itaú', isOpenFinance: true },
  consentExpiresAt,
});
const facts = (item: Item, ...consents: object[]) => {
  const { until, revoked, isRevocable } = sharedFacts(item, parseConsents(consents), NOW) ?? {};
  return { until, revoked, isRevocable };
};

const expired = { products: ['ACCOUNTS'], createdAt: day(-700), expiresAt: day(-340) };
const revoked = { products: ['ACCOUNTS'], createdAt: day(-300), expiresAt: day(60), revokedAt: day(-2) };
const current = { products: ['ACCOUNTS'], createdAt: day(-10), expiresAt: day(355), revokedAt: null };
const endless = { products: ['ACCOUNTS'], createdAt: day(-300), expiresAt: null };

describe('the consents of a connection', () => {
  it.each([
    ['a consent without an end', anItem(), [endless], { until: null, isRevocable: true }],
    [
      'a consent without an end, of which the Item has an old date',
      anItem(day(-3)),
      [endless],
      { until: null, isRevocable: true },
    ],
    [
      'a consent without an end in snake_case',
      anItem(),
      [{ expires_at: null, created_at: day(-3) }],
      { until: null, isRevocable: true },
    ],
    [
      'a consent that says nothing of its end',
      anItem(),
      [{ createdAt: day(-3) }],
      { until: undefined, isRevocable: true },
    ],
    ['an expired consent, which the bank cannot cancel', anItem(), [expired], { until: at(-340), isRevocable: false }],
    ['an end that only the Item knows', anItem(day(-1)), [], { until: at(-1), isRevocable: false }],
    [
      'an expired consent and a newer one that was cancelled',
      anItem(),
      [expired, revoked],
      { until: at(60), revoked: at(-2), isRevocable: false },
    ],
    [
      'a cancelled consent and a newer one in force',
      anItem(),
      [revoked, current],
      { until: at(355), isRevocable: true },
    ],
    [
      'a consent in force and a newer one that was cancelled',
      anItem(),
      [{ ...revoked, createdAt: day(-1) }, current],
      { until: at(355), isRevocable: true },
    ],
    ['a renewal that the consents do not have yet', anItem(day(300)), [expired], { until: at(300), isRevocable: true }],
    [
      'a renewal without an end that the consents do not have yet',
      anItem(null),
      [expired],
      { until: null, isRevocable: true },
    ],
    [
      'a consent with an end, of which the Item says that there is none',
      anItem(null),
      [current],
      { until: at(355), isRevocable: true },
    ],
    [
      'an expired consent that was cancelled, of which the Item says that there is no end',
      anItem(null),
      [{ ...expired, revokedAt: day(-400) }],
      { until: at(-340), revoked: at(-400), isRevocable: false },
    ],
    ['a renewal that the Item does not have yet', anItem(day(2)), [current], { until: at(355), isRevocable: true }],
  ])('are those of %s', (_, item, consents, expected) => {
    expect(facts(item, ...consents)).toEqual({ revoked: undefined, ...expected });
  });
});
