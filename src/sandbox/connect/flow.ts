import type { ApiError, Credential, Item } from './api.js';
import { filled, reusable, validate, type FieldErrors, type Values } from './form.js';
import { authorizeUrl, failureCode, loggedIn, phase, remedy } from './outcome.js';
import { passingError } from './scripts.js';
import {
  canGoBack,
  canMinimize,
  isRunning,
  offered,
  question,
  type Action,
  type Config,
  type Effect,
  type HostEvent,
  type Retry,
  type Screen,
  type State,
  type Step,
} from './state.js';

const MAX_MISSES = 8;

const event = (payload: HostEvent): Effect => ({ do: 'event', payload });
const poll = (item: Item, misses = 0): Effect => ({ do: 'poll', itemId: item.id, misses });

export function start(config: Config): Step {
  const state: State = {
    config,
    screen: config.updateItem ? { name: 'loading' } : { name: 'consent' },
    consented: false,
    query: '',
    listed: false,
    values: { ...config.openFinanceParameters },
    loginCompleted: false,
    isSuccessDue: false,
    minimized: false,
    misses: 0,
  };
  // Load the list during the first screen, so that it is ready and a refused token is reported at once.
  return [state, [config.updateItem ? { do: 'load', itemId: config.updateItem } : { do: 'list' }]];
}

function form(state: State, alert?: string, errors: FieldErrors = {}): Screen {
  const fields = state.connector?.credentials ?? [];
  const attempt = state.screen.name === 'form' ? state.screen.attempt + 1 : 0;
  return { name: 'form', fields, errors, alert, busy: false, attempt };
}

function afterConsent(state: State): State {
  if (!state.consented || state.screen.name === 'form') return state;
  if (!state.connectors) return { ...state, screen: { name: 'loading' } };
  if (!state.selected) return { ...state, listed: true, screen: { name: 'institutions' } };
  return openForm({ ...state, connector: state.selected });
}

function openForm(state: State): State {
  return { ...state, screen: form(state) };
}

function list(state: State): Step {
  return [
    { ...state, connector: undefined, item: undefined, screen: { name: 'institutions' } },
    [event({ event: 'SELECTED_INSTITUTION', connector: null })],
  ];
}

/** Shows the item's current state, and polls the item while its run is in progress. */
function follow(before: State, item: Item): Step {
  const state: State = { ...before, item, misses: 0 };
  const effects: Effect[] = [];
  if (!state.loginCompleted && loggedIn(item)) {
    state.loginCompleted = true;
    effects.push(event({ event: 'LOGIN_STEP_COMPLETED', item }));
  }

  const url = authorizeUrl(item);
  switch (phase(item)) {
    case 'input':
    case 'action':
      if (url) {
        const popup = state.screen.name === 'authorize' && state.screen.url === url ? state.screen.popup : 'none';
        state.screen = { name: 'authorize', url, popup };
      } else if (item.parameter && phase(item) === 'input') {
        state.screen = questionScreen(state, item.parameter);
      } else {
        state.screen = { name: 'action' };
      }
      effects.push(poll(item));
      break;
    case 'running':
      state.screen = { name: 'progress' };
      effects.push(poll(item));
      break;
    case 'pending':
      state.screen = { name: 'pending' };
      effects.push(...pending(state, item));
      break;
    case 'ok':
      state.screen = { name: 'success', partial: item.executionStatus === 'PARTIAL_SUCCESS' };
      effects.push(...success(state, item));
      break;
    case 'failed':
      return failed(state, item, effects);
  }
  return [state, effects];
}

function questionScreen(state: State, field: Credential): Screen {
  const { screen } = state;
  if (state.answered === question(field)) return { name: 'progress' };
  // Keep the screen of the current question, so that its input keeps the typed text.
  if (screen.name === 'mfa' && question(screen.field) === question(field)) return { ...screen, field };
  return { name: 'mfa', field, errors: {}, busy: false, attempt: 0 };
}

function pending(state: State, item: Item): Effect[] {
  if (state.config.script === 'pending-silent') return [];
  const code = 'USER_AUTHORIZATION_PENDING';
  const message = state.config.script === 'pending-as-error' ? code : item.error?.message;
  return [{ do: 'error', error: { code, message, item } }];
}

function success(state: State, item: Item): Effect[] {
  switch (state.config.script) {
    case 'no-success':
      return [];
    case 'success-after-last-button':
      // A hidden widget reports success at once, because its last button cannot be pressed.
      state.isSuccessDue = !state.minimized;
      return state.isSuccessDue ? [] : [{ do: 'success', item }];
    case 'error-then-success': {
      const passing = passingError(item);
      return [
        { do: 'error', error: { code: failureCode(passing), message: passing.error?.message, item: passing } },
        { do: 'success', item },
      ];
    }
    default:
      return [{ do: 'success', item }];
  }
}

function failed(state: State, item: Item, effects: Effect[]): Step {
  const code = failureCode(item);
  effects.push({ do: 'error', error: { code, message: item.error?.message, item } });
  if (code === 'INVALID_CREDENTIALS') return [{ ...state, screen: form(state, code) }, effects];
  const nextStep = remedy(code);
  return [
    {
      ...state,
      screen: {
        name: 'failure',
        code,
        providerMessage: item.error?.providerMessage,
        retry: nextStep === 'none' ? undefined : nextStep,
      },
    },
    effects,
  ];
}

/** Starts update mode, without asking for credentials when the stored ones suffice. */
function resume(before: State, item: Item): Step {
  const state: State = { ...before, item, connector: item.connector };
  const read = event({ event: 'ITEM_RESPONSE', item });
  const now = phase(item);
  if (now === 'running' || now === 'input' || now === 'action') {
    const [next, effects] = follow(state, item);
    return [next, [read, ...effects]];
  }
  const mfa = item.connector.credentials.filter((field) => field.mfa);
  if (state.config.forceAskForCredentials || item.status === 'LOGIN_ERROR') return [openForm(state), [read]];
  if (mfa.length > 0) {
    // The stored credentials are valid; ask only for the code.
    return [{ ...state, screen: { name: 'form', fields: mfa, errors: {}, busy: false, attempt: 0 } }, [read]];
  }
  return [{ ...state, screen: { name: 'progress' } }, [read, { do: 'update', itemId: item.id }]];
}

function submit(state: State, values: Values): Step {
  if (state.screen.name !== 'form' || state.screen.busy || !state.connector) return [state, []];
  const { fields } = state.screen;
  const errors = validate(fields, values);
  const screen: Screen = { ...state.screen, errors, alert: undefined, attempt: state.screen.attempt + 1 };
  if (Object.keys(errors).length > 0) return [{ ...state, screen }, []];

  const parameters = filled(fields, values);
  const { item, connector, config } = state;
  const products = config.moveSecurityData ? ['MOVE_SECURITY'] : config.products;
  const request: Effect = item
    ? { do: 'update', itemId: item.id, parameters }
    : { do: 'create', request: { connectorId: connector.id, parameters, ...(products?.length && { products }) } };
  return [
    {
      ...state,
      values: { ...state.values, ...reusable(fields, values) },
      answered: undefined,
      loginCompleted: false,
      screen: { ...screen, busy: true },
    },
    [event({ event: 'SUBMITTED_LOGIN' }), request],
  ];
}

function answer(state: State, values: Values): Step {
  if (state.screen.name !== 'mfa' || state.screen.busy || !state.item) return [state, []];
  const { field } = state.screen;
  const errors = validate([field], values);
  const screen: Screen = { ...state.screen, errors, alert: undefined, attempt: state.screen.attempt + 1 };
  if (Object.keys(errors).length > 0) return [{ ...state, screen }, []];
  return [
    { ...state, answered: question(field), screen: { ...screen, busy: true } },
    [
      event({ event: 'SUBMITTED_MFA' }),
      { do: 'answer', itemId: state.item.id, parameters: { [field.name]: values[field.name] ?? '' } },
    ],
  ];
}

function fieldErrors(fields: Credential[], error: ApiError): FieldErrors {
  const errors: FieldErrors = {};
  for (const { parameter, message } of error.body.details ?? []) {
    if (fields.some(({ name }) => name === parameter)) errors[parameter ?? ''] = { kind: 'invalid', message };
  }
  return errors;
}

const ASK_AGAIN = new Set([
  'LAST_EXECUTION_HAD_LOGIN_ERROR',
  'PARAMETERS_NOT_PROVIDED',
  'CONNECTOR_VALIDATION_ERROR',
  'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR',
]);
/** Pluggy's code for a used MFA code, with or without the typo of the API. */
const CODE_USED = /^MFA_PARAMER?TER_WAS_ALREADY_USED_ERROR$/;

function refused(state: State, at: 'start' | 'login' | 'answer' | 'read', error: ApiError): Step {
  const { code } = error;
  const { screen, item } = state;
  if (code === 'INVALID_CONNECT_TOKEN') {
    return [{ ...state, screen: { name: 'token' } }, [{ do: 'error', error: { code: 'invalid_connect_token' } }]];
  }

  if (at === 'read' && item) {
    const passing = error.status === 0 || error.status === 429 || error.status >= 500;
    if (passing && state.misses < MAX_MISSES) {
      const misses = state.misses + 1;
      return [{ ...state, misses }, [poll(item, misses)]];
    }
    return failure(state, error, passing ? 'poll' : undefined);
  }

  // The item's run reports the outcome of the answer.
  if (at === 'answer' && item && code.startsWith('ITEM_MFA_')) {
    return [{ ...state, screen: { name: 'progress' } }, [poll(item)]];
  }
  if (at === 'login' && item && /^ITEM_(IS_)?ALREADY_UPDATING$/.test(code)) {
    return [{ ...state, screen: { name: 'progress' } }, [poll(item)]];
  }

  if (screen.name === 'form' || screen.name === 'mfa') {
    const fields = screen.name === 'form' ? screen.fields : [screen.field];
    const still = { ...screen, busy: false, attempt: screen.attempt + 1 };
    const errors = fieldErrors(fields, error);
    const known = Object.keys(errors).length > 0;
    const used = CODE_USED.test(code);
    if (known || used || code === 'CONNECTOR_VALIDATION_ERROR' || code === 'NETWORK') {
      const alert = used ? 'MFA_ALREADY_USED' : known ? undefined : code;
      return [{ ...state, answered: undefined, screen: { ...still, errors, alert } }, []];
    }
  }

  if (at === 'login' && item && ASK_AGAIN.has(code)) return [openForm(state), []];
  return failure(state, error, at === 'start' ? 'start' : undefined);
}

function failure(state: State, error: ApiError, retry?: Retry): Step {
  const { code } = error;
  const nextStep = remedy(code);
  return [
    {
      ...state,
      screen: {
        name: 'failure',
        code,
        retryAt: error.body.data?.canRetryAfterDate,
        retry: retry ?? (nextStep === 'none' || !state.connector ? undefined : state.item ? nextStep : 'form'),
      },
    },
    [{ do: 'error', error: { code, items: error.body.items } }],
  ];
}

function retry(state: State): Step {
  const { screen, item } = state;
  if (screen.name !== 'failure') return [state, []];
  switch (screen.retry) {
    case 'form':
      return [openForm(state), []];
    case 'update':
      if (!item) return [openForm(state), []];
      return [
        { ...state, answered: undefined, loginCompleted: false, screen: { name: 'progress' } },
        [{ do: 'update', itemId: item.id }],
      ];
    case 'poll':
      return [{ ...state, misses: 0, screen: { name: 'progress' } }, item ? [poll(item)] : []];
    case 'start': {
      const [fresh, effects] = start(state.config);
      return [{ ...fresh, consented: state.consented, screen: { name: 'loading' } }, effects];
    }
    default:
      return [state, []];
  }
}

export function reduce(state: State, action: Action): Step {
  const { screen, config } = state;
  switch (action.type) {
    case 'consented':
      if (screen.name !== 'consent') return [state, []];
      return [afterConsent({ ...state, consented: true }), [event({ event: 'SUBMITTED_CONSENT' })]];
    case 'connectors': {
      const [selected] = offered(action.selected ? [action.selected] : [], config);
      const next = { ...state, connectors: offered(action.connectors, config), selected };
      if (screen.name !== 'loading') return [next, []];
      return [next.consented ? afterConsent(next) : { ...next, screen: { name: 'consent' } }, []];
    }
    case 'searched':
      return [{ ...state, query: action.query }, []];
    case 'selected': {
      const { connector } = action;
      return [openForm({ ...state, connector }), [event({ event: 'SELECTED_INSTITUTION', connector })]];
    }
    case 'back':
      return canGoBack(state) ? list(state) : [state, []];
    case 'submitted':
      return submit(state, action.values);
    case 'answered':
      return answer(state, action.values);
    case 'edited': {
      if ((screen.name !== 'form' && screen.name !== 'mfa') || !(action.name in screen.errors)) return [state, []];
      const { [action.name]: _, ...errors } = screen.errors;
      return [{ ...state, screen: { ...screen, errors } }, []];
    }
    case 'accepted': {
      const { item } = action;
      // Report only a submitted form, not an update that started automatically.
      const success = screen.name === 'form' ? [event({ event: 'LOGIN_SUCCESS', item })] : [];
      const [next, effects] = follow(state, item);
      const leaving: Effect[] = config.script === 'close-after-login' ? [{ do: 'close', twice: false }] : [];
      return [next, [...success, ...effects, ...leaving]];
    }
    case 'answer-accepted': {
      const [next, effects] = follow(state, action.item);
      return [next, [event({ event: 'LOGIN_MFA_SUCCESS', item: action.item }), ...effects]];
    }
    case 'read': {
      const { item } = action;
      if (!isRunning(state) || (state.item && state.item.id !== item.id)) return [state, []];
      const [next, effects] = follow(state, item);
      return [next, [event({ event: 'ITEM_RESPONSE', item }), ...effects]];
    }
    case 'loaded':
      return screen.name === 'loading' ? resume(state, action.item) : [state, []];
    case 'refused':
      return refused(state, action.at, action.error);
    case 'authorize':
      return screen.name === 'authorize' ? [state, [{ do: 'popup', url: screen.url }]] : [state, []];
    case 'popup':
      // The window's message changes only the text; the item's run reports the outcome.
      return screen.name === 'authorize'
        ? [{ ...state, screen: { ...screen, popup: action.result } }, []]
        : [state, []];
    case 'retry':
      return retry(state);
    case 'shown':
      return [{ ...state, minimized: false }, []];
    case 'minimize':
      return canMinimize(state) ? [{ ...state, minimized: true }, [{ do: 'minimize' }]] : [state, []];
    case 'leave':
      if (canMinimize(state)) return reduce(state, { type: 'minimize' });
      return [state, [{ do: 'close', twice: config.script === 'close-twice' }]];
    case 'done': {
      const success: Effect[] = state.isSuccessDue && state.item ? [{ do: 'success', item: state.item }] : [];
      return [{ ...state, isSuccessDue: false }, [...success, { do: 'close', twice: config.script === 'close-twice' }]];
    }
  }
}
