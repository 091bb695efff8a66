import type { StatusMessages } from '../messages.js';

/** The time with its article: "a la 1:15", "a las 11:35". */
export const atTime = (time: string) => `a ${/^0?1\D/.test(time) ? 'la' : 'las'} ${time}`;

const days = (count: number) => (count === 1 ? '1 día' : `${count} días`);

export const status: StatusMessages = {
  labels: {
    code: 'Ingresa el código',
    authorize: 'Autoriza en la app del banco',
    updating: 'Actualizando',
    bank: 'Tu banco te necesita',
    unsupported: 'Cuenta no compatible',
    reconnect: 'Reconecta tu cuenta',
    outdated: 'Desactualizado',
    permission: 'Falta un permiso',
    approval: 'Falta la aprobación en el banco',
    partial: 'Actualizado en parte',
    consentEnded: 'Autorización vencida',
    never: 'Aún sin datos',
    updated: 'Actualizado',
    unknown: 'Estado desconocido',
  },
  consent: (left) => `La autorización vence en ${left ? days(left) : 'menos de un día'}`,
  checking: 'Verificando…',
  unreachable: 'No se pudo verificar',
  gone: 'Conexión eliminada',
  unsaved: 'No se pudo guardar aquí',
  stalled: 'Tarda más de lo normal',
  updated: (ago, isUpToDate) => `${isUpToDate ? 'Actualizado' : 'Última actualización'} ${ago}`,
  next: (when, isToday, isShort) => `próxima ${isShort ? '' : 'actualización '}${isToday ? atTime(when) : when}`,
};
