// @vitest-environment happy-dom
import { testElementsIn } from './dom.js';

testElementsIn('happy-dom', 'widget-blocked');
