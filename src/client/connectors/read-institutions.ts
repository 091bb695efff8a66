import type { PluggyError } from '../../model/errors.js';
import { parseInstitutions, type Institution } from '../../model/institutions.js';
import { resolveAddress } from '../http/address.js';
import { send, type Backend } from '../http/backend.js';
import { displayUrl, sendWithRetries, withinBudget } from '../http/request.js';
import { failure, readBody } from '../items/item-answer.js';

/** The backend's route for institutions. */
export interface InstitutionsRoute {
  /** URL of the route. */
  readonly endpoint: string;
  /** Whether to ask for Pluggy's sandbox too, by Pluggy's own parameter `sandbox=true`. */
  readonly includeSandbox: boolean;
  readonly backend: Backend;
}

/** Returns the institutions of the backend's list. Rejects with a PluggyError, or with the signal's reason. */
export async function readInstitutions(route: InstitutionsRoute, signal: AbortSignal): Promise<Institution[]> {
  const url = addressOf(route);
  const target = `The connectors endpoint ${displayUrl(url)}`;
  const answer = await withinBudget('items', target, signal, (context) =>
    sendWithRetries((redirect) => send(route.backend, url, 'GET', context.signal, undefined, redirect), context),
  );
  return readBody(answer, target, parseInstitutions);
}

function addressOf({ endpoint, includeSandbox }: InstitutionsRoute): URL {
  if (!endpoint) throw missingRoute('connectors-endpoint is not set, and <pluggy-institutions> inside needs it.');
  let url: URL;
  try {
    ({ url } = resolveAddress(endpoint, ''));
  } catch (cause) {
    throw missingRoute(`connectors-endpoint="${endpoint.split('?')[0]}" is not a valid URL.`, cause);
  }
  if (includeSandbox) url.searchParams.set('sandbox', 'true');
  return url;
}

const missingRoute = (problem: string, cause?: unknown): PluggyError =>
  failure('items-not-found', `${problem} Set it to your backend's route that lists institutions.`, { cause });
