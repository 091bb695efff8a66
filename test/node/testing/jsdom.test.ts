// @vitest-environment jsdom
import { testFakeIn } from './fake.js';

testFakeIn('jsdom');
