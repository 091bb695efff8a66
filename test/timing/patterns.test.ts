import { expect, it } from 'vitest';
import { safePattern, isAccepted } from '../../src/model/mfa.js';

it('checks the worst text against the worst validation pattern that is safePattern within 200 ms', () => {
  const validation = `${'a{0,30}'.repeat(2)}b$`;
  expect(safePattern(validation)).toBeInstanceOf(RegExp);
  const start = performance.now();
  expect(isAccepted({ name: 'token', validation }, 'a'.repeat(64))).toBe(false);
  expect(performance.now() - start).toBeLessThan(200);
});
