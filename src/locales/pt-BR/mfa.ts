import type { MfaMessages } from '../messages.js';
import { atTime } from './status.js';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const mfa: MfaMessages = {
  bank: 'seu banco',
  texts: {
    code: { title: 'Falta um código', text: (bank) => `Para continuar, ${bank} precisa confirmar que é você.` },
    qr: { title: 'Leia o QR code', text: (bank) => `Para continuar, leia o código com o app: ${bank}.` },
    qrOnPhone: {
      title: 'Confirme no app do banco',
      text: (bank) =>
        `O celular não consegue ler um QR code na própria tela. Escolha outro jeito de confirmar no app: ${bank}.`,
    },
    authorize: {
      title: 'Falta a sua autorização',
      text: (bank) => `Para continuar, ${bank} precisa da sua autorização no app.`,
    },
    pending: {
      title: 'Aguardando sua autorização',
      text: (bank) =>
        `Quando ${bank} receber sua autorização no app, a conexão continua sozinha. Isso pode levar até 30 minutos.`,
    },
    overdue: {
      title: 'O banco ainda não confirmou',
      text: (bank) =>
        `A autorização em ${bank} está demorando mais que o normal. Se você já autorizou, ou não encontra o pedido no app, comece de novo.`,
    },
    credentials: {
      title: 'Usuário ou senha não conferem',
      text: (bank) => `Para voltar a atualizar sua conta em ${bank}, confirme seus dados de acesso.`,
    },
    wrongCode: {
      title: 'O código não foi aceito',
      text: (bank) => `Comece de novo para receber outro código de ${bank}.`,
    },
    timeout: {
      title: 'O tempo acabou',
      text: (bank) => `Não deu tempo de confirmar em ${bank}. Tudo bem: é só começar de novo.`,
    },
    notGranted: {
      title: 'O acesso não foi autorizado',
      text: (bank) => `Para continuar, falta autorizar o acesso em ${bank}.`,
    },
    revoked: {
      title: 'A autorização foi cancelada',
      text: (bank) => `Para voltar a usar sua conta em ${bank}, é só renovar.`,
    },
    signIn: {
      title: 'Não conseguimos entrar no banco',
      text: (bank) => `Para voltar a atualizar sua conta em ${bank}, reconecte.`,
    },
    permission: {
      title: 'Falta sua permissão',
      text: (bank) =>
        `Parte dos seus dados em ${bank} precisa da sua permissão. Reconecte e autorize para ver tudo aqui.`,
    },
    approval: {
      title: 'Falta a aprovação de outras pessoas',
      text: (bank) =>
        `As outras pessoas da sua conta em ${bank} ainda precisam aprovar. Avise essas pessoas: o pedido está no app do banco. Depois disso, os dados chegam na próxima atualização.`,
    },
    locked: {
      title: 'Acesso bloqueado no banco',
      text: (bank) => `Desbloqueie sua conta em ${bank} no app ou no site do banco. Depois, reconecte aqui.`,
    },
    password: {
      title: 'O banco pediu uma senha nova',
      text: (bank) => `Troque a senha da sua conta em ${bank} no app ou no site do banco. Depois, reconecte aqui.`,
    },
    bankAction: {
      title: 'Falta um passo no banco',
      text: (bank) => `Ficou um passo pendente em ${bank}. Conclua no app ou no site do banco. Depois, reconecte aqui.`,
    },
    notWaiting: {
      title: 'Este código não é mais necessário',
      text: (bank) => `${capitalize(bank)} não espera mais por ele. Se a conexão parou, é só começar de novo.`,
    },
    consent: {
      title: 'Sua autorização está acabando',
      text: (bank, day) => `A autorização em ${bank} vence em ${day}. Renove para continuar com tudo em dia.`,
    },
    consentToday: {
      title: 'Sua autorização vence hoje',
      text: (bank, time) => `A autorização em ${bank} vence ${atTime(time)}. Renove para continuar com tudo em dia.`,
    },
    consentEnded: {
      title: 'Sua autorização venceu',
      text: (bank, day) => `A autorização em ${bank} venceu em ${day}. Renove para voltar a atualizar.`,
    },
    checking: { title: 'Recebido', text: (bank) => `Estamos conferindo com ${bank}…` },
    codeAccepted: {
      title: 'Código aceito',
      text: (bank) => `Estamos buscando seus dados em ${bank}. Pode levar alguns minutos.`,
    },
    approved: {
      title: 'Autorizado',
      text: (bank) => `Estamos buscando seus dados em ${bank}. Pode levar alguns minutos.`,
    },
    fine: { title: 'Tudo certo', text: (bank) => `Sua conta em ${bank} não precisa de mais nada.` },
  },
  actions: {
    continue: 'Continuar',
    reconnect: 'Reconectar',
    renew: 'Renovar autorização',
    restart: 'Começar de novo',
    send: 'Enviar',
    check: 'Já fiz isso, verificar agora',
    solved: 'Já resolvi, reconectar',
    bank: 'Ir para o site do banco',
  },
  notYet: (bank) => `Ainda não recebemos a resposta de ${bank}. Pode levar um momento.`,
  unread: 'Não conseguimos verificar agora. Tente de novo daqui a pouco.',
  asks: (bank) => `${capitalize(bank)} pede:`,
  quote: (bank) => `${capitalize(bank)} diz:`,
  newTab: '(abre em outra aba)',
  wait: 'Só um momento…',
  value: 'Código',
  optional: 'opcional',
  choose: 'Escolha uma opção',
  picture: 'Imagem enviada pelo banco',
  qr: (bank) => `QR code para ler com o app: ${bank}`,
  onPhone: {
    copy: 'Copiar código',
    open: 'Abrir em outro aparelho',
    show: 'Mostrar QR code',
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
