/** The page of Trocado: it listens to the events of `<pluggy-connect>` and shows what the backend knows. */

// ---- Words ----

/** Portuguese is in the page itself; here is what the script adds, and the two other languages of everything. */
const WORDS = {
  'pt-BR': {
    'connect.more': 'Conectar outro banco',
    saved: (bank) => `${bank} está na sua lista.`,
    chosen: (bank) => `Vai com ${bank}, que já está conectado.`,
    updated: (when) => `atualizado ${when}`,
    never: 'ainda sem dados',
    reconnect: 'Reconectar',
    'failure.list': 'Não foi possível carregar as suas contas.',
    'failure.save': 'O banco foi conectado, mas não conseguimos salvar a conexão.',
    'failure.session': 'A sua sessão terminou. Recarregue a página.',
    'state.ok': 'Em dia',
    'state.partial': 'Em dia, com alguns dados faltando',
    'state.busy': 'Atualizando…',
    'state.code': 'Falta informar um código',
    'state.bank': 'Falta confirmar no app do banco',
    'state.login': 'Precisa entrar de novo',
    'state.outdated': 'Não foi possível atualizar',
    'state.unknown': 'Situação não informada',
  },
  en: {
    title: 'Trocado: your accounts in one place',
    skip: 'Skip to your accounts',
    nav: 'Pages',
    'nav.accounts': 'Accounts',
    'nav.income': 'Income',
    'nav.recipes': 'Recipes',
    language: 'Language',
    theme: 'Dark theme',
    'hero.title': 'All your accounts, in one place',
    'hero.lead':
      'Connect your banks once and follow them together. You sign in inside a secure window of Pluggy: we never see the password.',
    connect: 'Connect a bank',
    'connect.more': 'Connect another bank',
    sandbox: 'Demonstration: the banks are simulated. Choose Pluggy Bank and sign in with',
    and: 'and',
    'promise.read': 'Read only',
    'promise.read.text': 'Nobody moves money from here.',
    'promise.yours': 'You decide',
    'promise.yours.text': 'A bank only joins with your consent.',
    'promise.open': 'Open Finance',
    'promise.open.text': 'Regulated by Brazil’s central bank.',
    'accounts.title': 'Your accounts',
    'accounts.loading': 'Loading…',
    'accounts.empty': 'No bank connected yet. Start with the button above: it takes less than a minute.',
    retry: 'Try again',
    'income.title': 'Prove your income',
    'income.lead': 'To rent a home or ask for credit, without the paperwork.',
    'form.name.label': 'Full name',
    'form.bank.label': 'The bank that your salary goes to',
    'form.bank.button': 'Connect the bank',
    'form.submit': 'Send proof of income',
    'form.name': 'Enter your first and last name.',
    'form.bank': 'Connect your bank.',
    'form.unavailable': 'The connection cannot be checked at the moment. Try again shortly.',
    'form.sent': 'Sent. You will have an answer within one working day.',
    footer: 'Trocado does not exist: it is the demonstration page of',
    'footer.recipes': 'See the HTML recipes',
    visitor: 'You are visitor',
    restart: 'Start again as somebody else',
    saved: (bank) => `${bank} is on your list.`,
    chosen: (bank) => `Goes with ${bank}, which is connected.`,
    updated: (when) => `updated ${when}`,
    never: 'no data yet',
    reconnect: 'Reconnect',
    'failure.list': 'Your accounts could not be loaded.',
    'failure.save': 'The bank was connected, but the connection could not be saved.',
    'failure.session': 'Your session has ended. Reload the page.',
    'state.ok': 'Up to date',
    'state.partial': 'Up to date, some data is missing',
    'state.busy': 'Updating…',
    'state.code': 'A code from you is missing',
    'state.bank': 'Confirm it in your bank’s app',
    'state.login': 'You need to sign in again',
    'state.outdated': 'Could not be updated',
    'state.unknown': 'State unknown',
  },
  es: {
    title: 'Trocado: tus cuentas en un solo lugar',
    skip: 'Ir a tus cuentas',
    nav: 'Páginas',
    'nav.accounts': 'Cuentas',
    'nav.income': 'Ingresos',
    'nav.recipes': 'Recetas',
    language: 'Idioma',
    theme: 'Tema oscuro',
    'hero.title': 'Todas tus cuentas, en un solo lugar',
    'hero.lead':
      'Conecta tus bancos una vez y síguelos juntos. Entras en una ventana segura de Pluggy: nunca vemos la contraseña.',
    connect: 'Conectar un banco',
    'connect.more': 'Conectar otro banco',
    sandbox: 'Demostración: los bancos son simulados. Elige Pluggy Bank y entra con',
    and: 'y',
    'promise.read': 'Solo lectura',
    'promise.read.text': 'Nadie mueve dinero desde aquí.',
    'promise.yours': 'Tú decides',
    'promise.yours.text': 'Un banco solo entra con tu autorización.',
    'promise.open': 'Open Finance',
    'promise.open.text': 'Conexión regulada por el Banco Central de Brasil.',
    'accounts.title': 'Tus cuentas',
    'accounts.loading': 'Cargando…',
    'accounts.empty': 'Todavía no hay bancos conectados. Empieza con el botón de arriba: lleva menos de un minuto.',
    retry: 'Reintentar',
    'income.title': 'Comprueba tus ingresos',
    'income.lead': 'Para alquilar una vivienda o pedir crédito, sin papeleo.',
    'form.name.label': 'Nombre completo',
    'form.bank.label': 'Banco donde recibes tu sueldo',
    'form.bank.button': 'Conectar el banco',
    'form.submit': 'Enviar comprobante',
    'form.name': 'Escribe nombre y apellido.',
    'form.bank': 'Conecta tu banco.',
    'form.unavailable': 'No se pudo comprobar la conexión ahora. Inténtalo de nuevo en unos instantes.',
    'form.sent': 'Enviado. Tendrás respuesta en un día hábil.',
    footer: 'Trocado no existe: es la página de demostración de',
    'footer.recipes': 'Mira las recetas de HTML',
    visitor: 'Eres el visitante',
    restart: 'Empezar de nuevo como otra persona',
    saved: (bank) => `${bank} está en tu lista.`,
    chosen: (bank) => `Va con ${bank}, que ya está conectado.`,
    updated: (when) => `actualizado ${when}`,
    never: 'todavía sin datos',
    reconnect: 'Reconectar',
    'failure.list': 'No se pudieron cargar tus cuentas.',
    'failure.save': 'El banco se conectó, pero no pudimos guardar la conexión.',
    'failure.session': 'Tu sesión terminó. Recarga la página.',
    'state.ok': 'Al día',
    'state.partial': 'Al día, faltan algunos datos',
    'state.busy': 'Actualizando…',
    'state.code': 'Falta que ingreses un código',
    'state.bank': 'Falta confirmar en la app del banco',
    'state.login': 'Tienes que entrar de nuevo',
    'state.outdated': 'No se pudo actualizar',
    'state.unknown': 'Estado desconocido',
  },
};

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const words = () => WORDS[root.lang];

/** Sets the page's language; `<pluggy-connect>` follows `<html lang>` by itself. */
function setLanguage(language) {
  root.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) {
    WORDS['pt-BR'][element.dataset.text] ??= element.textContent.trim().replace(/\s+/g, ' ');
    element.textContent = words()[element.dataset.text];
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    WORDS['pt-BR'][element.dataset.label] ??= element.getAttribute('aria-label');
    element.setAttribute('aria-label', words()[element.dataset.label]);
  }
  byId('language').value = language;
  for (const row of rows.values()) row.show();
  void offerForForm();
  showFailure();
}

// ---- Settings, remembered for the next visit ----

const stored = { language: localStorage.getItem('language'), theme: localStorage.getItem('theme') };
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (root.dataset.theme ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';

// The page's script blocks rendering: a page that was left dark does not flash white.
if (stored.theme) root.dataset.theme = stored.theme;

function watchSettings() {
  const theme = byId('theme');
  const showTheme = () => theme.setAttribute('aria-pressed', String(isDark()));
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
    showTheme();
  });
  systemDark.addEventListener('change', showTheme);
  showTheme();

  byId('language').addEventListener('change', ({ target }) => {
    localStorage.setItem('language', target.value);
    setLanguage(target.value);
  });
  setLanguage(stored.language in WORDS ? stored.language : 'pt-BR');
}

// ---- The connected accounts ----

/** Item id → its row. Rows are kept, so that a connection that is under way in one of them is never cut off. */
const rows = new Map();
let connected = [];

async function request(path, init) {
  const response = await fetch(path, init);
  if (!response.ok) throw Object.assign(new Error(`${path} answered ${response.status}`), { status: response.status });
  return response.json();
}

const isBusy = ({ status }) => status === 'UPDATING' || status === 'MERGING';

/** While the bank is still being read the list is looked at again, more and more slowly. */
const PAUSES = [2, 3, 5, 8, 10];
let timer;

async function loadItems(attempt = 0) {
  clearTimeout(timer);
  if (rows.size === 0) byId('loading').hidden = false;
  try {
    const items = await request('/api/items');
    showItems(items);
    if (items.some(isBusy)) {
      timer = setTimeout(() => loadItems(attempt + 1), PAUSES[Math.min(attempt, PAUSES.length - 1)] * 1000);
    }
    showFailure(null);
  } catch (error) {
    showFailure({ text: 'list', error, retry: () => loadItems() });
  } finally {
    byId('loading').hidden = true;
  }
}

/** Tells the backend which Item was connected; it checks whose it is before it stores it. */
async function saveItem(itemId) {
  try {
    const item = await request('/api/items', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ itemId }),
    });
    const isNew = !rows.has(item.id);
    await loadItems();
    if (isNew) byId('announcer').textContent = words().saved(item.connector.name);
  } catch (error) {
    showFailure({ text: 'save', error, retry: () => saveItem(itemId) });
  }
}

function showItems(items) {
  byId('empty').hidden = items.length > 0;
  const label = byId('connect-label');
  label.dataset.text = items.length > 0 ? 'connect.more' : 'connect';
  label.textContent = words()[label.dataset.text];
  const ids = new Set(items.map(({ id }) => id));
  for (const [id, row] of rows) {
    if (!ids.has(id)) {
      row.element.remove();
      rows.delete(id);
    }
  }
  for (const item of items) {
    if (!rows.has(item.id)) rows.set(item.id, createRow(item.id));
    rows.get(item.id).show(item);
  }
  connected = items;
  void offerForForm();
}

/** A bank that is connected already serves the form too: nobody has to sign in twice. */
async function offerForForm() {
  // Before that the element would not see its value.
  await customElements.whenDefined('pluggy-connect');
  const bank = byId('bank');
  if (!bank.value && connected.length > 0) bank.value = connected.at(-1).id;
  const chosen = connected.find(({ id }) => id === bank.value);
  byId('bank-note').textContent = chosen ? words().chosen(chosen.connector.name) : '';
}

function createRow(itemId) {
  const element = create('li', 'item');
  const logo = create('span', 'logo');
  const name = create('strong');
  const state = create('span', 'state');
  const detail = create('span', 'quiet');
  const connect = create('pluggy-connect', 'secondary');
  const label = create('span');
  const bank = create('span', 'visually-hidden');

  // The same settings as the page's own button: where tokens come from, and the sandbox's address.
  for (const attribute of ['token-endpoint', 'include-sandbox', 'widget-url']) {
    const value = byId('connect').getAttribute(attribute);
    if (value !== null) connect.setAttribute(attribute, value);
  }
  connect.setAttribute('item-id', itemId);
  connect.append(label, ' ', bank);
  const text = create('div', 'item-text');
  text.append(name, state, detail);
  element.append(logo, text, connect);
  byId('items').append(element);

  let item;
  return {
    element,
    show(next = item) {
      item = next;
      const { key, tone } = describe(item);
      name.textContent = bank.textContent = item.connector.name;
      state.textContent = words()[`state.${key}`];
      state.dataset.tone = tone;
      detail.textContent = item.lastUpdatedAt ? words().updated(fromNow(item.lastUpdatedAt)) : words().never;
      label.textContent = words().reconnect;
      showLogo(logo, item.connector);
    },
  };
}

function showLogo(logo, { name, imageUrl }) {
  if (logo.dataset.url === String(imageUrl)) return;
  logo.dataset.url = String(imageUrl);
  logo.textContent = name.slice(0, 1);
  if (!imageUrl) return;
  const image = create('img');
  image.alt = '';
  image.addEventListener('load', () => logo.replaceChildren(image));
  image.src = imageUrl;
}

/** What an Item's state is called here. Pluggy may add states: what is not in the table is said to be unknown. */
const STATES = {
  UPDATED: { key: 'ok', tone: 'ok' },
  UPDATING: { key: 'busy', tone: 'busy' },
  MERGING: { key: 'busy', tone: 'busy' },
  WAITING_USER_INPUT: { key: 'code', tone: 'attention' },
  WAITING_USER_ACTION: { key: 'bank', tone: 'attention' },
  LOGIN_ERROR: { key: 'login', tone: 'attention' },
  OUTDATED: { key: 'outdated', tone: 'problem' },
};

function describe({ status, executionStatus }) {
  if (executionStatus === 'USER_AUTHORIZATION_PENDING') return STATES.WAITING_USER_ACTION;
  if (status === 'UPDATED' && executionStatus === 'PARTIAL_SUCCESS') return { key: 'partial', tone: 'ok' };
  return STATES[status] ?? { key: 'unknown', tone: 'busy' };
}

function fromNow(date) {
  const seconds = (new Date(date) - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(root.lang, { numeric: 'auto' });
  for (const [unit, size] of [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ]) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}

function create(tag, className = '') {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

// ---- Failures ----

let failure = null;

function showFailure(next = failure) {
  failure = next;
  byId('failure').hidden = !failure;
  if (!failure) return;
  const isSession = failure.error.status === 401;
  byId('failure-text').textContent = words()[isSession ? 'failure.session' : `failure.${failure.text}`];
  byId('retry').hidden = isSession;
}

// ---- Start ----

document.addEventListener('pluggy-success', ({ item }) => saveItem(item.id));
document.addEventListener('pluggy-close', ({ outcome }) => {
  // Also without a success: a connection that waits for the person, or failed, is on the list to be taken up again.
  if (outcome.itemId && outcome.type !== 'success') saveItem(outcome.itemId);
});

byId('retry').addEventListener('click', () => failure?.retry());
setInterval(() => rows.forEach((row) => row.show()), 60_000);
watchSettings();
loadItems();
