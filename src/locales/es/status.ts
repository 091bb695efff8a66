import type { StatusMessages } from '../messages.js';

const days = (count: number) => (count === 1 ? '1 día' : `${count} días`);

export const status: StatusMessages = {
  labels: {
    code: 'Confirma el código',
    authorize: 'Autoriza en la app del banco',
    updating: 'Actualizando',
    bank: 'Pendiente en el banco',
    unsupported: 'Cuenta no compatible',
    reconnect: 'Reconecta tu cuenta',
    outdated: 'Desactualizado',
    partial: 'Actualizado en parte',
    consentEnded: 'Autorización vencida',
    updated: 'Actualizado',
    unknown: 'Estado desconocido',
  },
  consent: (left) => (left ? `La autorización vence en ${days(left)}` : 'La autorización vence en menos de un día'),
  checking: 'Verificando…',
  unreachable: 'No se pudo verificar',
  gone: 'Conexión eliminada',
  stalled: 'Tarda más de lo normal',
  updated: (ago) => `Actualizado ${ago}`,
  next: (when) => `Próxima actualización: ${when}`,
};
