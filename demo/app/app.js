/** The page of Trocado: the provider knows the connections, and this shows a row for each. */

// ---- Words ----

/** Portuguese is in the page itself; here is what the script adds, and the two other languages of everything. */
const WORDS = {
  'pt-BR': {
    'connect.more': 'Conectar outro banco',
    saved: (bank) => `${bank} está na sua lista.`,
    chosen: (bank) => `Vai com ${bank}, que já está conectado.`,
    reconnect: 'Reconectar',
    'failure.list': 'Não foi possível carregar as suas contas.',
    'failure.session': 'A sua sessão terminou. Recarregue a página.',
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
    reconnect: 'Reconnect',
    'failure.list': 'Your accounts could not be loaded.',
    'failure.session': 'Your session has ended. Reload the page.',
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
    reconnect: 'Reconectar',
    'failure.list': 'No se pudieron cargar tus cuentas.',
    'failure.session': 'Tu sesión terminó. Recarga la página.',
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

const provider = byId('provider');

/** Item id → its row. Rows are kept, so that a connection that is under way in one of them is never cut off. */
const rows = new Map();

/** Reads the list; what is in it arrives as changes. */
async function loadItems() {
  showFailure(null);
  if (rows.size === 0) byId('loading').hidden = false;
  await customElements.whenDefined('pluggy-provider');
  await provider.refresh();
  byId('loading').hidden = true;
  showEmpty();
}

function showItem({ itemId, item }) {
  if (!item) {
    rows.get(itemId)?.element.remove();
    rows.delete(itemId);
  } else {
    if (!rows.has(itemId)) rows.set(itemId, createRow(itemId));
    rows.get(itemId).show(item);
  }
  showFailure(null);
  showEmpty();
  void offerForForm();
}

function showEmpty() {
  byId('empty').hidden = rows.size > 0 || !!failure;
  const label = byId('connect-label');
  label.dataset.text = rows.size > 0 ? 'connect.more' : 'connect';
  label.textContent = words()[label.dataset.text];
}

/** A bank that is connected already serves the form too: nobody has to sign in twice. */
async function offerForForm() {
  // Before that the element would not see its value.
  await customElements.whenDefined('pluggy-connect');
  const bank = byId('bank');
  const last = [...rows.keys()].at(-1);
  if (!bank.value && last) bank.value = last;
  const chosen = rows.get(bank.value);
  byId('bank-note').textContent = chosen ? words().chosen(chosen.name) : '';
}

function createRow(itemId) {
  const element = create('li', 'item');
  const logo = create('span', 'logo');
  const name = create('strong');
  const status = create('pluggy-item-status');
  const prompt = create('pluggy-reauth-prompt');
  const banner = create('pluggy-error-banner');
  const connect = create('pluggy-connect', 'secondary');
  const label = create('span');
  const bank = create('span', 'visually-hidden');

  for (const part of [status, prompt, banner]) part.setAttribute('item-id', itemId);
  banner.setAttribute('no-dismiss', '');
  status.setAttribute('detail', '');
  connect.setAttribute('item-id', itemId);
  connect.append(label, ' ', bank);
  const text = create('div', 'item-text');
  text.append(name, status);
  element.append(logo, text, connect, prompt, banner);
  byId('items').append(element);

  return {
    element,
    get name() {
      return name.textContent;
    },
    show(item) {
      label.textContent = words().reconnect;
      if (!item) return;
      name.textContent = bank.textContent = item.connector?.name ?? '';
      showLogo(logo, item.connector ?? {});
    },
  };
}

function showLogo(logo, { name, imageUrl }) {
  if (logo.dataset.url === String(imageUrl)) return;
  logo.dataset.url = String(imageUrl);
  logo.textContent = (name ?? '').slice(0, 1);
  if (!imageUrl) return;
  const image = create('img');
  image.alt = '';
  image.addEventListener('load', () => logo.replaceChildren(image));
  image.src = imageUrl;
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
  const isSession = failure.code.endsWith('-unauthorized');
  byId('failure-text').textContent = words()[isSession ? 'failure.session' : 'failure.list'];
  byId('retry').hidden = isSession;
  byId('empty').hidden = true;
}

// ---- Start ----

provider.addEventListener('pluggy-item-change', showItem);
// Those of an open have a session; the widget and its button show them.
provider.addEventListener('pluggy-error', ({ sessionId, error }) => {
  if (sessionId === 0 && error.code !== 'live-failed') showFailure(error);
});
document.addEventListener('pluggy-success', ({ item }) => {
  byId('announcer').textContent = words().saved(item.connector?.name ?? '');
});

byId('retry').addEventListener('click', loadItems);
watchSettings();
loadItems();
