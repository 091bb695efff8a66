import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasStackTrace } from '../../../src/cli/doctor/answer.js';
import { attackersOf } from '../../../src/cli/doctor/attackers.js';
import { sameSiteOf, sessionCookies } from '../../../src/cli/doctor/cookies.js';
import { allows, allowsScript, readPolicies, sourcesOf } from '../../../src/cli/doctor/csp.js';
import { findChrome } from '../../../src/cli/doctor/chrome/find.js';
import { meetsIntegrity } from '../../../src/cli/doctor/page.js';
import { eventsIn } from '../../../src/cli/doctor/events.js';
import { tagsOf } from '../../../src/cli/doctor/html.js';
import { HELP, readOptions } from '../../../src/cli/doctor/options.js';
import { Person } from '../../../src/cli/doctor/person.js';
import { routesOf, urlOf } from '../../../src/cli/doctor/routes.js';
import { Secrets } from '../../../src/cli/doctor/secrets.js';
import { BACKEND_CHECKS, PAGE_CHECKS } from '../../../src/cli/doctor/doctor.js';
import { anchorsOf } from '../../support/docs.js';

describe('the table of checks', () => {
  const all = [...BACKEND_CHECKS, ...PAGE_CHECKS];

  it('names each check once', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  it('leads to headings of the documentation', () => {
    const broken = all.filter(({ docs }) => {
      const [page = '', anchor = ''] = docs.split('#');
      return anchor !== '' && !anchorsOf(`docs/${page}`).has(anchor);
    });
    expect(broken.map(({ id, docs }) => `${id}: ${docs}`)).toEqual([]);
  });
});

describe('Secrets', () => {
  it('masks values in every spelling, and tokens that are unknown', () => {
    const secrets = new Secrets();
    secrets.add('s3cr"t/value');
    secrets.add('s3cr"t/value and more');
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl';
    const text = [
      's3cr"t/value',
      JSON.stringify('s3cr"t/value'),
      encodeURIComponent('s3cr"t/value'),
      jwt,
      's3cr"t/value and more',
    ].join(' ');
    expect(secrets.mask(text)).toBe('••• "•••" ••• ••• •••');
    expect(secrets.maskAll({ a: [`x ${jwt}`], b: 1, c: null })).toEqual({ a: ['x •••'], b: 1, c: null });
  });

  it('leaves short values alone', () => {
    const secrets = new Secrets();
    secrets.add('abc');
    expect(secrets.mask('abc')).toBe('abc');
  });
});

describe('Person', () => {
  it('sends cookies to every site, and headers and CSRF tokens to their own site only', () => {
    const person = new Person('a=1; session=abcdefgh', new Secrets());
    person.csrf = { name: 'X-CSRF-Token', value: 'csrf-value' };
    expect(person.cookieHeader()).toEqual({ Cookie: 'a=1; session=abcdefgh' });
    expect(person.headers('GET')).toEqual({ Cookie: 'a=1; session=abcdefgh' });
    expect(person.headers('POST')).toEqual({ Cookie: 'a=1; session=abcdefgh', 'X-CSRF-Token': 'csrf-value' });

    const withHeader = new Person('Authorization: Bearer the-token', new Secrets());
    expect(withHeader.cookieHeader()).toEqual({});
    expect(withHeader.headers('GET')).toEqual({ Authorization: 'Bearer the-token' });
    expect(new Person('', new Secrets()).hasSession).toBe(false);
  });

  it('takes cookies over, and marks them as secrets', () => {
    const secrets = new Secrets();
    const person = new Person('session=old-value', secrets);
    person.receive(
      new Headers([
        ['Set-Cookie', 'session=new-value; HttpOnly'],
        ['Set-Cookie', 'XSRF-TOKEN=other%3D; Path=/'],
      ]),
    );
    expect(person.cookieHeader()).toEqual({ Cookie: 'session=new-value; XSRF-TOKEN=other%3D' });
    expect(secrets.mask('old-value new-value other%3D')).toBe('••• ••• •••');
  });
});

describe('routes', () => {
  const base = new URL('https://shop.example/app/');

  it('come from options, then from the page, then from the reference backend', () => {
    const routes = routesOf({ 'token-endpoint': '/t' }, { 'token-endpoint': '/page', 'items-endpoint': '/items/' });
    expect(urlOf(routes.token, base).href).toBe('https://shop.example/t');
    expect(urlOf(routes.item, base, 'a/b').href).toBe('https://shop.example/items/a%2Fb');
    expect(urlOf(routes.mfa, base, 'x').href).toBe('https://shop.example/items/x/mfa');
    expect(routes.events).toEqual({ template: '/api/events', origin: 'default' });
  });

  it('put the consents below the Item', () => {
    const consents = (template: string) => urlOf(routesOf({ 'item-endpoint': template }, {}).consents, base, 'x').href;
    expect(consents('/items/{itemId}')).toBe('https://shop.example/items/x/consents');
    expect(consents('/items/{itemId}?a=1')).toBe('https://shop.example/items/x/consents?a=1');
  });

  it('leave the place of an id out when there is none', () => {
    const route = { template: '/users/{itemId}/token?item={itemId}&a=1', origin: 'page' } as const;
    expect(urlOf(route, base).href).toBe('https://shop.example/users/token?a=1');
    expect(urlOf(route, base, 'x').href).toBe('https://shop.example/users/x/token?item=x&a=1');
  });
});

describe('policies', () => {
  const page = new URL('https://shop.example/');
  const widget = new URL('https://connect.pluggy.ai');

  it.each([
    ['frame-src *', true],
    ["frame-src 'self' https://connect.pluggy.ai", true],
    ['frame-src connect.pluggy.ai', true],
    ['frame-src *.pluggy.ai', true],
    ['frame-src https:', true],
    ['frame-src https://connect.pluggy.ai:443', true],
    ['frame-src https://connect.pluggy.ai/', true],
    ['child-src https://connect.pluggy.ai', true],
    ["default-src 'self'; frame-src https://connect.pluggy.ai", true],
    ["script-src 'self'", true],
    ["default-src 'self'", false],
    ["frame-src 'none'", false],
    ['frame-src', false],
    ['frame-src pluggy.ai', false],
    ['frame-src https://connect.pluggy.ai:8443', false],
    ['frame-src https://connect.pluggy.ai/other', false],
    ["frame-src 'none'; frame-src *", false],
  ])('%s: %s', (text, isAllowed) => {
    const [policy] = readPolicies(text);
    const found = sourcesOf(policy!, 'frame-src');
    expect(!found || allows(found.sources, widget, page)).toBe(isAllowed);
  });

  it('are several in one header', () => {
    expect(readPolicies("default-src 'self', frame-src *;")).toHaveLength(2);
  });
});

describe('the policy for a script', () => {
  const page = new URL('https://shop.example/');
  const url = new URL('https://shop.example/elements.js');

  it.each([
    ["script-src 'self'", {}, true],
    ["script-src 'none'", {}, false],
    ["default-src 'self'; script-src https://cdn.example", {}, false],
    ["script-src 'none'; script-src-elem 'self'", {}, true],
    ["script-src 'nonce-a'", { nonce: 'a' }, true],
    ["script-src 'nonce-a'", { nonce: 'b' }, false],
    ["script-src 'self' 'nonce-a' 'strict-dynamic'", {}, false],
    ["script-src 'sha256-x'", { integrity: 'sha256-x' }, true],
    ["script-src 'sha256-x'", { integrity: 'sha256-x sha512-y' }, false],
    ["script-src 'unsafe-inline'", {}, false],
    ["frame-src 'none'", {}, true],
  ])('%s and %j: %s', (text, tag, isAllowed) => {
    const found = sourcesOf(readPolicies(text)[0]!, 'script-src-elem');
    expect(!found || allowsScript(found.sources, { url, ...tag }, page)).toBe(isAllowed);
  });
});

describe('the integrity of a script', () => {
  const hash = (algorithm: string, text: string) =>
    `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`;
  const [right, weak, wrong] = [hash('sha512', 'text'), hash('sha256', 'text'), hash('sha512', 'other')];

  it.each([
    [right, true],
    [weak, true],
    [`${weak} ${wrong}`, false],
    [`${wrong} ${right}`, true],
    [`${hash('sha256', 'other')} ${right}?option`, true],
    ['md5-unknown', true],
  ])('%s: %s', (integrity, isMet) => {
    expect(meetsIntegrity('text', integrity)).toBe(isMet);
  });
});

describe('cookies', () => {
  it('of a session are known by their names, without those that are removed', () => {
    const lines = ['sid=1; HttpOnly', '_ga=2', 'csrf-token=3', 'session=; Max-Age=0', 'auth=x; Max-Age=0; Path=/'];
    expect(sessionCookies(lines)).toEqual(['sid=1; HttpOnly']);
    expect(sessionCookies(['sid=1; expires=Thu, 01 Jan 1970 00:00:00 GMT'])).toEqual([]);
  });

  it.each([
    [['session=1; SameSite=Lax'], ['session'], 'Lax'],
    [['session=1; SameSite=Lax', 'session=1'], ['session'], 'None'],
    [['_ga=1; SameSite=Lax'], ['session', '_ga'], undefined],
    [['session=1; SameSite=Strict', '_ga=1'], ['session', '_ga'], 'Strict'],
    [['shop=1; SameSite=Lax'], ['shop'], 'Lax'],
    [['session=1; SameSite=Lax'], ['shop'], undefined],
    [['session=; Max-Age=0'], ['session'], undefined],
  ])('%j of a person with %j: SameSite=%s', (lines, names, sameSite) => {
    expect(sameSiteOf(lines, names)).toBe(sameSite);
  });
});

describe('attackersOf', () => {
  it('returns names that begin and end like the page’s, where a browser can have them', () => {
    expect(attackersOf(new URL('https://shop.example/app'))).toEqual([
      'https://attacker.example',
      'null',
      'https://evil-shop.example',
      'https://shop.example.attacker.example',
    ]);
    expect(attackersOf(new URL('http://127.0.0.1:4200'))).toEqual([
      'https://attacker.example',
      'null',
      'http://127.0.0.1.attacker.example:4200',
    ]);
    expect(attackersOf(new URL('http://[::1]:4200'))).toEqual(['https://attacker.example', 'null']);
  });
});

describe('stack traces', () => {
  const answer = (text: string, status = 502) => ({ text, status, headers: new Headers(), ms: 1 });
  it.each([
    [new Error('x').stack!],
    [JSON.stringify({ stack: new Error('x').stack })],
    ['Traceback (most recent call last):\n  File "app.py"'],
    ['at com.shop.Backend.run(Backend.java:12)'],
    ['Stack trace:\n#0 /var/www/index.php(12): answer()'],
    ["app.rb:12:in 'block'"],
    ['goroutine 7 [running]:'],
  ])('are seen in %j', (text) => expect(hasStackTrace(answer(text))).toBe(true));

  it.each([
    ['{"code":"try-later","message":"Try again at 2026-11-28T12:00:00"}', 429],
    ['{"code":"item-not-found"}', 404],
    [new Error('x').stack!, 200],
  ])('are not seen in %j with %d', (text, status) => expect(hasStackTrace(answer(text, status))).toBe(false));
});

describe('tags of a page', () => {
  it('have their attributes, and none is found in comments and scripts', () => {
    const html = `<!-- <pluggy-connect> --><pluggy-connect token-endpoint='/a?b=1&amp;c' inline data-x=y
      token-endpoint="second"></pluggy-connect><script>"<pluggy-provider>"</script><p title="a > b"/>`;
    expect(tagsOf(html).map(({ name, attributes, text }) => [name, Object.fromEntries(attributes), text])).toEqual([
      ['pluggy-connect', { 'token-endpoint': '/a?b=1&c', inline: '', 'data-x': 'y' }, ''],
      ['script', {}, '"<pluggy-provider>"'],
      ['p', { title: 'a > b' }, ''],
    ]);
  });
});

describe('events of a stream', () => {
  it('are complete, without comments and ids', () => {
    const text = ':\r\n\r\ndata: {"a":\r\ndata: 1}\r\nid: 1\r\n\r\nevent: x\ndata:2\n\ndata: unfinished\n';
    expect(eventsIn(text)).toEqual([{ data: '{"a":\n1}' }, { data: '2' }]);
  });
});

describe('options', () => {
  it('come from arguments, and secrets also from the environment', () => {
    const env = { PLUGGY_DOCTOR_COOKIE: 'session=env', PLUGGY_DOCTOR_WEBHOOK_SECRET: 'X-Secret: abc' };
    expect(readOptions(['https://shop.example/x', '--as', 'session=b', '--items-endpoint', '/i'], env)).toMatchObject({
      cookie: 'session=env',
      as: 'session=b',
      webhookSecret: { name: 'X-Secret', value: 'abc' },
      addresses: { 'items-endpoint': '/i' },
      mayChange: false,
      waitMs: 30_000,
    });
    expect(readOptions(['https://shop.example', '--cookie', 'session=a'], env)!.cookie).toBe('session=a');
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [[], 'Name the page to check'],
    [['shop.example'], 'must begin with http'],
    [['https://ana:hunter2@shop.example'], 'must not have a password'],
    [['https://shop.example', 'hunter2'], 'more than one address'],
    [['https://shop.example', '--webhook-secret', 'hunter2'], 'must be a header'],
    [['https://shop.example', '--wait', 'long'], '--wait must be'],
    [['https://shop.example', '--pluggy', 'localhost:4201'], '--pluggy must begin with http'],
    [['https://shop.example', '--cooky=hunter2'], '--help lists the options'],
  ])('refuse %j without repeating a secret', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
    expect(() => readOptions(args, {})).not.toThrow('hunter2');
  });

  it('are all in the help', () => {
    for (const [name] of HELP.matchAll(/--[a-z-]+/g)) {
      if (name === '--help') continue;
      const VALUES: Record<string, string> = { '--wait': '1', '--pluggy': 'http://localhost:4201' };
      const value = ['--changes', '--json', '--no-browser'].includes(name) ? [] : [VALUES[name] ?? 'X-Name: value'];
      expect(readOptions(['https://shop.example', name, ...value], {}), name).toBeDefined();
    }
  });
});

describe('findChrome', () => {
  it('takes CHROME_PATH first, and finds none where there is none', () => {
    expect(findChrome({ CHROME_PATH: process.execPath })).toBe(process.execPath);
    expect(findChrome({ CHROME_PATH: '/no/such/file', PATH: process.env.PATH })).toBeUndefined();
    expect(findChrome({ PATH: '/no/such/folder' }, 'linux')).toBeUndefined();
    expect(findChrome({}, 'win32')).toBeUndefined();
  });
});
