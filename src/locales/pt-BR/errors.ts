import type { ErrorsMessages } from '../messages.js';

const conta = (bank: string) => (bank ? `sua conta ${bank}` : 'sua conta');

export const errors: ErrorsMessages = {
  texts: {
    credentials: {
      title: 'Usuário ou senha não conferem',
      text: (bank) => `Reconecte e confira os dados de acesso da ${conta(bank)}.`,
    },
    wrongCode: {
      title: 'O código não foi aceito',
      text: () => 'Ele pode ter vencido. Reconecte e use um código novo.',
    },
    usedCode: {
      title: 'Este código já foi usado',
      text: () => 'Cada código vale uma vez só. Reconecte para receber outro.',
    },
    timeout: {
      title: 'O tempo acabou',
      text: (bank) => `Não deu tempo de confirmar o acesso à ${conta(bank)}. Tudo bem: é só reconectar.`,
    },
    locked: {
      title: 'Acesso bloqueado no banco',
      text: (bank) => `Desbloqueie a ${conta(bank)} no app ou no site do banco. Depois, reconecte aqui.`,
    },
    password: {
      title: 'O banco pediu uma senha nova',
      text: (bank) => `Troque a senha da ${conta(bank)} no app ou no site do banco. Depois, reconecte aqui.`,
    },
    bankAction: {
      title: 'Falta um passo no banco',
      text: (bank) =>
        `Ficou um passo pendente na ${conta(bank)}. Conclua no app ou no site do banco. Depois, reconecte aqui.`,
    },
    authorize: {
      title: 'Falta a sua autorização',
      text: (bank) =>
        `Autorize o acesso à ${conta(bank)} no app do banco. Depois, a conexão continua sozinha. Isso pode levar até 30 minutos.`,
    },
    overdue: {
      title: 'O banco ainda não confirmou',
      text: (bank) =>
        `A autorização da ${conta(bank)} está demorando mais que o normal. Se você já autorizou, ou não encontra o pedido no app do banco, reconecte.`,
    },
    notGranted: {
      title: 'O acesso não foi autorizado',
      text: (bank) => `Para continuar, reconecte e autorize o acesso à ${conta(bank)}.`,
    },
    revoked: {
      title: 'A autorização foi cancelada',
      text: (bank) => `O acesso à ${conta(bank)} foi cancelado no banco. Para voltar a usar, reconecte.`,
    },
    signIn: {
      title: 'Não conseguimos entrar no banco',
      text: (bank) => `Reconecte e confirme os dados de acesso da ${conta(bank)}.`,
    },
    signInAgain: {
      title: 'Não deu para entrar na sua conta',
      text: (bank) => `Reconecte e entre de novo na ${conta(bank)}.`,
    },
    unsupported: {
      title: 'Esta conta ainda não é compatível',
      text: (bank) =>
        `Por enquanto, não dá para conectar este tipo de conta${bank ? ` ${bank}` : ''}. Se você tem outra conta, conecte essa.`,
    },
    loggedIn: {
      title: 'Sua conta está aberta em outro lugar',
      text: (bank) => `Saia da ${conta(bank)} no app e no site do banco. O banco aceita um acesso de cada vez.`,
    },
    bankDown: {
      title: 'O banco está fora do ar',
      text: (bank) =>
        `Não conseguimos falar com ${bank || 'seu banco'} agora. Os dados que já recebemos estão guardados.`,
    },
    connection: {
      title: 'A conexão com o banco caiu',
      text: (bank) => `Perdemos a conexão com ${bank || 'seu banco'}. Os dados que já recebemos estão guardados.`,
    },
    unexpected: {
      title: 'Algo deu errado',
      text: () => 'Não é culpa sua. Os dados que já recebemos estão guardados.',
    },
    outdated: {
      title: 'Ainda não deu para atualizar',
      text: (bank) => `Os dados da ${conta(bank)} podem não ser os mais recentes.`,
    },
    setup: {
      title: 'Esta parte do site não está funcionando',
      text: () => 'Não é culpa sua. Avise o suporte deste site, por favor.',
    },
    gone: {
      title: 'Esta conexão não existe mais',
      text: (bank) => `Para voltar a ver os dados da ${conta(bank)}, faça uma nova conexão.`,
    },
    invalidData: {
      title: 'Algum dado não foi aceito',
      text: (bank) => `Reconecte a ${conta(bank)} e confira os dados que o banco pede.`,
    },
    missingData: {
      title: 'O banco pede mais um dado',
      text: (bank) => `Reconecte a ${conta(bank)} para informar o que falta.`,
    },
    duplicate: {
      title: 'Esta conta já está conectada',
      text: () => 'Você não precisa conectar outra vez. Se ela não aparece aqui, está em outro cadastro deste site.',
    },
    updating: {
      title: 'A atualização já começou',
      text: (bank) => `Só um momento: estamos buscando os dados novos da ${conta(bank)}.`,
    },
    updatingOther: {
      title: 'Outra atualização está em andamento',
      text: () => 'O banco aceita um acesso de cada vez. Espere a outra terminar para começar esta.',
    },
    cooldown: {
      title: 'Uma pequena pausa',
      text: (bank) => `Precisamos esperar um pouco antes de tentar de novo com a ${conta(bank)}.`,
    },
    recent: {
      title: 'Seus dados são recentes',
      text: (bank) => `Atualizamos a ${conta(bank)} há pouco. Você não precisa fazer nada.`,
    },
    tooManyLogins: {
      title: 'Uma pausa para proteger sua conta',
      text: () => 'Foram várias tentativas seguidas. Antes da próxima, confira sua senha no app do banco.',
    },
    tooManyErrors: {
      title: 'As atualizações pararam',
      text: (bank) =>
        `Tentamos várias vezes e não conseguimos atualizar a ${conta(bank)}. Fale com o suporte deste site, por favor.`,
    },
    bankUnknown: {
      title: 'Não encontramos esse banco',
      text: (bank) =>
        `${bank || 'Esse banco'} não está entre os bancos que dá para conectar por aqui. Procure na lista: pode estar com outro nome.`,
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
      text: () => 'Este site chegou ao limite de conexões. Avise o suporte do site, por favor.',
    },
    updatesOff: {
      title: 'As atualizações estão desativadas',
      text: () => 'Este site não está atualizando as conexões agora. Avise o suporte do site, por favor.',
    },
    trial: {
      title: 'Este banco ainda não está disponível aqui',
      text: () => 'Este site está em fase de testes e ainda não conecta contas de verdade.',
    },
    codeReceived: {
      title: 'Código recebido',
      text: () => 'Seguimos com a conexão. Pode levar um momento.',
    },
    noCodeWanted: {
      title: 'Este código não é mais necessário',
      text: () => 'A conexão pode ter avançado ou terminado. Tente de novo para ver como ela está.',
    },
    offline: {
      title: 'Parece que você está sem internet',
      text: () => 'Verifique sua internet e tente de novo.',
    },
    open: {
      title: 'Não conseguimos abrir a conexão',
      text: () => 'Não é culpa sua. Tente de novo daqui a pouco.',
    },
    session: {
      title: 'Sua sessão neste site terminou',
      text: () => 'Para continuar, entre de novo e volte aqui.',
    },
    blocked: {
      title: 'A conexão com o banco não abriu',
      text: () =>
        'Um firewall ou bloqueador de anúncios pode estar atrapalhando. Desative nesta página e tente de novo.',
    },
    busy: {
      title: 'Já existe outra conexão em andamento',
      text: () => 'Conclua essa primeiro. Depois, comece outra.',
    },
    items: {
      title: 'Não conseguimos carregar suas conexões',
      text: () => 'Vamos tentar de novo automaticamente. Você também pode tentar agora.',
    },
    rateLimited: {
      title: 'Espere um momento',
      text: () => 'Houve muitos pedidos em pouco tempo. Tente de novo daqui a pouco.',
    },
    codeNotSent: {
      title: 'Não conseguimos enviar o código',
      text: () => 'Tente de novo daqui a pouco.',
    },
    live: {
      title: 'As atualizações podem demorar um pouco mais',
      text: () => 'As mudanças nas suas conexões podem demorar mais que o normal para aparecer aqui.',
    },
    unsaved: {
      title: 'Não foi possível salvar esta conexão aqui',
      text: (bank) =>
        `A Pluggy tem sua conexão com ${bank || 'seu banco'}, mas este site ainda não salvou. Não precisa fazer outra. Se ela não aparecer aqui logo, avise o suporte deste site.`,
    },
    unsavedSession: {
      title: 'Não foi possível salvar esta conexão aqui',
      text: (bank) =>
        `A Pluggy tem sua conexão com ${bank || 'seu banco'}, mas sua sessão neste site terminou. Entre de novo e nós salvamos.`,
    },
    notAccepted: {
      title: 'Não foi possível salvar esta conexão aqui',
      text: (bank) =>
        `A Pluggy tem sua conexão com ${bank || 'seu banco'}, mas este site não a aceitou no seu cadastro. Avise o suporte deste site, por favor.`,
    },
    refusedToken: {
      title: 'Não conseguimos começar a conexão',
      text: () => 'Não é culpa sua. Tente de novo. Se acontecer outra vez, avise o suporte deste site.',
    },
  },
  actions: {
    reconnect: 'Reconectar',
    connect: 'Conectar uma conta',
    again: 'Tentar de novo',
    solved: 'Já resolvi, reconectar',
    bank: 'Ir para o site do banco',
  },
  trying: 'Tentando de novo…',
  until: (left, time) => `Próxima tentativa: ${time} · faltam ${left}`,
  next: (time) => `Próxima tentativa automática: ${time}. Você não precisa fazer nada.`,
  health: {
    offline: (bank) => `${bank || 'Seu banco'} está fora do ar no momento. Pode ser esse o motivo.`,
    unstable: (bank) => `${bank || 'Seu banco'} está com instabilidade no momento. Pode ser esse o motivo.`,
  },
  quote: (bank) => `${bank || 'Seu banco'} diz:`,
  newTab: '(abre em outra aba)',
  dismiss: 'Fechar aviso',
};
