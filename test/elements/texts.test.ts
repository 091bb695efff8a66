import { expect, fixture, html } from '@open-wc/testing';
import { errors } from '../../src/locales/en/errors.js';
import { mfa as enMfa } from '../../src/locales/en/mfa.js';
import '../../src/define/error-banner.js';
import '../../src/define/item-card.js';
import '../../src/define/reauth-prompt.js';
import { testClock } from '../support/clock.js';
import { asking } from '../support/prompt.js';
import { until } from '../support/widget.js';

/** The languages of a group's texts that the page has requested. */
const requested = (group: string) =>
  performance
    .getEntriesByType('resource')
    .flatMap(({ name }) => new RegExp(`/locales/([\\w-]+)/${group}\\.`).exec(name)?.[1] ?? [])
    .sort();

const titleOf = (banner: Element) => banner.shadowRoot!.querySelector('[part=title]')?.textContent ?? '';

describe('texts on demand', () => {
  it('are requested in the language of the page only', async () => {
    const page = await fixture<HTMLElement>(
      html`<div lang="es"><pluggy-item-card .item=${{ id: 'item-1' }}></pluggy-item-card></div>`,
    );
    const card = page.firstElementChild!;
    const lang = () => card.shadowRoot!.querySelector('.card')?.getAttribute('lang');
    await until(() => lang() === 'es', 'Spanish');
    expect(requested('card')).to.deep.equal(['es']);

    page.lang = 'pt-BR';
    await until(() => lang() === 'pt-BR', 'Portuguese');
    expect(requested('card')).to.deep.equal(['es', 'pt-BR']);
  });

  it('stay in the previous language, which still renders, until the texts in the new one arrive', async () => {
    const page = await fixture<HTMLElement>(
      html`<div lang="en"><pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner></div>`,
    );
    const banner = page.querySelector('pluggy-error-banner')!;
    await until(() => titleOf(banner), 'English');
    expect(titleOf(banner)).to.equal(errors.texts.locked.title);

    page.lang = 'pt-BR';
    // Microtasks only: the texts cannot arrive in between.
    while (banner.locale !== 'pt-BR') await Promise.resolve();
    banner.code = 'items-network';
    await banner.updateComplete;
    expect(titleOf(banner)).to.equal(errors.texts.items.title);
    expect(banner.shadowRoot!.querySelector('[part=banner]')!.getAttribute('lang')).to.equal('en');

    await until(() => titleOf(banner) !== errors.texts.items.title, 'Portuguese');
    expect(banner.shadowRoot!.querySelector('[part=banner]')!.getAttribute('lang')).to.equal('pt-BR');
  });

  it('are not requested for an element that has nothing to show', async () => {
    const page = await fixture<HTMLElement>(
      html`<div lang="pt-BR"><pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner></div>`,
    );
    const banner = page.querySelector('pluggy-error-banner')!;
    await until(() => titleOf(banner), 'the banner');
    banner.code = '';
    page.lang = 'es';
    await until(() => !titleOf(banner), 'no banner');
    expect(banner.locale).to.equal('es');
    expect(requested('errors')).not.to.include('es');
    banner.code = 'ACCOUNT_LOCKED';
    await until(() => banner.shadowRoot!.querySelector('[lang=es]'), 'the banner in Spanish');
    expect(requested('errors')).to.include('es');
  });

  it('are requested again after a failure; meanwhile the prompt works in the previous language', async () => {
    document.cookie = 'no-chunk=locales/es/mfa';
    /** Replaces the response in the browser's cache, which other test files share. */
    const refetch = async () => {
      for (const ending of ['ts', 'js']) await fetch(`/src/locales/es/mfa.${ending}`, { cache: 'reload' });
    };
    await refetch();
    const page = await fixture<HTMLElement>(
      html`<div lang="en">
        <pluggy-reauth-prompt mfa-endpoint="/api/mfa" .item=${asking()}></pluggy-reauth-prompt>
      </div>`,
    );
    const prompt = page.querySelector('pluggy-reauth-prompt')!;
    const part = (selector: string) => prompt.shadowRoot!.querySelector<HTMLElement>(selector);
    const lang = () => part('[part=prompt]')?.lang;
    await until(lang, 'English');
    const clock = testClock();
    /** The network takes real time. */
    const happens = async (condition: () => unknown) => {
      while (!condition()) await new Promise(requestAnimationFrame);
    };
    try {
      page.lang = 'es';
      await happens(() => clock.waiting === 1);
      part('form button')!.click();
      await prompt.updateComplete;
      expect(part('form')!.textContent).to.contain(enMfa.failed.required);
      expect(lang()).to.equal('en');

      document.cookie = 'no-chunk=; max-age=0';
      await clock.pass(5000);
      await happens(() => lang() === 'es');
      expect(part('form')!.textContent).not.to.contain(enMfa.failed.required);
    } finally {
      clock.restore();
      document.cookie = 'no-chunk=; max-age=0';
      await refetch();
    }
  });
});
