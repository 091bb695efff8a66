/** How an address became known. A default address that answers 404 means that there is no such route. */
type Origin = 'option' | 'page' | 'default';

export interface Route {
  /** The address, perhaps with `{itemId}`. */
  readonly template: string;
  readonly origin: Origin;
}

export interface Routes {
  readonly token: Route;
  readonly items: Route;
  readonly item: Route;
  readonly mfa: Route;
  readonly consents: Route;
  readonly events: Route;
  readonly webhook: Route;
}

/** Addresses by the names of the attributes, as options or a page set them. */
export type Addresses = Partial<Record<RouteName, string>>;

export const ROUTE_NAMES = [
  'token-endpoint',
  'items-endpoint',
  'item-endpoint',
  'mfa-endpoint',
  'events-endpoint',
  'webhook-endpoint',
] as const;
type RouteName = (typeof ROUTE_NAMES)[number];

/** The addresses of the reference backend and of docs/openapi.yaml. */
const DEFAULTS: Record<RouteName, string> = {
  'token-endpoint': '/api/connect-token',
  'items-endpoint': '/api/items',
  'item-endpoint': '',
  'mfa-endpoint': '',
  'events-endpoint': '/api/events',
  'webhook-endpoint': '/api/webhooks/pluggy',
};

/** Returns the routes of a backend: options take precedence over the page's attributes. */
export function routesOf(options: Addresses, page: Addresses): Routes {
  const route = (name: RouteName): Route => {
    if (options[name]) return { template: options[name], origin: 'option' };
    if (page[name]) return { template: page[name], origin: 'page' };
    return { template: DEFAULTS[name], origin: 'default' };
  };
  const items = route('items-endpoint');
  const behindItems = (name: RouteName, suffix: string): Route => {
    const { template, origin } = route(name);
    return template
      ? { template, origin }
      : { template: `${items.template.replace(/\/$/, '')}${suffix}`, origin: items.origin };
  };
  const item = behindItems('item-endpoint', '/{itemId}');
  return {
    token: route('token-endpoint'),
    items,
    item,
    consents: { ...item, template: item.template.replace(/(?=\?)|$/, '/consents') },
    mfa: behindItems('mfa-endpoint', '/{itemId}/mfa'),
    events: route('events-endpoint'),
    webhook: route('webhook-endpoint'),
  };
}

/** `{itemId}` as it appears in a parsed URL. */
const PLACEHOLDER = '%7BitemId%7D';

/** Returns the URL of a route. Without an id, the path segment or query pair with `{itemId}` is left out, as the elements do. */
export function urlOf({ template }: Route, base: URL, itemId = ''): URL {
  const url = new URL(template.replaceAll('{itemId}', PLACEHOLDER), base);
  if (itemId) return new URL(url.href.replaceAll(PLACEHOLDER, encodeURIComponent(itemId)));
  const isKept = (part: string) => !part.includes(PLACEHOLDER);
  url.pathname = url.pathname.split('/').filter(isKept).join('/');
  url.search = url.search.slice(1).split('&').filter(isKept).join('&');
  return url;
}
