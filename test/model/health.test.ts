import { describe, expect, it } from 'vitest';
import { errorView } from '../../src/model/error-view.js';
import { healthProblem } from '../../src/model/health.js';
import { parseItem } from '../../src/model/parse-item.js';

const itemAt = (health: unknown, fields = {}) =>
  parseItem({ id: 'a', status: 'UPDATED', connector: { id: 2, name: 'Bank', health }, ...fields });

describe('the health of an institution', () => {
  const rows: [unknown, string | undefined][] = [
    [{ status: 'OFFLINE' }, 'offline'],
    [{ status: 'UNSTABLE', stage: null }, 'unstable'],
    ['OFFLINE', 'offline'],
    ['offline', 'offline'],
    [{ status: 'unstable' }, 'unstable'],
    [{ status: 'ONLINE' }, undefined],
    [{ status: 'A_NEW_STATUS' }, undefined],
    [{ status: 1 }, undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [health, problem] of rows) {
    it(`${JSON.stringify(health)} is ${problem ?? 'no problem'}`, () => {
      expect(healthProblem(itemAt(health))).toBe(problem);
    });
  }

  it('is unknown without an Item', () => expect(healthProblem(undefined)).toBe(undefined));

  const offline = { status: 'OFFLINE' };
  const view = (fields: object) => errorView({ item: itemAt(offline, fields) }, Date.now());
  it('may be the reason of a run that failed for a temporary reason', () => {
    expect(view({ status: 'OUTDATED', executionStatus: 'CONNECTION_ERROR' }).health).toBe('offline');
    expect(view({ status: 'OUTDATED', executionStatus: 'A_NEW_CODE' }).health).toBe('offline');
  });
  it('is not said again where the failure says it', () => {
    expect(view({ status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' }).health).toBe(undefined);
  });
  it('is not the reason of a wrong password or of a consent that has ended', () => {
    expect(view({ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' }).health).toBe(undefined);
    expect(view({ status: 'OUTDATED', executionStatus: 'USER_AUTHORIZATION_REVOKED' }).health).toBe(undefined);
  });
});
