import type { WidgetMessages } from '../messages.js';

export const widget: WidgetMessages = {
  frame: 'Pluggy: conectar sua conta',
  slow: 'Está demorando mais do que o normal. Você pode esperar ou fechar.',
  loading: 'Preparando a atualização…',
  question: 'Sair agora?',
  explanation: 'Você ainda não terminou de entrar no banco. Se sair, talvez precise começar de novo.',
  stay: 'Continuar aqui',
  hide: 'Continuar em segundo plano',
  leave: 'Sair',
  background: 'Ainda conectando. Mostrar',
  attention: 'A conexão precisa de você. Mostrar',
  already: (bank) => `${bank || 'Este banco'} já está conectado. Quer atualizar ou conectar outra conta?`,
  update: 'Atualizar',
  another: 'Outra conta',
  waiting: 'O banco está esperando por você. Mostrar',
  several: (bank, count) =>
    `Você já tem ${count} conexões com ${bank || 'este banco'}. Para atualizar uma delas, escolha na sua lista.`,
  elsewhere: (bank) =>
    `Esta conta${bank && ` em ${bank}`} já está conectada em outro cadastro deste site. Para atualizar, entre com aquele cadastro.`,
  failed: {
    offline: 'Parece que você está sem internet. Verifique sua internet e tente de novo.',
    session: 'Sua sessão aqui terminou. Entre de novo e volte para conectar.',
    blocked: 'Esta página não conseguiu abrir a conexão. Avise o suporte deste site, por favor.',
    timeout:
      'Não recebemos resposta. Um firewall ou bloqueador de anúncios pode estar atrapalhando. Desative nesta página e tente de novo.',
    busy: 'Já existe outra conexão em andamento. Conclua essa primeiro.',
  },
};
