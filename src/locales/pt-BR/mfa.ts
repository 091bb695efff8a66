import type { MfaMessages } from '../messages.js';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const mfa: MfaMessages = {
  bank: 'seu banco',
  why: {
    code: (bank) => `Para continuar, ${bank} precisa de uma confirmação sua.`,
    qr: (bank) => `Para continuar, ${bank} pede que você leia um QR code com o app.`,
    authorize: (bank) => `Para continuar, ${bank} precisa da sua autorização no app.`,
    pending: (bank) =>
      `Quando ${bank} receber sua autorização no app, a conexão continua sozinha. Isso pode levar até 30 minutos.`,
    overdue: (bank) =>
      `A autorização em ${bank} está demorando mais que o normal. Se você já autorizou, ou não encontra o pedido no app, comece de novo.`,
    credentials: (bank) => `Para voltar a atualizar sua conta em ${bank}, confirme seus dados de acesso.`,
    wrongCode: (bank) => `${capitalize(bank)} não aceitou o código. Comece de novo para receber outro.`,
    timeout: (bank) => `O tempo para confirmar em ${bank} acabou. Tudo bem: é só começar de novo.`,
    notGranted: (bank) => `Para continuar, falta autorizar o acesso em ${bank}.`,
    revoked: (bank) => `A autorização em ${bank} foi cancelada. Para voltar a usar, é só renovar.`,
    signIn: (bank) => `Para voltar a atualizar sua conta em ${bank}, reconecte.`,
    permission: (bank) =>
      `Falta sua permissão para parte dos seus dados em ${bank}. Reconecte e autorize para ver tudo aqui.`,
    approval: (bank) =>
      `Falta a aprovação das outras pessoas da sua conta em ${bank}. Avise essas pessoas: o pedido está no app do banco. Depois disso, os dados chegam na próxima atualização.`,
    locked: (bank) =>
      `Sua conta em ${bank} está bloqueada. Desbloqueie no app ou no site do banco e depois reconecte aqui.`,
    password: (bank) =>
      `${capitalize(bank)} pediu uma senha nova. Troque no app ou no site do banco e depois reconecte aqui.`,
    bankAction: (bank) => `Falta um passo em ${bank}. Resolva no app ou no site do banco e depois reconecte aqui.`,
    notWaiting: (bank) =>
      `${capitalize(bank)} não precisa mais deste código. Se a conexão parou, é só começar de novo.`,
    consent: (bank, day) => `Sua autorização em ${bank} vence em ${day}. Renove para continuar com tudo em dia.`,
    consentToday: (bank, time) =>
      `Sua autorização em ${bank} vence hoje às ${time}. Renove para continuar com tudo em dia.`,
    consentEnded: (bank, day) => `Sua autorização em ${bank} venceu em ${day}. Renove para voltar a atualizar.`,
  },
  actions: {
    continue: 'Continuar',
    reconnect: 'Reconectar',
    renew: 'Renovar autorização',
    restart: 'Começar de novo',
    send: 'Enviar',
    check: 'Já fiz isso, verificar agora',
  },
  checking: (bank) => `Recebido. Estamos conferindo com ${bank}…`,
  fetching: {
    code: (bank) => `Código aceito. Estamos buscando seus dados em ${bank}. Pode levar alguns minutos.`,
    approval: (bank) => `Autorizado. Estamos buscando seus dados em ${bank}. Pode levar alguns minutos.`,
  },
  fine: (bank) => `Tudo certo com sua conta em ${bank}.`,
  notYet: (bank) => `Ainda não recebemos a resposta de ${bank}. Pode levar um momento.`,
  unread: 'Não conseguimos verificar agora. Tente de novo daqui a pouco.',
  quote: (bank) => `${capitalize(bank)} diz:`,
  wait: 'Só um momento…',
  value: 'Código',
  optional: 'opcional',
  choose: 'Escolha uma opção',
  picture: 'Imagem enviada pelo banco',
  qr: (bank) => `QR code para ler com o app: ${bank}`,
  onPhone: {
    hint: 'O celular não consegue ler um código na própria tela:',
    copy: 'Copiar código',
    open: 'Abrir em outro aparelho',
    copied: (bank) => `Código copiado. Agora cole no app: ${bank}.`,
    linkCopied: 'Link copiado. Abra em um computador ou em outro celular e leia o código lá com este celular.',
    byHand: 'Toque e segure o texto para copiar.',
    code: 'Código',
    link: 'Link desta página',
  },
  left: (time) => `Tempo restante: ${time}`,
  leftSpoken: (time) => `Você ainda tem ${time}.`,
  failed: {
    required: 'Preencha este campo para continuar.',
    invalid: 'O formato parece diferente do que o banco espera. Confira, por favor.',
    rejected: 'Isso não foi aceito. Confira e tente de novo.',
    used: 'Este código já foi usado. Espere chegar um novo e digite aqui.',
    changed: 'O banco mudou o pedido. Veja do que ele precisa agora.',
    offline: 'Parece que você está sem internet. Verifique sua internet e envie de novo.',
    network: 'Não conseguimos enviar. Tente de novo daqui a pouco.',
    server: 'Não conseguimos enviar agora. Tente de novo daqui a pouco.',
  },
};
