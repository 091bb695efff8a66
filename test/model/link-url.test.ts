import { describe, expect, it } from 'vitest';
import { errorView } from '../../src/model/error-view.js';
import type { PluggyError } from '../../src/model/errors.js';
import { parseItem } from '../../src/model/parse-item.js';
import { linkUrl } from '../../src/model/sanitize.js';

const SAFE = [
  'https://azul.example',
  'https://azul.example/',
  'https://azul.example:8443/senha?x=1&y=a@b#c@d',
  'https://www.azul.com.br/esqueci%20a%20senha',
  'HTTPS://azul.example/caminho/ção',
  'http://azul.example',
];

const UNSAFE: [string, string][] = [
  ['a user', 'https://azul.example@evil.example/'],
  ['a user and a password', 'https://azul.example:443@evil.example/'],
  ['an empty user', 'https://@evil.example/'],
  ['an empty user and password', 'https://:@evil.example/'],
  ['an encoded user', 'https://azul.example%2F@evil.example/'],
  ['a right-to-left override', 'https://azul.example/\u202Egpj.exe'],
  ['a left-to-right isolate', 'https://azul.example/\u2066x\u2069'],
  ['a right-to-left mark', 'https://azul\u200F.example/'],
  ['an Arabic letter mark', 'https://azul.example/\u061C'],
  ['a zero-width space', 'https://azul.ex\u200Bample/'],
  ['a soft hyphen', 'https://az\u00ADul.example/'],
  ['a byte order mark', '\uFEFFhttps://azul.example/'],
  ['a script', 'javascript:alert(1)'],
  ['a script in capitals', 'JaVaScRiPt:alert(1)'],
  ['a script with a host', 'javascript://azul.example/%0Aalert(1)'],
  ['a script with a line break', 'java\nscript:alert(1)'],
  ['a script after white space', ' javascript:alert(1)'],
  ['a scheme with a tab', 'ht\ttps://azul.example/'],
  ['white space before', ' https://azul.example/'],
  ['white space after', 'https://azul.example/ '],
  ['white space inside', 'https://azul.example/ a'],
  ['a no-break space', 'https://azul.example/\u00A0'],
  ['a line break', 'https://azul.example/\n'],
  ['a control character', 'https://azul.example/\u0001'],
  ['a null character', 'https://azul.example/\u0000'],
  ['a backslash', 'https://azul.example\\@evil.example/'],
  ['backslashes for slashes', 'https:\\\\evil.example'],
  ['one slash', 'https:/evil.example'],
  ['no slash', 'https:evil.example'],
  ['three slashes', 'https:///evil.example'],
  ['data', 'data:text/html,<script>alert(1)</script>'],
  ['a blob', 'blob:https://azul.example/1'],
  ['no scheme', '//evil.example'],
  ['no host', 'https://'],
  ['an invalid host', 'https://a b.example'],
  ['an invalid port', 'https://azul.example:99999/'],
  ['nothing', ''],
];

const ended = (resetPasswordUrl: unknown) => ({
  id: 'a',
  status: 'LOGIN_ERROR',
  executionStatus: 'ACCOUNT_LOCKED',
  connector: { id: 2, name: 'Banco Azul', resetPasswordUrl, otherUrl: resetPasswordUrl, imageUrl: resetPasswordUrl },
});

describe('a link of a server', () => {
  for (const url of SAFE) {
    it(`stays: ${url}`, () => expect(linkUrl(url)).toBe(url));
  }
  for (const [name, url] of UNSAFE) {
    it(`is left out with ${name}`, () => {
      expect(linkUrl(url)).toBe(undefined);
      const item = parseItem(ended(url));
      expect(item.connector).toEqual({ id: 2, name: 'Banco Azul' });
      expect(errorView({ item }, 0).url).toBe(undefined);
    });
  }

  it('is shown for https only', () => {
    expect(errorView({ item: parseItem(ended('https://azul.example/senha')) }, 0).url).toBe(
      'https://azul.example/senha',
    );
    expect(errorView({ item: parseItem(ended('http://azul.example/senha')) }, 0).url).toBe(undefined);
  });

  it("is checked in an error of the page's own, whose Item nothing has read", () => {
    for (const url of ['https://azul.example@evil.example/', 'https://azul.example/\u202E', 42, { startsWith: 1 }]) {
      const error = { code: 'ACCOUNT_LOCKED', item: ended(url) } as unknown as PluggyError;
      expect(errorView({ code: 'ACCOUNT_LOCKED', error }, 0).url).toBe(undefined);
    }
  });

  it('may be data for a picture', () => {
    const imageUrl = 'data:image/png;base64,iVBORw0KGgo=';
    expect(parseItem({ id: 'a', connector: { id: 2, imageUrl } }).connector?.imageUrl).toBe(imageUrl);
    const resetPasswordUrl = imageUrl;
    expect(parseItem({ id: 'a', connector: { id: 2, resetPasswordUrl } }).connector?.resetPasswordUrl).toBe(undefined);
  });
});
