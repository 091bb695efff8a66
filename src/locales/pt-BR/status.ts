import type { StatusMessages } from '../messages.js';

/** The time with its preposition: "à 01:15", "às 11:35". */
export const atTime = (time: string) => `${/^0?1\D/.test(time) ? 'à' : 'às'} ${time}`;

const days = (count: number) => (count === 1 ? '1 dia' : `${count} dias`);

export const status: StatusMessages = {
  labels: {
    code: 'Informe o código',
    authorize: 'Autorize no app do banco',
    updating: 'Atualizando',
    bank: 'O banco precisa de você',
    unsupported: 'Conta não compatível',
    reconnect: 'Reconecte sua conta',
    outdated: 'Desatualizado',
    permission: 'Falta uma permissão',
    approval: 'Falta aprovar no banco',
    partial: 'Atualizado em parte',
    consentEnded: 'Autorização vencida',
    never: 'Ainda sem dados',
    updated: 'Atualizado',
    unknown: 'Status desconhecido',
  },
  consent: (left) => `Autorização vence em ${left ? days(left) : 'menos de um dia'}`,
  checking: 'Verificando…',
  unreachable: 'Não deu para verificar',
  gone: 'Conexão removida',
  unsaved: 'Não foi possível salvar aqui',
  stalled: 'Demorando mais que o normal',
  updated: (ago, isUpToDate) => `${isUpToDate ? 'Atualizado' : 'Última atualização'} ${ago}`,
  next: (when, isToday, isShort) => `próxima ${isShort ? '' : 'atualização '}${isToday ? atTime(when) : when}`,
};
