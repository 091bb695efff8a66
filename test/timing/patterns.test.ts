import { expect, it } from 'vitest';
import { safePattern, isAccepted } from '../../src/model/mfa.js';

it('a pattern that safePattern accepts checks the worst text within 200 ms', () => {
  const validation = `${'a{0,30}'.repeat(2)}b$`;
  expect(safePattern(validation)).toBeInstanceOf(RegExp);
  const start = performance.now();
  expect(isAccepted({ name: 'token', validation }, 'a'.repeat(64))).toBe(false);
  expect(performance.now() - start).toBeLessThan(200);
});
