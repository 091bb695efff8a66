import type { ErrorsMessages } from '../messages.js';

const cuenta = (bank: string) => (bank ? `tu cuenta de ${bank}` : 'tu cuenta');

export const errors: ErrorsMessages = {
  texts: {
    credentials: {
      title: 'El usuario o la contraseña no coinciden',
      text: (bank) => `Vuelve a conectar y revisa los datos de acceso de ${cuenta(bank)}.`,
    },
    wrongCode: {
      title: 'El código no fue aceptado',
      text: () => 'Es posible que haya vencido. Vuelve a conectar y usa el nuevo código que recibirás.',
    },
    usedCode: {
      title: 'Este código ya se usó',
      text: () => 'Cada código sirve una sola vez. Vuelve a conectar para recibir otro.',
    },
    timeout: {
      title: 'Se acabó el tiempo',
      text: (bank) =>
        `No alcanzó el tiempo para confirmar el acceso a ${cuenta(bank)}. No pasa nada: empieza de nuevo.`,
    },
    locked: {
      title: 'Acceso bloqueado en el banco',
      text: (bank) => `Desbloquea ${cuenta(bank)} en la app o en el sitio del banco. Después, vuelve a conectar aquí.`,
    },
    password: {
      title: 'El banco pidió una contraseña nueva',
      text: (bank) =>
        `Cambia la contraseña de ${cuenta(bank)} en la app o en el sitio del banco. Después, vuelve a conectar aquí.`,
    },
    bankAction: {
      title: 'Falta un paso en el banco',
      text: (bank) =>
        `Hay algo pendiente en ${cuenta(bank)}. Resuélvelo en la app o en el sitio del banco y después vuelve a conectar aquí.`,
    },
    authorize: {
      title: 'Falta tu autorización',
      text: (bank) =>
        `Autoriza el acceso a ${cuenta(bank)} en la app del banco. La conexión sigue sola y puede tardar hasta 30 minutos.`,
    },
    notGranted: {
      title: 'El acceso no fue autorizado',
      text: (bank) => `Para continuar, vuelve a conectar y autoriza el acceso a ${cuenta(bank)}.`,
    },
    revoked: {
      title: 'La autorización se canceló',
      text: (bank) => `El acceso a ${cuenta(bank)} se canceló en el banco. Si quieres recuperarlo, vuelve a conectar.`,
    },
    signIn: {
      title: 'No fue posible entrar en el banco',
      text: (bank) => `Vuelve a conectar para confirmar los datos de acceso de ${cuenta(bank)}.`,
    },
    unsupported: {
      title: 'Esta cuenta aún no es compatible',
      text: (bank) =>
        `Por ahora, este tipo de cuenta${bank ? ` de ${bank}` : ''} no se puede conectar. Si tienes otra, conecta esa.`,
    },
    loggedIn: {
      title: 'Tu cuenta está abierta en otro lugar',
      text: (bank) => `Sal de ${cuenta(bank)} en la app y en el sitio del banco: solo admite un acceso a la vez.`,
    },
    bankDown: {
      title: 'El banco no está disponible en este momento',
      text: (bank) => `${bank || 'Tu banco'} no está respondiendo. Lo que ya se recibió sigue aquí.`,
    },
    connection: {
      title: 'No se pudo hablar con el banco',
      text: (bank) => `La conexión con ${bank || 'el banco'} se cortó en el camino. Lo que ya se recibió sigue aquí.`,
    },
    unexpected: {
      title: 'Algo no salió como se esperaba',
      text: () => 'No fue nada que hayas hecho, y suele resolverse en poco tiempo.',
    },
    outdated: {
      title: 'Todavía no se pudo actualizar',
      text: (bank) => `Es posible que los datos de ${cuenta(bank)} no sean los más recientes.`,
    },
    setup: {
      title: 'Esta parte del sitio no está funcionando',
      text: () => 'No depende de ti. Avisa a quienes cuidan este sitio, por favor.',
    },
    gone: {
      title: 'Esta conexión ya no existe',
      text: (bank) => `Para volver a ver los datos de ${cuenta(bank)}, conéctala otra vez.`,
    },
    invalidData: {
      title: 'Algún dato no fue aceptado',
      text: (bank) => `Vuelve a conectar y revisa lo que el banco pide para ${cuenta(bank)}.`,
    },
    missingData: {
      title: 'El banco pide un dato más',
      text: (bank) => `Vuelve a conectar para completar lo que falta en ${cuenta(bank)}.`,
    },
    duplicate: {
      title: 'Esta cuenta ya está conectada',
      text: () => 'Ya aparece entre tus conexiones. No hace falta conectarla otra vez.',
    },
    updating: {
      title: 'La actualización ya empezó',
      text: (bank) => `Espera un poco: los datos nuevos de ${cuenta(bank)} ya van a aparecer.`,
    },
    updatingOther: {
      title: 'Hay otra actualización en curso',
      text: () => 'El banco admite un acceso a la vez. Esta puede empezar cuando termine la otra.',
    },
    cooldown: {
      title: 'Una pequeña pausa',
      text: (bank) => `Hace falta un intervalo entre un intento y otro con ${cuenta(bank)}.`,
    },
    recent: {
      title: 'Tus datos ya son recientes',
      text: (bank) => `Hace poco que se actualizó ${cuenta(bank)}. No hace falta hacer nada.`,
    },
    tooManyLogins: {
      title: 'Una pausa para proteger tu cuenta',
      text: () => 'Hubo varios intentos seguidos. Antes del próximo, revisa tu contraseña en la app del banco.',
    },
    tooManyErrors: {
      title: 'Las actualizaciones se detuvieron',
      text: (bank) =>
        `Después de varios intentos, no se pudo actualizar ${cuenta(bank)}. Contacta al soporte de este sitio, por favor.`,
    },
    bankOffline: {
      title: 'Banco no disponible por ahora',
      text: (bank) =>
        `${bank || 'Este banco'} no está aceptando conexiones en este momento. Vuelve más tarde, por favor.`,
    },
    otherAccount: {
      title: 'Los datos son de otra cuenta',
      text: (bank) => `Para actualizar esta conexión, entra en ${cuenta(bank)} con el mismo usuario de la primera vez.`,
    },
    limit: {
      title: 'No se pueden conectar más cuentas por ahora',
      text: () => 'Este sitio llegó a su límite de conexiones. Avisa a quienes lo cuidan, por favor.',
    },
    updatesOff: {
      title: 'Las actualizaciones están desactivadas',
      text: () =>
        'Este sitio no está actualizando las conexiones en este momento. Avisa a quienes lo cuidan, por favor.',
    },
    trial: {
      title: 'Este banco aún no está disponible aquí',
      text: () => 'Este sitio está en fase de prueba y todavía no conecta cuentas reales.',
    },
    codeReceived: {
      title: 'Código recibido',
      text: () => 'La conexión continúa. Solo hay que esperar un poco.',
    },
    noCodeWanted: {
      title: 'La conexión ya no espera el código',
      text: () => 'Es posible que haya avanzado o terminado. Inténtalo de nuevo para ver cómo está.',
    },
    offline: {
      title: 'Parece que no tienes internet',
      text: () => 'Revisa tu red e inténtalo de nuevo.',
    },
    open: {
      title: 'No se pudo abrir la conexión',
      text: () => 'Fue una falla pasajera. Inténtalo de nuevo en un momento.',
    },
    session: {
      title: 'Tu sesión en este sitio terminó',
      text: () => 'Entra de nuevo y vuelve aquí para continuar.',
    },
    blocked: {
      title: 'La conexión con el banco no se abrió',
      text: () =>
        'Un firewall o un bloqueador de anuncios puede estar interfiriendo. Desactívalo en esta página e inténtalo de nuevo.',
    },
    busy: {
      title: 'Ya hay una conexión en curso',
      text: () => 'Termina la que está abierta antes de empezar otra.',
    },
    items: {
      title: 'No se pudieron cargar tus conexiones',
      text: () => 'Siguen guardadas. Lo intentaremos de nuevo automáticamente, y tú también puedes intentarlo ahora.',
    },
    rateLimited: {
      title: 'Demasiados pedidos a la vez',
      text: () => 'Espera un poco antes de intentarlo de nuevo.',
    },
    codeNotSent: {
      title: 'El código no se envió',
      text: () => 'Hubo una falla en el camino. Inténtalo de nuevo en un momento.',
    },
    live: {
      title: 'Las novedades pueden tardar un poco',
      text: () => 'Los cambios en tus conexiones tardan más en aparecer aquí, pero no se pierde nada.',
    },
  },
  actions: {
    reconnect: 'Volver a conectar',
    connect: 'Conectar una cuenta',
    again: 'Intentar de nuevo',
    bank: 'Ir al sitio del banco',
  },
  trying: 'Intentando de nuevo…',
  until: (left, time) => `Próximo intento: ${time} · faltan ${left}`,
  next: (time) => `Próximo intento automático: ${time}. No tienes que hacer nada.`,
  quote: (bank) => `Mensaje de ${bank || 'tu banco'}:`,
  newTab: '(se abre en otra pestaña)',
  dismiss: 'Cerrar aviso',
};
