import type { CardMessages } from '../messages.js';

export const card: CardMessages = {
  bank: { name: 'Sua instituição', inText: 'sua instituição' },
  update: 'Atualizar agora',
  check: 'Verificar agora',
  asked: {
    asking: (bank) => `Buscando novidades em ${bank}…`,
    recent: () => 'Tudo certo: seus dados são recentes e ainda não há nada novo para buscar.',
    failed: () => 'Não foi possível pedir a atualização agora. Tente de novo daqui a pouco.',
    going: () => 'Ainda em andamento. Você verá aqui assim que terminar.',
  },
  partial: (products) => `Nem tudo pôde ser atualizado desta vez: ${products}. O restante está em dia.`,
  details: 'O que está em dia',
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
  productUpdated: (ago) => `Última atualização ${ago}`,
  productLate: (ago) => `Sem atualização desta vez; os dados são de ${ago}`,
  productFine: 'Em dia',
  productNever: 'Ainda não recebido',
  warnings: {
    '001': 'A instituição não oferece isso para a sua conta. Não há nada de errado.',
    '002': 'Falta a aprovação das outras pessoas da conta. Avise-as: o pedido está no app do banco.',
    '423': 'O limite do banco para este mês foi atingido. No mês que vem, a atualização volta sozinha.',
    other: 'A instituição enviou só uma parte.',
  },
  quote: 'A instituição diz:',
  disconnect: 'Desconectar',
  question: {
    title: (bank) => `Desconectar ${bank}?`,
    erased: (bank) =>
      `Deixamos de receber seus dados de ${bank}, e os dados recebidos por esta conexão serão eliminados. Sua conta no banco continua como está.`,
    rights: 'É um direito seu, garantido pela LGPD. Você pode conectar de novo quando quiser.',
    keep: 'Manter conectada',
    confirm: 'Desconectar e eliminar',
    working: 'Desconectando…',
    failed: 'Não foi possível desconectar agora, e a conexão continua ativa. Tente de novo daqui a pouco.',
  },
  disconnected: (bank) => `Pronto: ${bank} foi desconectado e os dados foram eliminados.`,
  list: {
    label: 'Suas conexões',
    loading: 'Carregando suas conexões…',
    emptyTitle: 'Nenhuma conexão ainda',
    emptyText: 'Conecte sua primeira conta e acompanhe tudo por aqui.',
    change: (bank, label) => `${bank}: ${label}.`,
    changes: (count) => `${count} conexões mudaram.`,
    returned: {
      checking: () => 'Que bom ter você de volta. Só um momento: estamos verificando a sua conexão.',
      going: (bank) =>
        `Que bom ter você de volta. A conexão com ${bank} está sendo concluída; você verá aqui quando terminar.`,
      done: (bank) => `Que bom ter você de volta. A conexão com ${bank} está pronta.`,
      open: (bank) =>
        `Que bom ter você de volta. A conexão com ${bank} ainda não foi concluída; abaixo você vê o que falta.`,
      refused: () =>
        'Que bom ter você de volta. A conexão não foi confirmada lá. Nada se perdeu, e você pode tentar de novo quando quiser.',
      unknown: () => 'Não encontramos a conexão da qual você está voltando. Se ela não aparece aqui, conecte de novo.',
    },
    dismiss: 'Entendi',
  },
};
