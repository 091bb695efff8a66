// Loaded before each file of element tests.
import { checkConsole, guardConsole } from './console.js';

guardConsole();
afterEach(checkConsole);
after(checkConsole);
