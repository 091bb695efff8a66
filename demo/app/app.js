/** Script of the Trocado page: languages, balances and the form. The library's elements show the connections. */

// ---- Texts ----

/** Texts by language. The page contains the Portuguese ones, except for those that only the script shows. */
const TEXTS = {
  'pt-BR': {
    'connect.more': 'Conectar outro banco',
    chosen: (bank) => `Vamos usar ${bank}, que já está conectado.`,
  },
  en: {
    title: 'Trocado: your accounts in one place',
    skip: 'Skip to your connections',
    nav: 'Pages',
    'nav.accounts': 'Connections',
    'nav.income': 'Income',
    'nav.recipes': 'Code examples',
    language: 'Language',
    theme: 'Dark theme',
    'hero.title': 'All your accounts, in one place',
    'hero.lead':
      'Connect your banks once and follow them together. You sign in through Pluggy’s secure window: we never see your password.',
    hello: 'Hello',
    'total.bank': 'In your accounts',
    'total.card': 'On your card bills',
    connect: 'Connect a bank',
    'connect.more': 'Connect another bank',
    sandbox: 'Demo: the banks are simulated. Choose Pluggy Bank and sign in with',
    and: 'and',
    'promise.read': 'Read only',
    'promise.read.text': 'Money can’t be moved from here.',
    'promise.yours': 'You decide',
    'promise.yours.text': 'A bank is added only with your permission.',
    'promise.open': 'Open Finance',
    'promise.open.text': 'Regulated by Brazil’s central bank.',
    'accounts.title': 'Your connections',
    'accounts.empty': 'No bank connected yet. Start with the button above: it takes less than a minute.',
    'money.title': 'Balances and transactions',
    'money.none': 'No transactions yet.',
    'income.title': 'Prove your income',
    'income.lead': 'To rent a home or ask for credit, without the paperwork.',
    'form.name.label': 'Full name',
    'form.bank.label': 'The bank your salary is paid into',
    'form.bank.button': 'Connect the bank',
    'form.submit': 'Send proof of income',
    'form.name': 'Enter your first and last name.',
    'form.bank': 'Connect your bank.',
    'form.unavailable': 'We couldn’t check the connection just now. Please try again in a moment.',
    'form.sent': 'Sent. You’ll have an answer within one working day.',
    footer: 'Trocado isn’t a real company: it’s the demo of',
    'footer.recipes': 'See the code examples',
    person: 'You are here as',
    visitor: 'Visitor',
    restart: 'Start again as another person',
    chosen: (bank) => `We’ll use ${bank}, which is already connected.`,
  },
  es: {
    title: 'Trocado: tus cuentas en un solo lugar',
    skip: 'Ir a tus conexiones',
    nav: 'Páginas',
    'nav.accounts': 'Conexiones',
    'nav.income': 'Ingresos',
    'nav.recipes': 'Ejemplos de código',
    language: 'Idioma',
    theme: 'Tema oscuro',
    'hero.title': 'Todas tus cuentas, en un solo lugar',
    'hero.lead':
      'Conecta tus bancos una vez y míralos todos juntos. Entras en una ventana segura de Pluggy: nunca vemos la contraseña.',
    hello: 'Hola',
    'total.bank': 'En tus cuentas',
    'total.card': 'En las facturas de tus tarjetas',
    connect: 'Conectar un banco',
    'connect.more': 'Conectar otro banco',
    sandbox: 'Demostración: los bancos son simulados. Elige Pluggy Bank y entra con',
    and: 'y',
    'promise.read': 'Solo lectura',
    'promise.read.text': 'Nadie mueve dinero desde aquí.',
    'promise.yours': 'Tú decides',
    'promise.yours.text': 'Un banco se agrega solo con tu autorización.',
    'promise.open': 'Open Finance',
    'promise.open.text': 'Conexión regulada por el Banco Central de Brasil.',
    'accounts.title': 'Tus conexiones',
    'accounts.empty': 'Todavía no hay bancos conectados. Empieza con el botón de arriba: lleva menos de un minuto.',
    'money.title': 'Saldos y movimientos',
    'money.none': 'Todavía no hay movimientos.',
    'income.title': 'Comprueba tus ingresos',
    'income.lead': 'Para alquilar una vivienda o pedir crédito, sin papeleo.',
    'form.name.label': 'Nombre completo',
    'form.bank.label': 'Banco donde recibes tu sueldo',
    'form.bank.button': 'Conectar el banco',
    'form.submit': 'Enviar comprobante',
    'form.name': 'Escribe nombre y apellido.',
    'form.bank': 'Conecta tu banco.',
    'form.unavailable': 'No pudimos verificar la conexión ahora. Inténtalo de nuevo en un momento.',
    'form.sent': 'Enviado. Tendrás respuesta en un día hábil.',
    footer: 'Trocado no existe: es la página de demostración de',
    'footer.recipes': 'Mira los ejemplos de código',
    person: 'Estás como',
    visitor: 'Visitante',
    restart: 'Empezar de nuevo como otra persona',
    chosen: (bank) => `Usaremos ${bank}, que ya está conectado.`,
  },
};

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const texts = () => TEXTS[root.lang];
/** Returns the elements with a text, including those in templates. */
const elementsWithText = () =>
  [document, ...[...document.querySelectorAll('template')].map(({ content }) => content)].flatMap((part) => [
    ...part.querySelectorAll('[data-text]'),
  ]);

/** Sets the page's language; `<pluggy-connect>` follows `<html lang>` by itself. */
function setLanguage(language) {
  root.lang = language;
  for (const element of elementsWithText()) {
    TEXTS['pt-BR'][element.dataset.text] ??= element.textContent.trim().replace(/\s+/g, ' ');
    element.textContent = texts()[element.dataset.text];
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    TEXTS['pt-BR'][element.dataset.label] ??= element.getAttribute('aria-label');
    element.setAttribute('aria-label', texts()[element.dataset.label]);
  }
  byId('language').value = language;
  void showConnections();
  showMoney();
}

// ---- Settings, remembered for the next visit ----

const stored = { language: localStorage.getItem('language'), theme: localStorage.getItem('theme') };
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (root.dataset.theme ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';

// This script blocks rendering, so a stored dark theme applies before the first paint.
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
  setLanguage(stored.language in TEXTS ? stored.language : 'pt-BR');
}

// ---- User menu ----

/** Closes the menu on a click outside, when focus leaves, and on Escape. */
function watchMenu() {
  const menu = byId('person');
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  document.addEventListener('click', ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}

// ---- Connections ----

/** Item id → the institution's name. */
const banks = new Map();

function itemChanged({ itemId, item }) {
  if (item) banks.set(itemId, item.connector?.name ?? '');
  else banks.delete(itemId);
  if (!item && byId('bank').value === itemId) byId('bank').value = '';
  for (const element of document.querySelectorAll('[data-for]')) {
    element.hidden = element.dataset.for !== (banks.size > 0 ? 'known' : 'new');
  }
  void showConnections();
  readMoneySoon();
}

/** Updates the texts that depend on whether a bank is connected. */
async function showConnections() {
  const label = byId('connect-label');
  label.dataset.text = banks.size > 0 ? 'connect.more' : 'connect';
  label.textContent = texts()[label.dataset.text];

  // The form uses the newest connection, so the user does not connect the same bank twice.
  await customElements.whenDefined('pluggy-connect');
  const bank = byId('bank');
  const last = [...banks.keys()].at(-1);
  if (!bank.value && last) bank.value = last;
  const chosen = banks.get(bank.value);
  byId('bank-note').textContent = chosen ? texts().chosen(chosen) : '';
}

// ---- Balances and transactions ----

/** Accounts from the backend, in the order of the connections. */
let accounts = [];
/** Item id → element. Elements are kept across updates, so expanded ones stay expanded. */
const bankElements = new Map();
let readTimers = [];

/** Schedules several reads: after a connection changes, the backend needs up to half a minute to read the bank's data. */
function readMoneySoon() {
  readTimers.forEach(clearTimeout);
  readTimers = [200, 3000, 10_000, 30_000].map((delayMs) => setTimeout(readMoney, delayMs));
}

async function readMoney() {
  const response = await fetch('/api/accounts').catch(() => undefined);
  if (!response?.ok) return;
  accounts = await response.json();
  showMoney();
}

const money = (amount, currency, options) =>
  new Intl.NumberFormat(root.lang, {
    style: 'currency',
    currency: currency ?? 'BRL',
    currencyDisplay: 'narrowSymbol',
    ...options,
  }).format(amount);

function showMoney() {
  byId('total-bank').textContent = money(totalOf(accounts, 'BANK'));
  byId('total-card').textContent = money(totalOf(accounts, 'CREDIT'));
  byId('money').hidden = accounts.length === 0;
  const byBank = new Map();
  for (const account of accounts) byBank.set(account.itemId, [...(byBank.get(account.itemId) ?? []), account]);
  for (const [itemId, element] of bankElements) {
    if (byBank.has(itemId)) continue;
    element.remove();
    bankElements.delete(itemId);
  }
  for (const [itemId, list] of byBank) showBank(itemId, list);
}

const totalOf = (list, type) =>
  list.filter((account) => account.type === type).reduce((sum, { balance }) => sum + balance, 0);
const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

function fill(element, values) {
  for (const [name, text] of Object.entries(values)) element.querySelector(`.${name}`).textContent = text;
  return element;
}

function showBank(itemId, list) {
  if (!bankElements.has(itemId)) {
    bankElements.set(itemId, fromTemplate('bank-money'));
    byId('money-list').append(bankElements.get(itemId));
  }
  const element = bankElements.get(itemId);
  fill(element, { name: banks.get(itemId) ?? '', balance: money(totalOf(list, 'BANK')) });
  element.replaceChildren(element.firstElementChild, ...list.map(accountElement));
}

function accountElement({ name, marketingName, number, balance, currencyCode, transactions }) {
  const element = fill(fromTemplate('account'), {
    name: marketingName ?? name,
    number: `•• ${(number ?? '').replace(/\D/g, '').slice(-4)}`,
    balance: money(balance, currencyCode),
  });
  element.querySelector('[data-text]').hidden = transactions.length > 0;
  element.querySelector('ul').append(...transactions.slice(0, 5).map(transactionElement));
  return element;
}

function transactionElement({ description, date, amount, type, currencyCode }) {
  const isIncome = type === 'CREDIT';
  const signed = isIncome ? Math.abs(amount) : -Math.abs(amount);
  const element = fill(fromTemplate('transaction'), {
    name: description,
    balance: money(signed, currencyCode, { signDisplay: 'always' }),
  });
  element.classList.toggle('income', isIncome);
  const time = element.querySelector('time');
  time.dateTime = date;
  time.textContent = new Date(date).toLocaleDateString(root.lang, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return element;
}

// ---- Start ----

byId('provider').addEventListener('pluggy-item-change', itemChanged);
watchSettings();
watchMenu();
