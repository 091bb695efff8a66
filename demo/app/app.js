/** Script of the Trocado page: languages, balances and the form. The library's elements show the connections. */

import { TEXTS } from './texts.js';

// ---- Languages ----

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const texts = () => TEXTS[root.lang];
/** Returns the first language that the page has among the visitor's. */
const languageOf = (tags) =>
  tags.flatMap((tag) => Object.keys(TEXTS).find((known) => known.slice(0, 2) === tag.slice(0, 2)) ?? [])[0];
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
  setLanguage(languageOf([stored.language ?? '', ...navigator.languages]) ?? 'pt-BR');
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

/** Item id → Item. */
const items = new Map();

function itemChanged({ itemId, item }) {
  if (item) items.set(itemId, item);
  else items.delete(itemId);
  if (!item && byId('bank').value === itemId) byId('bank').value = '';
  for (const element of document.querySelectorAll('[data-for]')) {
    element.hidden = element.dataset.for !== (items.size > 0 ? 'known' : 'new');
  }
  void showConnections();
  readMoneySoon();
}

/** Updates the parts of the page that depend on which banks are connected. */
async function showConnections() {
  setText(byId('connect-label'), items.size > 0 ? 'connect.more' : 'connect');

  // Connecting a bank a second time with the same login is an error.
  const owned = [...items.values()].map(({ connector }) => connector?.name);
  const bankToTry = byId('try-bank')
    .dataset.banks.split(',')
    .find((name) => !owned.includes(name));
  byId('try').hidden = !bankToTry;
  byId('try-bank').textContent = bankToTry ?? '';

  await customElements.whenDefined('pluggy-connect');
  showChoice();
}

function setText(element, key) {
  element.dataset.text = key;
  element.textContent = texts()[key];
}

/** Whether a bank has delivered data and its connection works. The server checks the same before it accepts the form. */
const isDelivering = ({ status, lastUpdatedAt }) => !!lastUpdatedAt && ['UPDATED', 'UPDATING'].includes(status);

/** Offers the banks with data in the form. The control with a name is sent: the choice, or else the button. */
function showChoice() {
  const choice = byId('bank-choice');
  const button = byId('bank');
  const banks = [...items.values()].filter(isDelivering);
  // The bank that was connected with the button, or the bank chosen before.
  const chosen = [button.value, choice.value].find((id) => banks.some((bank) => bank.id === id));
  const option = ({ id, connector, lastUpdatedAt }) =>
    new Option(texts()['form.bank.choice'](connector?.name, dateTime(lastUpdatedAt)), id);
  choice.replaceChildren(new Option(texts()['form.bank.choose'], ''), ...banks.map(option));
  choice.value = chosen ?? '';

  const hasChoice = banks.length > 0;
  choice.hidden = !hasChoice;
  choice.required = hasChoice;
  button.required = !hasChoice;
  choice.name = hasChoice ? 'item_id' : '';
  button.name = hasChoice ? '' : 'item_id';
  byId('bank-label').htmlFor = hasChoice ? 'bank-choice' : 'bank';
  setText(byId('bank-button'), hasChoice ? 'form.bank.more' : 'form.bank.button');
  // The button keeps an item whose first data is on the way, and an item of a returned form that has not loaded yet.
  const connected = items.get(button.value);
  if (connected && (isDelivering(connected) || connected.status !== 'UPDATING')) button.value = '';
}

// ---- Balances and transactions ----

/** Accounts from the backend, in the order of the connections; absent before the first response. */
let accounts;
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

/** Returns an amount in the page's language. An amount that the bank does not send is not zero. */
const money = (amount, currency, options) =>
  typeof amount === 'number'
    ? new Intl.NumberFormat(root.lang, {
        style: 'currency',
        currency: currency ?? 'BRL',
        currencyDisplay: 'narrowSymbol',
        ...options,
      }).format(amount)
    : texts().unknown;

const dateTime = (date) =>
  new Date(date).toLocaleString(root.lang, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Returns the day where the visitor is. Exactly midnight UTC marks a day without a time, the same day everywhere. */
const day = (date) =>
  new Date(date).toLocaleDateString(root.lang, {
    day: 'numeric',
    month: 'short',
    ...(new Date(date) % 86_400_000 === 0 && { timeZone: 'UTC' }),
  });

function showMoney() {
  if (!accounts) return;
  byId('total-bank').textContent = totalOf(accounts, 'BANK');
  byId('total-card').textContent = totalOf(accounts, 'CREDIT');
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

/** Returns the sum of the balances of a type: one for each currency. */
function totalOf(list, type) {
  const sums = new Map();
  for (const { balance, currencyCode } of list.filter((account) => account.type === type)) {
    if (typeof balance === 'number') sums.set(currencyCode, (sums.get(currencyCode) ?? 0) + balance);
  }
  return [...sums].map(([currency, sum]) => money(sum, currency)).join(' + ') || '—';
}

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
  fill(element, { name: items.get(itemId)?.connector?.name ?? '', balance: totalOf(list, 'BANK') });
  element.replaceChildren(element.firstElementChild, ...list.map(accountElement));
}

function accountElement({ name, marketingName, number, balance, currencyCode, transactions }) {
  const element = fill(fromTemplate('account'), {
    name: marketingName ?? name,
    number: number ? `•• ${number.replace(/\D/g, '').slice(-4)}` : '',
    balance: money(balance, currencyCode),
  });
  element.querySelector('[data-text]').hidden = transactions.length > 0;
  element.querySelector('ul').append(...transactions.slice(0, 5).map(transactionElement));
  return element;
}

function transactionElement({ description, date, amount, type, currencyCode }) {
  const isIncome = type === 'CREDIT';
  const signed = typeof amount === 'number' ? Math.abs(amount) * (isIncome ? 1 : -1) : undefined;
  const element = fill(fromTemplate('transaction'), {
    name: description,
    balance: money(signed, currencyCode, { signDisplay: 'always' }),
  });
  element.classList.toggle('income', isIncome);
  const time = element.querySelector('time');
  time.dateTime = date;
  time.textContent = day(date);
  return element;
}

// ---- Start ----

byId('provider').addEventListener('pluggy-item-change', itemChanged);
watchSettings();
watchMenu();
