import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Item } from '../src/index.js';
import { playground } from './playground.js';

const NAMES = [
  'Banco Jabuticaba',
  'Capivara Pay',
  'Cooperativa Araucária',
  'Banco Ipê',
  'Corretora Sabiá',
  'Caju',
  'Mercado Pitanga',
  'Banco do Litoral',
];
const COLORS = ['4b1250', '8f4f1f', '2f6b4f', 'ef294b', 'd35400', '0b7285', 'c1121f', '1d66db'];
const TYPES = ['PERSONAL_BANK', 'BUSINESS_BANK', 'INVESTMENT'];

const institutions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    name: index < NAMES.length ? NAMES[index] : `${NAMES[index % NAMES.length]} ${index + 1}`,
    primaryColor: COLORS[index % COLORS.length],
    type: TYPES[index % TYPES.length],
    country: 'BR',
    health: { status: index === 1 ? 'OFFLINE' : index === 3 ? 'UNSTABLE' : 'ONLINE' },
  }));

/** The answer of a route, as an address: stories need no server. */
const route = (answer: unknown) => `data:application/json,${encodeURIComponent(JSON.stringify(answer))}`;
const never = () => new Promise<never>(() => {});

interface Around {
  endpoint?: string;
  headers?: () => Promise<HeadersInit>;
  items?: readonly Partial<Item>[];
}

const search = ({ endpoint = route(institutions(24)), headers, items }: Around = {}) => html`
  <pluggy-provider
    connectors-endpoint=${endpoint}
    token-endpoint="/api/connect-token"
    .tokenSource=${never}
    .headers=${headers}
    .items=${items}
  >
    <div style="max-inline-size: 760px"><pluggy-institutions></pluggy-institutions></div>
  </pluggy-provider>
`;
const rootIn = (canvas: HTMLElement) => canvas.querySelector('pluggy-institutions')!.shadowRoot!;
const shows = (selector: string) => ({
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await waitFor(() => expect(rootIn(canvasElement).querySelector(selector)).toBeTruthy(), { timeout: 20_000 });
  },
});

const meta: Meta = {
  title: 'Elements/Institutions',
  component: 'pluggy-institutions',
  parameters: { actions: { handles: ['pluggy-institution-missing', 'pluggy-open', 'pluggy-close'] } },
};
export default meta;

/** A control for every setting. The institutions come from the provider's `connectors-endpoint`. */
export const Playground: StoryObj = {
  ...playground('pluggy-institutions', {
    around: (element) =>
      html`<pluggy-provider
        connectors-endpoint=${route(institutions(24))}
        token-endpoint="/api/connect-token"
        .tokenSource=${never}
        >${element}</pluggy-provider
      >`,
  }),
  ...shows('[role=option]'),
};

/** Institutions with their kind, or with their problem at the moment. */
export const Institutions: StoryObj = { render: () => search(), ...shows('[role=option]') };

export const InstitutionsInPortuguese: StoryObj = { ...Institutions, globals: { language: 'pt-BR' } };

/** Four hundred institutions. The browser lays out those that are visible. */
export const FourHundred: StoryObj = {
  render: () => search({ endpoint: route(institutions(400)) }),
  ...shows('[role=option]'),
};

/** Typed text, and the highlight of the arrow keys. */
export const Searching: StoryObj = {
  render: () => search(),
  play: async ({ canvasElement }) => {
    await Institutions.play!({ canvasElement } as never);
    const field = rootIn(canvasElement).querySelector('input')!;
    field.focus();
    field.value = 'banco';
    field.dispatchEvent(new Event('input'));
    await canvasElement.querySelector('pluggy-institutions')!.updateComplete;
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
  },
};

/** A name that no institution has. */
export const NothingFound: StoryObj = {
  render: () => search(),
  play: async ({ canvasElement }) => {
    await Institutions.play!({ canvasElement } as never);
    const field = rootIn(canvasElement).querySelector('input')!;
    field.value = 'Banco do Bairro';
    field.dispatchEvent(new Event('input'));
  },
};

/** The chosen institution is connected already. */
export const AlreadyConnected: StoryObj = {
  render: () =>
    search({ items: [{ id: '8d1f2c1e-0000-4000-8000-000000000001', status: 'UPDATED', connector: { id: 1 } }] }),
  play: async ({ canvasElement }) => {
    await Institutions.play!({ canvasElement } as never);
    rootIn(canvasElement).querySelector<HTMLElement>('[role=option]')!.click();
    await waitFor(() => expect(rootIn(canvasElement).querySelector('[part=offer]')).toBeTruthy());
  },
};

/** The list before its answer. */
export const Loading: StoryObj = { render: () => search({ headers: never }), ...shows('.grey') };

/** An answer without institutions. */
export const Empty: StoryObj = { render: () => search({ endpoint: route([]) }), ...shows('.empty') };

/** A request that failed, and may succeed later. */
export const Failed: StoryObj = {
  tags: ['!autodocs'],
  render: () => search({ headers: () => Promise.reject(new Error('The story is offline.')) }),
  ...shows('[role=alert]'),
};

export const Dark: StoryObj = { ...Institutions, globals: { theme: 'dark' } };
export const RightToLeft: StoryObj = { ...Institutions, globals: { direction: 'rtl' } };
