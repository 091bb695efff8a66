import type { MfaMessages } from '../messages.js';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const mfa: MfaMessages = {
  bank: 'tu banco',
  why: {
    code: (bank) => `Para continuar, ${bank} necesita que confirmes algo.`,
    qr: (bank) => `Para continuar, ${bank} te pide escanear un código QR con su app.`,
    authorize: (bank) => `Para continuar, ${bank} necesita tu autorización en su app.`,
    pending: (bank) =>
      `Cuando ${bank} reciba tu autorización en su app, la conexión sigue sola. Puede tardar hasta 30 minutos.`,
    overdue: (bank) =>
      `La autorización en ${bank} está tardando más de lo normal. Si ya autorizaste, o no encuentras la solicitud en la app, empieza de nuevo.`,
    credentials: (bank) => `Para volver a actualizar tu cuenta en ${bank}, confirma tus datos de acceso.`,
    wrongCode: (bank) => `${capitalize(bank)} no aceptó el código. Empieza de nuevo para recibir otro.`,
    timeout: (bank) => `Se acabó el tiempo para confirmar en ${bank}. No pasa nada: empieza de nuevo.`,
    notGranted: (bank) => `Para continuar, falta autorizar el acceso en ${bank}.`,
    revoked: (bank) => `La autorización en ${bank} se canceló. Para recuperarla, solo renuévala.`,
    signIn: (bank) => `Para volver a actualizar tu cuenta en ${bank}, reconéctala.`,
    permission: (bank) =>
      `Falta tu permiso para una parte de tus datos en ${bank}. Reconecta y autoriza para ver todo aquí.`,
    approval: (bank) =>
      `Falta la aprobación de las otras personas de tu cuenta en ${bank}. Avísales: la solicitud está en la app del banco. Después, los datos llegan con la próxima actualización.`,
    locked: (bank) =>
      `Tu cuenta en ${bank} está bloqueada. Desbloquéala en la app o en el sitio del banco y después reconéctala aquí.`,
    password: (bank) =>
      `${capitalize(bank)} pidió una contraseña nueva. Cámbiala en la app o en el sitio del banco y después reconecta tu cuenta aquí.`,
    bankAction: (bank) =>
      `Falta un paso en ${bank}. Complétalo en la app o en el sitio del banco y después reconecta tu cuenta aquí.`,
    notWaiting: (bank) => `${capitalize(bank)} ya no necesita este código. Si la conexión se detuvo, empieza de nuevo.`,
    consent: (bank, day) => `Tu autorización en ${bank} vence el ${day}. Renuévala para seguir con todo al día.`,
    consentToday: (bank, time) =>
      `Tu autorización en ${bank} vence hoy a las ${time}. Renuévala para seguir con todo al día.`,
    consentEnded: (bank, day) => `Tu autorización en ${bank} venció el ${day}. Renuévala para volver a actualizar.`,
  },
  actions: {
    continue: 'Continuar',
    reconnect: 'Reconectar',
    renew: 'Renovar autorización',
    restart: 'Empezar de nuevo',
    send: 'Enviar',
    check: 'Ya lo hice, verificar ahora',
  },
  checking: (bank) => `Recibido. Estamos verificando con ${bank}…`,
  fetching: {
    code: (bank) => `Código aceptado. Estamos trayendo tus datos de ${bank}. Puede tardar unos minutos.`,
    approval: (bank) => `Autorizado. Estamos trayendo tus datos de ${bank}. Puede tardar unos minutos.`,
  },
  fine: (bank) => `Todo en orden con tu cuenta en ${bank}.`,
  notYet: (bank) => `Todavía no recibimos la respuesta de ${bank}. Puede tardar un momento.`,
  unread: 'No pudimos verificarlo ahora. Inténtalo de nuevo en un momento.',
  quote: (bank) => `${capitalize(bank)} dice:`,
  wait: 'Un momento…',
  value: 'Código',
  optional: 'opcional',
  choose: 'Elige una opción',
  picture: 'Imagen enviada por el banco',
  qr: (bank) => `Código QR para escanear con la app: ${bank}`,
  onPhone: {
    hint: 'El teléfono no puede escanear un código en su propia pantalla:',
    copy: 'Copiar código',
    open: 'Abrir en otro dispositivo',
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
