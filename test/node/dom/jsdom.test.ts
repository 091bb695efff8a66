// @vitest-environment jsdom
import { testElementsIn } from './dom.js';

testElementsIn('jsdom', 'widget-failed');
