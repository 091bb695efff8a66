import type { ConnectMessages } from '../messages.js';

export const connect: ConnectMessages = {
  connect: 'Conectar tu cuenta',
  reconnect: 'Reconectar tu cuenta',
  again: 'Conectar de nuevo',
  connected: 'cuenta conectada',
  required: 'Conecta una cuenta para continuar.',
  preparing: 'Preparando todo…',
  title: 'Conexión segura con Pluggy',
  close: 'Cerrar',
  failed: 'No funcionó. Inténtalo de nuevo en un momento.',
};
