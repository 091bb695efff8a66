import type { ErrorsMessages } from '../messages.js';

const conta = (bank: string) => (bank ? `sua conta ${bank}` : 'sua conta');
const site = 'Não depende de você. Avise quem cuida deste site, por favor.';

export const errors: ErrorsMessages = {
  texts: {
    credentials: {
      title: 'Usuário ou senha não conferem',
      text: (bank) => `Conecte de novo e confira os dados de acesso da ${conta(bank)}.`,
    },
    wrongCode: {
      title: 'O código não foi aceito',
      text: () => 'Ele pode ter vencido. Conecte de novo e use o novo código que vai chegar.',
    },
    usedCode: {
      title: 'Este código já foi usado',
      text: () => 'Cada código vale uma vez só. Conecte de novo para receber outro.',
    },
    timeout: {
      title: 'O tempo acabou',
      text: (bank) => `Não deu tempo de confirmar o acesso à ${conta(bank)}. Tudo bem: é só começar de novo.`,
    },
    locked: {
      title: 'Acesso bloqueado no banco',
      text: (bank) => `Desbloqueie a ${conta(bank)} no app ou no site do banco. Depois, conecte de novo aqui.`,
    },
    password: {
      title: 'O banco pediu uma senha nova',
      text: (bank) => `Troque a senha da ${conta(bank)} no app ou no site do banco. Depois, conecte de novo aqui.`,
    },
    bankAction: {
      title: 'Falta um passo no banco',
      text: (bank) =>
        `Há algo pendente na ${conta(bank)}. Resolva no app ou no site do banco e depois conecte de novo aqui.`,
    },
    authorize: {
      title: 'Falta a sua autorização',
      text: (bank) =>
        `Autorize o acesso à ${conta(bank)} no app do banco. A conexão continua sozinha e pode levar até 30 minutos.`,
    },
    notGranted: {
      title: 'O acesso não foi autorizado',
      text: (bank) => `Para continuar, conecte de novo e autorize o acesso à ${conta(bank)}.`,
    },
    revoked: {
      title: 'A autorização foi cancelada',
      text: (bank) => `O acesso à ${conta(bank)} foi cancelado no banco. Se quiser voltar a usar, conecte de novo.`,
    },
    signIn: {
      title: 'Não foi possível entrar no banco',
      text: (bank) => `Conecte de novo para confirmar os dados de acesso da ${conta(bank)}.`,
    },
    unsupported: {
      title: 'Esta conta ainda não é compatível',
      text: (bank) =>
        `${bank ? `Por enquanto, este tipo de conta ${bank}` : 'Por enquanto, este tipo de conta'} não pode ser conectado. Se tiver outra conta, conecte por ela.`,
    },
    loggedIn: {
      title: 'Sua conta está aberta em outro lugar',
      text: (bank) => `Saia da ${conta(bank)} no app e no site do banco: ele aceita um acesso de cada vez.`,
    },
    bankDown: {
      title: 'O banco está fora do ar',
      text: (bank) => `${bank || 'Seu banco'} não está respondendo agora. O que já foi recebido continua aqui.`,
    },
    connection: {
      title: 'Não deu para falar com o banco',
      text: (bank) => `A conexão com ${bank || 'o banco'} caiu no caminho. O que já foi recebido continua aqui.`,
    },
    unexpected: {
      title: 'Algo não saiu como esperado',
      text: () => 'Não foi nada que você fez, e costuma se resolver em pouco tempo.',
    },
    outdated: {
      title: 'Ainda não deu para atualizar',
      text: (bank) => `Os dados da ${conta(bank)} podem não ser os mais recentes.`,
    },
    setup: { title: 'Esta parte do site não está funcionando', text: () => site },
    gone: {
      title: 'Esta conexão não existe mais',
      text: (bank) => `Para voltar a ver os dados da ${conta(bank)}, conecte outra vez.`,
    },
    invalidData: {
      title: 'Algum dado não foi aceito',
      text: (bank) => `Conecte de novo e confira o que o banco pede para a ${conta(bank)}.`,
    },
    missingData: {
      title: 'O banco pede mais um dado',
      text: (bank) => `Conecte de novo para informar o que falta na ${conta(bank)}.`,
    },
    duplicate: {
      title: 'Esta conta já está conectada',
      text: () => 'Ela já aparece entre as suas conexões. Não é preciso conectar outra vez.',
    },
    updating: {
      title: 'A atualização já começou',
      text: (bank) => `Aguarde um pouco: os dados novos da ${conta(bank)} já vão aparecer.`,
    },
    updatingOther: {
      title: 'Outra atualização está em andamento',
      text: () => 'O banco aceita um acesso de cada vez. Espere a outra terminar para começar esta.',
    },
    cooldown: {
      title: 'Uma pequena pausa',
      text: (bank) => `É preciso um intervalo entre uma tentativa e outra com a ${conta(bank)}.`,
    },
    recent: {
      title: 'Seus dados já são recentes',
      text: (bank) => `A ${conta(bank)} foi atualizada há pouco. Não é preciso fazer nada.`,
    },
    tooManyLogins: {
      title: 'Uma pausa para proteger sua conta',
      text: () => 'Foram várias tentativas seguidas. Antes da próxima, confira sua senha no app do banco.',
    },
    tooManyErrors: {
      title: 'As atualizações pararam',
      text: (bank) =>
        `Depois de várias tentativas, não deu para atualizar a ${conta(bank)}. Fale com o suporte deste site, por favor.`,
    },
    bankOffline: {
      title: 'Banco indisponível por enquanto',
      text: (bank) => `${bank || 'Este banco'} não está aceitando conexões agora. Volte mais tarde, por favor.`,
    },
    otherAccount: {
      title: 'Os dados são de outra conta',
      text: (bank) => `Para atualizar esta conexão, entre na ${conta(bank)} com o mesmo usuário da primeira vez.`,
    },
    limit: {
      title: 'Não dá para conectar mais contas agora',
      text: () => 'Este site chegou ao limite de conexões. Avise quem cuida dele, por favor.',
    },
    updatesOff: {
      title: 'As atualizações estão desativadas',
      text: () => 'Este site não está atualizando as conexões no momento. Avise quem cuida dele, por favor.',
    },
    trial: {
      title: 'Este banco ainda não está disponível aqui',
      text: () => 'Este site está em fase de testes e ainda não conecta contas de verdade.',
    },
    codeReceived: {
      title: 'Código recebido',
      text: () => 'A conexão continua. É só aguardar um pouco.',
    },
    noCodeWanted: {
      title: 'A conexão não espera mais pelo código',
      text: () => 'Ela pode ter avançado ou terminado. Tente de novo para ver como está.',
    },
    offline: {
      title: 'Parece que você está sem internet',
      text: () => 'Verifique a sua rede e tente de novo.',
    },
    open: {
      title: 'Não foi possível abrir a conexão',
      text: () => 'Foi uma falha passageira. Tente de novo daqui a pouco.',
    },
    session: {
      title: 'Sua sessão neste site terminou',
      text: () => 'Entre de novo e volte aqui para continuar.',
    },
    blocked: {
      title: 'A conexão com o banco não abriu',
      text: () =>
        'Um firewall ou bloqueador de anúncios pode estar atrapalhando. Desative nesta página e tente de novo.',
    },
    busy: {
      title: 'Já existe uma conexão em andamento',
      text: () => 'Termine a que está aberta antes de começar outra.',
    },
    items: {
      title: 'Não foi possível carregar suas conexões',
      text: () => 'Elas continuam guardadas. Vamos tentar de novo automaticamente, e você também pode tentar agora.',
    },
    rateLimited: {
      title: 'Muitos pedidos ao mesmo tempo',
      text: () => 'Espere um pouco antes de tentar de novo.',
    },
    codeNotSent: {
      title: 'O código não foi enviado',
      text: () => 'Houve uma falha no caminho. Tente de novo daqui a pouco.',
    },
    live: {
      title: 'Novidades podem demorar um pouco',
      text: () => 'As mudanças nas suas conexões levam mais tempo para aparecer aqui, mas nada se perde.',
    },
  },
  actions: {
    reconnect: 'Conectar de novo',
    connect: 'Conectar uma conta',
    again: 'Tentar de novo',
    bank: 'Ir para o site do banco',
  },
  trying: 'Tentando de novo…',
  until: (left, time) => `Próxima tentativa: ${time} · faltam ${left}`,
  next: (time) => `Próxima tentativa automática: ${time}. Você não precisa fazer nada.`,
  quote: (bank) => `Mensagem de ${bank || 'seu banco'}:`,
  newTab: '(abre em outra aba)',
  dismiss: 'Fechar aviso',
};
