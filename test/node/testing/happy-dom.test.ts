// @vitest-environment happy-dom
import { testFakeIn } from './fake.js';

testFakeIn('happy-dom');
