// Loaded before each test file that runs in Node.
import { afterAll, afterEach } from 'vitest';
import { checkConsole, guardConsole } from './console.js';

guardConsole();
afterEach(checkConsole);
afterAll(checkConsole);
