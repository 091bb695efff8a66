/**
 * `pluggy-elements/testing`: stand-ins for tests in jsdom, happy-dom and browsers, without network. No module of the
 * elements imports them.
 */
export { anItem } from './an-item.js';
export { fakeBackend, type FakeBackend, type FakeBackendOptions } from './fake-backend.js';
export { fakeConnect, type Ending, type FakeConnect, type FakeConnectOptions } from './fake-connect.js';
