import type { MfaMessages } from '../messages.js';
import { atTime } from './status.js';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const mfa: MfaMessages = {
  bank: 'tu banco',
  texts: {
    code: { title: 'Falta un código', text: (bank) => `Para continuar, ${bank} necesita confirmar que eres tú.` },
    qr: { title: 'Escanea el código QR', text: (bank) => `Para continuar, escanea el código con la app: ${bank}.` },
    qrOnPhone: {
      title: 'Confirma en la app del banco',
      text: (bank) =>
        `El teléfono no puede escanear un código QR en su propia pantalla. Elige otra forma de confirmar en la app: ${bank}.`,
    },
    authorize: {
      title: 'Falta tu autorización',
      text: (bank) => `Para continuar, ${bank} necesita tu autorización en su app.`,
    },
    pending: {
      title: 'Esperando tu autorización',
      text: (bank) =>
        `Cuando ${bank} reciba tu autorización en su app, la conexión sigue sola. Puede tardar hasta 30 minutos.`,
    },
    overdue: {
      title: 'El banco todavía no confirmó',
      text: (bank) =>
        `La autorización en ${bank} está tardando más de lo normal. Si ya autorizaste, o no encuentras la solicitud en la app, empieza de nuevo.`,
    },
    credentials: {
      title: 'El usuario o la contraseña no coinciden',
      text: (bank) => `Para volver a actualizar tu cuenta en ${bank}, confirma tus datos de acceso.`,
    },
    wrongCode: {
      title: 'El código no fue aceptado',
      text: (bank) => `Empieza de nuevo para recibir otro código de ${bank}.`,
    },
    timeout: {
      title: 'Se acabó el tiempo',
      text: (bank) => `No alcanzó el tiempo para confirmar en ${bank}. No pasa nada: empieza de nuevo.`,
    },
    notGranted: {
      title: 'El acceso no fue autorizado',
      text: (bank) => `Para continuar, falta autorizar el acceso en ${bank}.`,
    },
    revoked: {
      title: 'La autorización se canceló',
      text: (bank) => `Para volver a usar tu cuenta en ${bank}, solo renuévala.`,
    },
    signIn: {
      title: 'No pudimos entrar a tu banco',
      text: (bank) => `Para volver a actualizar tu cuenta en ${bank}, reconéctala.`,
    },
    permission: {
      title: 'Falta tu permiso',
      text: (bank) => `Una parte de tus datos en ${bank} necesita tu permiso. Reconecta y autoriza para ver todo aquí.`,
    },
    approval: {
      title: 'Falta la aprobación de otras personas',
      text: (bank) =>
        `Las otras personas de tu cuenta en ${bank} todavía tienen que aprobar. Avísales: la solicitud está en la app del banco. Después, los datos llegan con la próxima actualización.`,
    },
    locked: {
      title: 'Acceso bloqueado en el banco',
      text: (bank) => `Desbloquea tu cuenta en ${bank} en la app o en el sitio del banco. Después, reconecta aquí.`,
    },
    password: {
      title: 'El banco pidió una contraseña nueva',
      text: (bank) =>
        `Cambia la contraseña de tu cuenta en ${bank} en la app o en el sitio del banco. Después, reconecta aquí.`,
    },
    bankAction: {
      title: 'Falta un paso en el banco',
      text: (bank) =>
        `Quedó un paso pendiente en ${bank}. Complétalo en la app o en el sitio del banco. Después, reconecta aquí.`,
    },
    notWaiting: {
      title: 'Este código ya no hace falta',
      text: (bank) => `${capitalize(bank)} ya no lo espera. Si la conexión se detuvo, empieza de nuevo.`,
    },
    consent: {
      title: 'Tu autorización está por vencer',
      text: (bank, day) => `La autorización en ${bank} vence el ${day}. Renuévala para seguir con todo al día.`,
    },
    consentToday: {
      title: 'Tu autorización vence hoy',
      text: (bank, time) => `La autorización en ${bank} vence ${atTime(time)}. Renuévala para seguir con todo al día.`,
    },
    consentEnded: {
      title: 'Tu autorización venció',
      text: (bank, day) => `La autorización en ${bank} venció el ${day}. Renuévala para volver a actualizar.`,
    },
    checking: { title: 'Recibido', text: (bank) => `Estamos verificando con ${bank}…` },
    codeAccepted: {
      title: 'Código aceptado',
      text: (bank) => `Estamos trayendo tus datos de ${bank}. Puede tardar unos minutos.`,
    },
    approved: {
      title: 'Autorizado',
      text: (bank) => `Estamos trayendo tus datos de ${bank}. Puede tardar unos minutos.`,
    },
    fine: { title: 'Todo en orden', text: (bank) => `Tu cuenta en ${bank} no necesita nada más.` },
  },
  actions: {
    continue: 'Continuar',
    reconnect: 'Reconectar',
    renew: 'Renovar autorización',
    restart: 'Empezar de nuevo',
    send: 'Enviar',
    check: 'Ya lo hice, verificar ahora',
    solved: 'Ya lo resolví, reconectar',
    bank: 'Ir al sitio del banco',
  },
  notYet: (bank) => `Todavía no recibimos la respuesta de ${bank}. Puede tardar un momento.`,
  unread: 'No pudimos verificarlo ahora. Inténtalo de nuevo en un momento.',
  asks: (bank) => `${capitalize(bank)} pide:`,
  quote: (bank) => `${capitalize(bank)} dice:`,
  newTab: '(se abre en otra pestaña)',
  wait: 'Un momento…',
  value: 'Código',
  optional: 'opcional',
  choose: 'Elige una opción',
  picture: 'Imagen enviada por el banco',
  qr: (bank) => `Código QR para escanear con la app: ${bank}`,
  onPhone: {
    copy: 'Copiar código',
    open: 'Abrir en otro dispositivo',
    show: 'Mostrar código QR',
    copied: (bank) => `Código copiado. Ahora pégalo en la app: ${bank}.`,
    linkCopied:
      'Enlace copiado. Ábrelo en una computadora o en otro teléfono y escanea allí el código con este teléfono.',
    byHand: 'Mantén presionado el texto para copiarlo.',
    code: 'Código',
    link: 'Enlace a esta página',
  },
  left: (time) => `Tiempo restante: ${time}`,
  leftSpoken: (time) => `Todavía tienes ${time}.`,
  failed: {
    required: 'Completa este campo para continuar.',
    invalid: 'El formato parece distinto del que espera el banco. Revísalo, por favor.',
    rejected: 'No se aceptó. Revísalo e inténtalo de nuevo.',
    used: 'Este código ya se usó. Espera uno nuevo y escríbelo aquí.',
    changed: 'El banco cambió lo que pide. Mira qué necesita ahora.',
    offline: 'Parece que no tienes internet. Revisa tu conexión y envíalo de nuevo.',
    network: 'No pudimos enviarlo. Inténtalo de nuevo en un momento.',
    server: 'No pudimos enviarlo ahora. Inténtalo de nuevo en un momento.',
  },
};
