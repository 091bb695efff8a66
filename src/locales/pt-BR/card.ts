import type { CardMessages } from '../messages.js';
import { atTime } from './status.js';

export const card: CardMessages = {
  bank: { name: 'Seu banco', inText: 'seu banco' },
  update: 'Atualizar agora',
  check: 'Verificar agora',
  asked: {
    asking: (bank) => `Buscando dados novos em ${bank}…`,
    recent: (_, time) =>
      `Seus dados são recentes. ${time ? `Próxima atualização possível: ${time}.` : 'Você pode atualizar de novo mais tarde.'}`,
    later: (_, time) =>
      `Ainda não é possível atualizar. ${time ? `Próxima atualização possível: ${time}.` : 'Tente de novo mais tarde.'}`,
    failed: () => 'Não conseguimos começar a atualização agora. Tente de novo daqui a pouco.',
    impossible: (bank) => `Não dá para atualizar ${bank} por esta página.`,
    going: () => 'Ainda em andamento. Você verá aqui assim que terminar.',
  },
  health: {
    offline: (bank) => `${bank} está fora do ar no momento. A atualização pode não funcionar.`,
    unstable: (bank) => `${bank} está com instabilidade no momento. A atualização pode demorar.`,
  },
  line: {
    partial: (products) => `Atualizado em parte: faltam ${products}`,
    fetching: (product) => `Atualizando: buscando ${product}…`,
    down: 'Banco fora do ar',
    failed: 'Não deu para atualizar',
    retry: (when, isToday) => `tentamos de novo ${isToday ? atTime(when) : when}`,
    credentials: 'Usuário ou senha não conferem',
    wrongCode: 'O banco não aceitou o código',
    timeout: 'O tempo para confirmar acabou',
    notGranted: 'Falta autorizar o acesso no banco',
    revoked: 'Autorização cancelada no banco',
    locked: 'Acesso bloqueado no banco',
    password: 'O banco pediu uma senha nova',
    bankAction: 'Falta um passo no banco',
  },
  action: { reconnect: 'Reconectar', renew: 'Renovar' },
  menu: (bank) => `Opções de ${bank}`,
  shared: {
    title: 'O que você compartilha',
    products: (products) => `Compartilhado: ${products}.`,
    since: (date) => `Desde ${date}.`,
    until: (date) => `Sua permissão vale até ${date}. Renove antes disso para continuar recebendo dados.`,
    ended: (date) => `Sua permissão acabou em ${date}. Renove para voltar a receber dados.`,
    revoked: (date) => `Você cancelou essa permissão em ${date}. Renove para voltar a receber dados.`,
    endless: 'Sua permissão não tem data para acabar.',
    renew: 'Renovar permissão',
    erased: (bank) => `Se você desconectar, os dados da conexão com ${bank} são apagados.`,
    revoke: (bank) => `Você também pode cancelar a permissão no app ou no site de ${bank}, na parte de Open Finance.`,
  },
  details: 'O que foi atualizado',
  hideDetails: 'Ocultar',
  products: {
    accounts: 'Contas',
    creditCards: 'Cartões de crédito',
    transactions: 'Transações',
    investments: 'Investimentos',
    investmentTransactions: 'Movimentações de investimentos',
    identity: 'Dados pessoais',
    paymentData: 'Dados de pagamento',
    loans: 'Empréstimos',
    accountStatements: 'Extratos da conta',
  },
  productUpdated: (ago) => `Atualizado ${ago}`,
  productLate: (ago) => `Não atualizado desta vez. Última atualização: ${ago}`,
  productFine: 'Em dia',
  productNever: 'Ainda não recebido',
  warnings: {
    permission: 'Sua permissão não inclui isso ou venceu. Reconecte e autorize para receber.',
    approval: 'Falta a aprovação das outras pessoas da conta. Avise essas pessoas: o pedido está no app do banco.',
    temporary: 'Seu banco não está enviando isso no momento. Você não precisa fazer nada.',
    never: 'Isso não está disponível para a sua conta.',
    quota: 'O limite do banco para isso foi atingido. A atualização volta sozinha, em geral no mês que vem.',
    part: 'Seu banco enviou só uma parte.',
  },
  quote: 'Seu banco diz:',
  disconnect: 'Desconectar',
  question: {
    title: (bank) => `Desconectar ${bank}?`,
    erased: (bank) =>
      `Vamos deixar de receber seus dados e apagar os dados da conexão com ${bank}. Sua conta no banco continua como está.`,
    rights: 'É um direito seu, garantido pela LGPD. Você pode conectar de novo quando quiser.',
    keep: 'Manter conexão',
    confirm: 'Desconectar e apagar',
    working: 'Desconectando…',
    failed: 'Não conseguimos desconectar agora. Tente de novo daqui a pouco.',
  },
  disconnected: (bank) => `Pronto: desconectamos ${bank} e apagamos os dados da conexão.`,
  list: {
    label: 'Suas conexões',
    groups: { attention: 'Precisam de você', fine: 'Tudo em dia' },
    loading: 'Carregando suas conexões…',
    emptyTitle: 'Nenhuma conexão ainda',
    emptyText: 'Conecte sua primeira conta e acompanhe tudo por aqui.',
    change: (bank, label) => `${bank}: ${label}.`,
    changes: (count) => (count === 1 ? '1 conexão mudou.' : `${count} conexões mudaram.`),
    added: (bank, isFetching) => `${bank} conectado.${isFetching ? ' Buscando seus dados…' : ''}`,
    returned: {
      checking: () => 'Que bom ter você de volta. Só um momento: estamos verificando sua conexão.',
      going: (bank) =>
        `Que bom ter você de volta. Ainda estamos concluindo a conexão com ${bank}. Você verá aqui quando terminar.`,
      done: (bank) => `Que bom ter você de volta. A conexão com ${bank} está pronta.`,
      open: (bank) =>
        `Que bom ter você de volta. A conexão com ${bank} ainda não foi concluída. Veja abaixo o que falta.`,
      refused: () =>
        'Que bom ter você de volta. A conexão não foi confirmada no banco. Você pode tentar de novo quando quiser.',
      unknown: () =>
        'Sua autorização chegou. Se você começou em outro app ou navegador, volte para lá: a conexão continua lá. Só se não encontrar, conecte de novo.',
    },
    ended: {
      text: (bank) =>
        `A conexão antiga${bank && ` com ${bank}`} foi encerrada. Para manter seus dados em dia, conecte de novo.`,
      connect: 'Conectar de novo',
      notAccepted: (bank) =>
        `Não foi possível salvar aqui a nova conexão${bank && ` com ${bank}`}: este site não a aceitou no seu cadastro. Avise o suporte deste site, por favor.`,
    },
    dismiss: 'Entendi',
  },
};
