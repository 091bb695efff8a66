import type { StatusMessages } from '../messages.js';

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
  updated: (ago, isUpToDate) => (isUpToDate ? ago : `Última actualización ${ago}`),
  next: (when) => `Próxima actualización: ${when}`,
};
