import type { ConnectMessages } from './index.js';

export const connect: ConnectMessages = {
  connect: 'Conectar tu cuenta',
  reconnect: 'Volver a conectar tu cuenta',
  connected: 'cuenta conectada',
  required: 'Conecta una cuenta para continuar.',
  preparing: 'Preparando todo…',
  cancel: 'Cancelar',
  failed: 'No funcionó. Inténtalo de nuevo en un momento.',
};
