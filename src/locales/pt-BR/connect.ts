import type { ConnectMessages } from '../messages.js';

export const connect: ConnectMessages = {
  connect: 'Conectar sua conta',
  reconnect: 'Reconectar sua conta',
  again: 'Conectar de novo',
  connected: 'conta conectada',
  required: 'Conecte uma conta para continuar.',
  preparing: 'Preparando tudo…',
  title: 'Conexão segura com a Pluggy',
  close: 'Fechar',
  failed: 'Não deu certo. Tente de novo daqui a pouco.',
};
