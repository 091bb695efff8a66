import type { InstitutionsMessages } from '../messages.js';

export const institutions: InstitutionsMessages = {
  search: 'Procure o seu banco',
  list: 'Bancos',
  loading: 'Carregando a lista de bancos…',
  failed: 'Não conseguimos carregar a lista de bancos agora.',
  session: 'Sua sessão neste site terminou. Para continuar, entre de novo e volte aqui.',
  retry: 'Tentar de novo',
  stuck: 'Não conseguimos continuar agora.',
  empty: 'Ainda não há bancos para conectar por aqui.',
  none: (query) => `Não achamos nenhum banco com “${query}”.`,
  found: (count) => (count === 1 ? '1 banco encontrado' : `${count} bancos encontrados`),
  missing: 'Meu banco não está aqui',
  kinds: { PERSONAL_BANK: 'Conta pessoal', BUSINESS_BANK: 'Conta empresarial', INVESTMENT: 'Investimentos' },
  sandbox: 'Banco de teste',
  health: { offline: 'Fora do ar agora', unstable: 'Instável agora' },
  busy: 'Já existe outra conexão em andamento. Conclua essa primeiro. Depois, comece outra.',
  already: (bank) => `${bank} já está conectado. Quer atualizar ou conectar outra conta?`,
  several: (bank, count) =>
    `Você já tem ${count} conexões com ${bank}. Para atualizar uma delas, escolha na sua lista.`,
  update: 'Atualizar',
  another: 'Outra conta',
  back: 'Voltar à lista',
};
