import type { PresetGroup } from '../core/presets.js';
import type { Settings } from './api.js';

export interface Texts {
  title: string;
  simulation: string;
  language: string;
  items: string;
  none: string;
  user: (id: string | null) => string;
  gone: string;
  choose: string;
  state: string;
  updated: string;
  lastUpdated: string;
  nextSync: string;
  consent: string;
  never: string;
  asks: string;
  does: string;
  act: string;
  done: string;
  refused: string;
  sync: string;
  presets: string;
  presetsHint: string;
  groups: Record<PresetGroup, string>;
  combine: string;
  combineHint: string;
  noError: string;
  set: string;
  json: string;
  jsonHint: string;
  apply: string;
  add: string;
  connector: string;
  testUser: string;
  clientUserId: string;
  initial: string;
  addButton: string;
  settings: string;
  setting: Record<Exclude<keyof Settings, 'fail' | 'refuse' | 'script'>, string>;
  failing: string;
  refusing: string;
  health: string;
  healthHint: string;
  reset: string;
  resetHint: string;
  said: (what: string) => string;
  refusedBy: (message: string) => string;
  unreachable: string;
}

const pt: Texts = {
  title: 'Controle do sandbox',
  simulation: 'Isto é uma simulação. Nenhuma instituição real está envolvida.',
  language: 'Idioma',
  items: 'Conexões',
  none: 'Ainda não há conexões. Adicione uma abaixo, ou conecte uma conta no aplicativo.',
  user: (id) => (id === null ? 'sem usuário' : `usuário ${id}`),
  gone: 'Esta conexão não existe mais.',
  choose: 'Escolha uma conexão da lista para mudar o estado dela.',
  state: 'Estado',
  updated: 'Mudou em',
  lastUpdated: 'Última sincronização',
  nextSync: 'Próxima sincronização',
  consent: 'Consentimento até',
  never: 'nenhuma',
  asks: 'Pede',
  does: 'Espera',
  act: 'A pessoa, no banco',
  done: 'Autorizou',
  refused: 'Recusou',
  sync: 'Sincronizar agora',
  presets: 'Estados prontos',
  presetsHint:
    'Um clique muda o estado e envia os webhooks que a Pluggy enviaria. O código certo é sempre 123456; 111111 já foi usado.',
  groups: {
    done: 'Concluído',
    partial: 'Concluído em parte',
    warning: 'Avisos do Open Finance, por motivo',
    consent: 'Consentimento',
    sync: 'Sincronização automática',
    working: 'Em andamento',
    input: 'Espera um código ou uma escolha',
    action: 'Espera a pessoa no banco',
    error: 'Erros',
    unknown: 'Valores desconhecidos',
  },
  combine: 'Qualquer combinação',
  combineHint: 'Qualquer status com qualquer execução e qualquer erro, mesmo combinações que a Pluggy nunca envia.',
  noError: 'sem erro',
  set: 'Definir',
  json: 'Campos da conexão, em JSON',
  jsonHint: 'Só os campos escritos mudam. Exemplo: {"status":"OUTDATED","lastUpdatedAt":null}',
  apply: 'Aplicar',
  add: 'Adicionar uma conexão',
  connector: 'Instituição',
  testUser: 'Usuário de teste',
  clientUserId: 'Usuário do aplicativo (clientUserId)',
  initial: 'Estado inicial',
  addButton: 'Adicionar',
  settings: 'Configurações',
  setting: {
    latencyMs: 'Atraso de cada resposta, em ms',
    stepMs: 'Duração de cada etapa, em ms',
    inputTimeoutMs: 'Prazo para um código ou uma autorização, em ms',
    actionMs: 'Tempo até a pessoa autorizar no banco, em ms (vazio: nunca)',
    itemsLimit: 'Limite de conexões (vazio: sem limite)',
    minUpdateFrequencyHours: 'Horas entre atualizações pela API (vazio: a qualquer hora)',
    autoSyncMs: 'Intervalo da sincronização automática, em ms (vazio: nunca)',
    webhookCopies: 'Cópias de cada webhook',
    webhookSpreadMs: 'Período em que os webhooks chegam fora de ordem, em ms',
    trial: 'Aplicativo em teste: só instituições do sandbox',
    v1Transactions: 'GET /transactions (antigo) responde em vez do erro 410',
  },
  failing: 'Respondem com erro 503',
  refusing: 'A API recusa com',
  health: 'Instituições',
  healthHint: 'Uma mudança envia o webhook connector/status_updated.',
  reset: 'Recomeçar do zero',
  resetHint: 'Apaga as conexões e os webhooks, e volta às configurações iniciais.',
  said: (what) => `Feito: ${what}`,
  refusedBy: (message) => `O sandbox recusou: ${message}`,
  unreachable: 'O sandbox não responde. Esta página continua tentando.',
};

const en: Texts = {
  title: 'Sandbox control',
  simulation: 'This is a simulation. No real institution is involved.',
  language: 'Language',
  items: 'Connections',
  none: 'There are no connections yet. Add one below, or connect an account in the app.',
  user: (id) => (id === null ? 'no user' : `user ${id}`),
  gone: 'This connection no longer exists.',
  choose: 'Choose a connection from the list to change its state.',
  state: 'State',
  updated: 'Changed',
  lastUpdated: 'Last sync',
  nextSync: 'Next sync',
  consent: 'Consent until',
  never: 'none',
  asks: 'Asks for',
  does: 'Waits for',
  act: 'The person, at the bank',
  done: 'Authorised',
  refused: 'Refused',
  sync: 'Sync now',
  presets: 'Ready-made states',
  presetsHint:
    'One click changes the state and sends the webhooks that Pluggy would send. The right code is always 123456; 111111 has already been used.',
  groups: {
    done: 'Finished',
    partial: 'Partly finished',
    warning: 'Open Finance warnings, by reason',
    consent: 'Consent',
    sync: 'Automatic sync',
    working: 'In progress',
    input: 'Waits for a code or a choice',
    action: 'Waits for the person at the bank',
    error: 'Errors',
    unknown: 'Unknown values',
  },
  combine: 'Any combination',
  combineHint: 'Any status with any execution and any error, even combinations that Pluggy never sends.',
  noError: 'no error',
  set: 'Set',
  json: 'Fields of the connection, as JSON',
  jsonHint: 'Only the fields you write change. Example: {"status":"OUTDATED","lastUpdatedAt":null}',
  apply: 'Apply',
  add: 'Add a connection',
  connector: 'Institution',
  testUser: 'Test user',
  clientUserId: 'User of the app (clientUserId)',
  initial: 'Initial state',
  addButton: 'Add',
  settings: 'Settings',
  setting: {
    latencyMs: 'Delay of each response, in ms',
    stepMs: 'Duration of each step, in ms',
    inputTimeoutMs: 'Time limit for a code or an authorisation, in ms',
    actionMs: 'Time until the person authorises at the bank, in ms (empty: never)',
    itemsLimit: 'Maximum number of connections (empty: no limit)',
    minUpdateFrequencyHours: 'Hours between updates through the API (empty: no minimum)',
    autoSyncMs: 'Interval of automatic syncs, in ms (empty: never)',
    webhookCopies: 'Copies of each webhook',
    webhookSpreadMs: 'Time over which webhooks arrive out of order, in ms',
    trial: 'Trial application: sandbox institutions only',
    v1Transactions: 'GET /transactions (deprecated) answers instead of error 410',
  },
  failing: 'Fail with error 503',
  refusing: 'The API refuses with',
  health: 'Institutions',
  healthHint: 'A change sends the webhook connector/status_updated.',
  reset: 'Start over',
  resetHint: 'Deletes the connections and webhooks, and restores the initial settings.',
  said: (what) => `Done: ${what}`,
  refusedBy: (message) => `The sandbox refused: ${message}`,
  unreachable: 'The sandbox isn’t responding. This page keeps trying.',
};

const es: Texts = {
  title: 'Control del sandbox',
  simulation: 'Esto es una simulación. No participa ninguna institución real.',
  language: 'Idioma',
  items: 'Conexiones',
  none: 'Aún no hay conexiones. Agrega una abajo, o conecta una cuenta en la aplicación.',
  user: (id) => (id === null ? 'sin usuario' : `usuario ${id}`),
  gone: 'Esta conexión ya no existe.',
  choose: 'Elige una conexión de la lista para cambiar su estado.',
  state: 'Estado',
  updated: 'Cambió el',
  lastUpdated: 'Última sincronización',
  nextSync: 'Próxima sincronización',
  consent: 'Consentimiento hasta',
  never: 'ninguna',
  asks: 'Pide',
  does: 'Espera',
  act: 'La persona, en el banco',
  done: 'Autorizó',
  refused: 'Rechazó',
  sync: 'Sincronizar ahora',
  presets: 'Estados listos',
  presetsHint:
    'Un clic cambia el estado y envía los webhooks que Pluggy enviaría. El código correcto es siempre 123456; 111111 ya se usó.',
  groups: {
    done: 'Terminado',
    partial: 'Terminado en parte',
    warning: 'Avisos de Open Finance, por motivo',
    consent: 'Consentimiento',
    sync: 'Sincronización automática',
    working: 'En curso',
    input: 'Espera un código o una elección',
    action: 'Espera a la persona en el banco',
    error: 'Errores',
    unknown: 'Valores desconocidos',
  },
  combine: 'Cualquier combinación',
  combineHint:
    'Cualquier status con cualquier ejecución y cualquier error, incluso combinaciones que Pluggy nunca envía.',
  noError: 'sin error',
  set: 'Definir',
  json: 'Campos de la conexión, en JSON',
  jsonHint: 'Solo cambian los campos escritos. Ejemplo: {"status":"OUTDATED","lastUpdatedAt":null}',
  apply: 'Aplicar',
  add: 'Agregar una conexión',
  connector: 'Institución',
  testUser: 'Usuario de prueba',
  clientUserId: 'Usuario de la aplicación (clientUserId)',
  initial: 'Estado inicial',
  addButton: 'Agregar',
  settings: 'Ajustes',
  setting: {
    latencyMs: 'Demora de cada respuesta, en ms',
    stepMs: 'Duración de cada paso, en ms',
    inputTimeoutMs: 'Plazo para un código o una autorización, en ms',
    actionMs: 'Tiempo hasta que la persona autoriza en el banco, en ms (vacío: nunca)',
    itemsLimit: 'Límite de conexiones (vacío: sin límite)',
    minUpdateFrequencyHours: 'Horas entre actualizaciones por la API (vacío: a cualquier hora)',
    autoSyncMs: 'Intervalo de la sincronización automática, en ms (vacío: nunca)',
    webhookCopies: 'Copias de cada webhook',
    webhookSpreadMs: 'Período en que los webhooks llegan fuera de orden, en ms',
    trial: 'Aplicación de prueba: solo instituciones del sandbox',
    v1Transactions: 'GET /transactions (antiguo) responde en vez del error 410',
  },
  failing: 'Responden con error 503',
  refusing: 'La API rechaza con',
  health: 'Instituciones',
  healthHint: 'Un cambio envía el webhook connector/status_updated.',
  reset: 'Empezar de nuevo',
  resetHint: 'Borra las conexiones y los webhooks, y vuelve a los ajustes iniciales.',
  said: (what) => `Hecho: ${what}`,
  refusedBy: (message) => `El sandbox lo rechazó: ${message}`,
  unreachable: 'El sandbox no responde. Esta página sigue intentando.',
};

export const TEXTS = { 'pt-BR': pt, en, es };
export type Language = keyof typeof TEXTS;

/** Returns the first supported language of the tags, or Portuguese, as the demo does. */
export function languageFor(tags: readonly string[]): Language {
  for (const tag of tags) {
    const found = (Object.keys(TEXTS) as Language[]).find((known) => known.slice(0, 2) === tag.slice(0, 2));
    if (found) return found;
  }
  return 'pt-BR';
}
