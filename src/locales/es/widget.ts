import type { WidgetMessages } from '../messages.js';

export const widget: WidgetMessages = {
  frame: 'Pluggy: conectar tu cuenta',
  slow: 'Está tardando más de lo normal. Puedes esperar o cerrar.',
  loading: 'Preparando la actualización…',
  question: '¿Salir ahora?',
  explanation: 'Todavía no terminaste de entrar en tu banco. Si sales, quizá tengas que empezar de nuevo.',
  stay: 'Seguir aquí',
  hide: 'Continuar en segundo plano',
  leave: 'Salir',
  background: 'Seguimos conectando. Mostrar',
  attention: 'La conexión te necesita. Mostrar',
  already: (bank) => `${bank || 'Este banco'} ya está conectado. ¿Quieres actualizar o conectar otra cuenta?`,
  update: 'Actualizar',
  another: 'Otra cuenta',
  waiting: 'Tu banco te está esperando. Mostrar',
  several: (bank, count) =>
    `Ya tienes ${count} conexiones con ${bank || 'este banco'}. Para actualizar una, elígela en tu lista.`,
  elsewhere: (bank) =>
    `Esta cuenta${bank && ` en ${bank}`} ya está conectada con otro usuario de este sitio. Para actualizarla, entra con ese usuario.`,
  failed: {
    offline: 'Parece que no tienes internet. Revisa tu conexión a internet e inténtalo de nuevo.',
    session: 'Tu sesión aquí terminó. Entra de nuevo y vuelve para conectar.',
    blocked: 'Esta página no pudo abrir la conexión. Avisa al soporte de este sitio, por favor.',
    timeout:
      'No recibimos respuesta. Un firewall o un bloqueador de anuncios puede estar interfiriendo. Desactívalo en esta página e inténtalo de nuevo.',
    busy: 'Ya hay otra conexión en curso. Termina esa primero.',
  },
};
