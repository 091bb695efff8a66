import type { ErrorsMessages } from '../messages.js';

const cuenta = (bank: string) => (bank ? `tu cuenta de ${bank}` : 'tu cuenta');

export const errors: ErrorsMessages = {
  texts: {
    credentials: {
      title: 'El usuario o la contraseña no coinciden',
      text: (bank) => `Reconecta ${cuenta(bank)} y revisa los datos de acceso.`,
    },
    wrongCode: {
      title: 'No se aceptó el código',
      text: () => 'Es posible que haya vencido. Reconecta tu cuenta y usa un código nuevo.',
    },
    usedCode: {
      title: 'Este código ya se usó',
      text: () => 'Cada código sirve una sola vez. Reconecta tu cuenta para recibir otro.',
    },
    timeout: {
      title: 'Se acabó el tiempo',
      text: (bank) =>
        `No alcanzó el tiempo para confirmar el acceso a ${cuenta(bank)}. No pasa nada: solo reconéctala.`,
    },
    locked: {
      title: 'Acceso bloqueado en el banco',
      text: (bank) => `Desbloquea ${cuenta(bank)} en la app o en el sitio del banco. Después, reconéctala aquí.`,
    },
    password: {
      title: 'El banco pidió una contraseña nueva',
      text: (bank) =>
        `Cambia la contraseña de ${cuenta(bank)} en la app o en el sitio del banco. Después, reconéctala aquí.`,
    },
    bankAction: {
      title: 'Falta un paso en el banco',
      text: (bank) =>
        `Quedó un paso pendiente en ${cuenta(bank)}. Complétalo en la app o en el sitio del banco. Después, reconéctala aquí.`,
    },
    authorize: {
      title: 'Falta tu autorización',
      text: (bank) =>
        `Autoriza el acceso a ${cuenta(bank)} en la app del banco. Después, la conexión sigue sola. Puede tardar hasta 30 minutos.`,
    },
    overdue: {
      title: 'Tu banco todavía no confirmó',
      text: (bank) =>
        `La autorización de ${cuenta(bank)} está tardando más de lo normal. Si ya autorizaste, o no encuentras la solicitud en la app del banco, reconecta la cuenta.`,
    },
    notGranted: {
      title: 'No se autorizó el acceso',
      text: (bank) => `Para continuar, reconecta ${cuenta(bank)} y autoriza el acceso.`,
    },
    revoked: {
      title: 'La autorización se canceló',
      text: (bank) => `El acceso a ${cuenta(bank)} se canceló en el banco. Para recuperarlo, reconéctala.`,
    },
    signIn: {
      title: 'No pudimos entrar en tu banco',
      text: (bank) => `Reconecta ${cuenta(bank)} y confirma los datos de acceso.`,
    },
    signInAgain: {
      title: 'No se pudo entrar en tu cuenta',
      text: (bank) => `Reconecta ${cuenta(bank)} y entra de nuevo.`,
    },
    unsupported: {
      title: 'Esta cuenta aún no es compatible',
      text: (bank) =>
        `Por ahora, no se puede conectar este tipo de cuenta${bank ? ` de ${bank}` : ''}. Si tienes otra cuenta, conecta esa.`,
    },
    loggedIn: {
      title: 'Tu cuenta está abierta en otro lugar',
      text: (bank) =>
        `Cierra la sesión de ${cuenta(bank)} en la app y en el sitio del banco. El banco permite una sola sesión a la vez.`,
    },
    bankDown: {
      title: 'Tu banco no está disponible ahora',
      text: (bank) => `No pudimos comunicarnos con ${bank || 'tu banco'}. Los datos que ya recibimos están a salvo.`,
    },
    connection: {
      title: 'Perdimos la conexión con tu banco',
      text: (bank) => `La conexión con ${bank || 'tu banco'} se cortó. Los datos que ya recibimos están a salvo.`,
    },
    unexpected: {
      title: 'Algo salió mal',
      text: () => 'No es culpa tuya. Los datos que ya recibimos están a salvo.',
    },
    outdated: {
      title: 'Todavía no se pudo actualizar',
      text: (bank) => `Es posible que los datos de ${cuenta(bank)} no sean los más recientes.`,
    },
    setup: {
      title: 'Esta parte del sitio no está funcionando',
      text: () => 'No es culpa tuya. Avisa al soporte de este sitio, por favor.',
    },
    gone: {
      title: 'Esta conexión ya no existe',
      text: (bank) => `Para volver a ver los datos de ${cuenta(bank)}, crea una conexión nueva.`,
    },
    invalidData: {
      title: 'Hay un dato que no se aceptó',
      text: (bank) => `Reconecta ${cuenta(bank)} y revisa los datos que pide el banco.`,
    },
    missingData: {
      title: 'El banco pide un dato más',
      text: (bank) => `Reconecta ${cuenta(bank)} para completar lo que falta.`,
    },
    duplicate: {
      title: 'Esta cuenta ya está conectada',
      text: () =>
        'No hace falta conectarla otra vez. Si no aparece aquí, está conectada con otro usuario de este sitio.',
    },
    updating: {
      title: 'La actualización ya empezó',
      text: (bank) => `Un momento: estamos buscando los datos nuevos de ${cuenta(bank)}.`,
    },
    updatingOther: {
      title: 'Hay otra actualización en curso',
      text: () => 'El banco permite una sola sesión a la vez. Espera a que termine la otra para empezar esta.',
    },
    cooldown: {
      title: 'Una pequeña pausa',
      text: (bank) => `Tenemos que esperar un poco antes de intentarlo de nuevo con ${cuenta(bank)}.`,
    },
    recent: {
      title: 'Tus datos son recientes',
      text: (bank) => `Actualizamos ${cuenta(bank)} hace poco. No tienes que hacer nada.`,
    },
    tooManyLogins: {
      title: 'Una pausa para proteger tu cuenta',
      text: () => 'Hubo varios intentos seguidos. Antes del próximo, revisa tu contraseña en la app del banco.',
    },
    tooManyErrors: {
      title: 'Las actualizaciones se detuvieron',
      text: (bank) =>
        `Lo intentamos varias veces y no pudimos actualizar ${cuenta(bank)}. Contacta al soporte de este sitio, por favor.`,
    },
    bankUnknown: {
      title: 'No encontramos este banco',
      text: (bank) =>
        `${bank || 'Este banco'} no está entre los bancos que se pueden conectar aquí. Búscalo en la lista: puede tener otro nombre.`,
    },
    bankOffline: {
      title: 'Banco no disponible por ahora',
      text: (bank) => `${bank || 'Este banco'} no está aceptando conexiones ahora. Vuelve más tarde, por favor.`,
    },
    otherAccount: {
      title: 'Los datos son de otra cuenta',
      text: (bank) => `Para actualizar esta conexión, entra en ${cuenta(bank)} con el mismo usuario de la primera vez.`,
    },
    limit: {
      title: 'Por ahora no se pueden conectar más cuentas',
      text: () => 'Este sitio llegó a su límite de conexiones. Avisa al soporte del sitio, por favor.',
    },
    updatesOff: {
      title: 'Las actualizaciones están desactivadas',
      text: () => 'Este sitio no está actualizando las conexiones ahora. Avisa al soporte del sitio, por favor.',
    },
    trial: {
      title: 'Este banco aún no está disponible aquí',
      text: () => 'Este sitio está en fase de prueba y todavía no conecta cuentas reales.',
    },
    codeReceived: {
      title: 'Código recibido',
      text: () => 'Seguimos con la conexión. Puede tardar un momento.',
    },
    noCodeWanted: {
      title: 'Este código ya no hace falta',
      text: () => 'Es posible que la conexión haya avanzado o terminado. Inténtalo de nuevo para ver cómo está.',
    },
    offline: {
      title: 'Parece que no tienes internet',
      text: () => 'Revisa tu conexión a internet e inténtalo de nuevo.',
    },
    open: {
      title: 'No pudimos abrir la conexión',
      text: () => 'No es culpa tuya. Inténtalo de nuevo en un momento.',
    },
    session: {
      title: 'Tu sesión en este sitio terminó',
      text: () => 'Para continuar, entra de nuevo y vuelve aquí.',
    },
    blocked: {
      title: 'La conexión con el banco no se abrió',
      text: () =>
        'Un firewall o un bloqueador de anuncios puede estar interfiriendo. Desactívalo en esta página e inténtalo de nuevo.',
    },
    busy: {
      title: 'Ya hay otra conexión en curso',
      text: () => 'Termina esa antes de empezar otra.',
    },
    items: {
      title: 'No pudimos cargar tus conexiones',
      text: () => 'Lo intentaremos de nuevo automáticamente. También puedes intentarlo ahora.',
    },
    rateLimited: {
      title: 'Espera un momento',
      text: () => 'Hubo demasiadas solicitudes en poco tiempo. Inténtalo de nuevo en un momento.',
    },
    codeNotSent: {
      title: 'No pudimos enviar el código',
      text: () => 'Inténtalo de nuevo en un momento.',
    },
    live: {
      title: 'Las actualizaciones pueden tardar un poco más',
      text: () => 'Los cambios en tus conexiones pueden tardar más de lo normal en aparecer aquí.',
    },
    unsaved: {
      title: 'No se pudo guardar esta conexión aquí',
      text: (bank) =>
        `Pluggy tiene tu conexión con ${bank || 'tu banco'}, pero este sitio todavía no la guardó. No hace falta hacer otra. Si no aparece aquí pronto, avisa al soporte de este sitio.`,
    },
    unsavedSession: {
      title: 'No se pudo guardar esta conexión aquí',
      text: (bank) =>
        `Pluggy tiene tu conexión con ${bank || 'tu banco'}, pero tu sesión en este sitio terminó. Entra de nuevo y la guardamos.`,
    },
    notAccepted: {
      title: 'No se pudo guardar esta conexión aquí',
      text: (bank) =>
        `Pluggy tiene tu conexión con ${bank || 'tu banco'}, pero este sitio no la aceptó para tu usuario. Avisa al soporte de este sitio, por favor.`,
    },
    refusedToken: {
      title: 'No pudimos empezar la conexión',
      text: () => 'No es culpa tuya. Inténtalo de nuevo. Si vuelve a pasar, avisa al soporte de este sitio.',
    },
  },
  actions: {
    reconnect: 'Reconectar',
    connect: 'Conectar una cuenta',
    again: 'Intentar de nuevo',
    solved: 'Ya lo resolví, reconectar',
    bank: 'Ir al sitio del banco',
  },
  trying: 'Intentando de nuevo…',
  until: (left, time) => `Próximo intento: ${time} · faltan ${left}`,
  next: (time) => `Próximo intento automático: ${time}. No tienes que hacer nada.`,
  health: {
    offline: (bank) => `${bank || 'Tu banco'} no está disponible en este momento. Puede que sea por eso.`,
    unstable: (bank) => `${bank || 'Tu banco'} tiene problemas en este momento. Puede que sea por eso.`,
  },
  quote: (bank) => `${bank || 'Tu banco'} dice:`,
  newTab: '(se abre en otra pestaña)',
  dismiss: 'Cerrar aviso',
};
