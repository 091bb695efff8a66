import type { CardMessages } from '../messages.js';
import { atTime } from './status.js';

export const card: CardMessages = {
  bank: { name: 'Tu banco', inText: 'tu banco' },
  update: 'Actualizar ahora',
  check: 'Verificar ahora',
  asked: {
    asking: (bank) => `Buscando datos nuevos en ${bank}…`,
    recent: (_, time) =>
      `Tus datos son recientes. ${time ? `Próxima actualización posible: ${time}.` : 'Puedes actualizarlos de nuevo más tarde.'}`,
    later: (_, time) =>
      `Todavía no es posible actualizar. ${time ? `Próxima actualización posible: ${time}.` : 'Inténtalo de nuevo más tarde.'}`,
    failed: () => 'No pudimos empezar la actualización ahora. Inténtalo de nuevo en un momento.',
    impossible: (bank) => `${bank} no se puede actualizar desde esta página.`,
    going: () => 'Sigue en curso. Lo verás aquí en cuanto termine.',
  },
  health: {
    offline: (bank) => `${bank} no está disponible en este momento. La actualización puede fallar.`,
    unstable: (bank) => `${bank} tiene problemas en este momento. La actualización puede tardar.`,
  },
  line: {
    partial: (products) => `Actualizado en parte: faltan ${products}`,
    fetching: (product) => `Actualizando: buscando ${product}…`,
    down: 'Banco fuera de servicio',
    failed: 'No se pudo actualizar',
    retry: (when, isToday) => `lo intentamos de nuevo ${isToday ? atTime(when) : when}`,
    credentials: 'El usuario o la contraseña no coinciden',
    wrongCode: 'El banco no aceptó el código',
    timeout: 'Se acabó el tiempo para confirmar',
    notGranted: 'Falta autorizar el acceso en el banco',
    revoked: 'Autorización cancelada en el banco',
    locked: 'Acceso bloqueado en el banco',
    password: 'El banco pidió una contraseña nueva',
    bankAction: 'Falta un paso en el banco',
  },
  action: { reconnect: 'Reconectar', renew: 'Renovar' },
  menu: (bank) => `Opciones de ${bank}`,
  shared: {
    title: 'Lo que compartes',
    products: (products) => `Compartido: ${products}.`,
    since: (date) => `Desde el ${date}.`,
    until: (date) => `Tu permiso vale hasta el ${date}. Renuévalo antes para seguir recibiendo datos.`,
    ended: (date) => `Tu permiso terminó el ${date}. Renuévalo para volver a recibir datos.`,
    revoked: (date) => `Cancelaste este permiso el ${date}. Renuévalo para volver a recibir datos.`,
    endless: 'Tu permiso no tiene fecha de fin.',
    renew: 'Renovar permiso',
    erased: (bank) => `Si desconectas, se borran los datos de la conexión con ${bank}.`,
    revoke: (bank) =>
      `También puedes cancelar el permiso en la app o el sitio de ${bank}, en la parte de Open Finance.`,
  },
  details: 'Qué se actualizó',
  hideDetails: 'Ocultar',
  products: {
    accounts: 'Cuentas',
    creditCards: 'Tarjetas de crédito',
    transactions: 'Transacciones',
    investments: 'Inversiones',
    investmentTransactions: 'Movimientos de inversiones',
    identity: 'Datos personales',
    paymentData: 'Datos de pago',
    loans: 'Préstamos',
    accountStatements: 'Extractos de la cuenta',
  },
  productUpdated: (ago) => `Actualizado ${ago}`,
  productLate: (ago) => `No se actualizó esta vez. Última actualización: ${ago}`,
  productFine: 'Al día',
  productNever: 'Aún no recibido',
  warnings: {
    permission: 'Tu permiso no incluye esto o ya venció. Reconecta y autoriza para recibirlo.',
    approval:
      'Falta la aprobación de las otras personas de la cuenta. Avísales: la solicitud está en la app del banco.',
    temporary: 'Tu banco no está enviando esto por el momento. No tienes que hacer nada.',
    never: 'Esto no está disponible para tu cuenta.',
    quota: 'Se alcanzó el límite del banco para esto. La actualización se reanuda sola, en general el próximo mes.',
    part: 'Tu banco envió solo una parte.',
  },
  quote: 'Tu banco dice:',
  disconnect: 'Desconectar',
  question: {
    title: (bank) => `¿Desconectar ${bank}?`,
    erased: (bank) =>
      `Dejaremos de recibir tus datos de ${bank} y borraremos los datos de esta conexión. Tu cuenta en el banco sigue como está.`,
    rights:
      'Es tu derecho según la ley de protección de datos de Brasil (LGPD). Puedes volver a conectarte cuando quieras.',
    keep: 'Mantener conexión',
    confirm: 'Desconectar y borrar',
    working: 'Desconectando…',
    failed: 'No pudimos desconectar ahora. Inténtalo de nuevo en un momento.',
  },
  disconnected: (bank) => `Listo: desconectamos ${bank} y borramos los datos de la conexión.`,
  list: {
    label: 'Tus conexiones',
    groups: { attention: 'Te necesitan', fine: 'Todo al día' },
    loading: 'Cargando tus conexiones…',
    emptyTitle: 'Aún no hay conexiones',
    emptyText: 'Conecta tu primera cuenta y mira todo desde aquí.',
    change: (bank, label) => `${bank}: ${label}.`,
    changes: (count) => (count === 1 ? 'Cambió 1 conexión.' : `Cambiaron ${count} conexiones.`),
    added: (bank, isFetching) => `${bank} conectado.${isFetching ? ' Buscando tus datos…' : ''}`,
    returned: {
      checking: () => 'Qué bueno tenerte de vuelta. Un momento: estamos verificando tu conexión.',
      going: (bank) =>
        `Qué bueno tenerte de vuelta. Seguimos completando la conexión con ${bank}. La verás aquí cuando termine.`,
      done: (bank) => `Qué bueno tenerte de vuelta. La conexión con ${bank} está lista.`,
      open: (bank) =>
        `Qué bueno tenerte de vuelta. La conexión con ${bank} aún no está completa. Mira abajo qué falta.`,
      refused: () =>
        'Qué bueno tenerte de vuelta. La conexión no se confirmó en el banco. Puedes intentarlo de nuevo cuando quieras.',
      unknown: () =>
        'Tu autorización llegó. Si empezaste en otra app o en otro navegador, vuelve allí: la conexión sigue allí. Solo si no la encuentras, conecta de nuevo.',
    },
    ended: {
      text: (bank) =>
        `La conexión antigua${bank && ` con ${bank}`} terminó. Para mantener tus datos al día, conecta de nuevo.`,
      connect: 'Conectar de nuevo',
      notAccepted: (bank) =>
        `No se pudo guardar aquí la nueva conexión${bank && ` con ${bank}`}: este sitio no la aceptó para tu usuario. Avisa al soporte de este sitio, por favor.`,
    },
    dismiss: 'Entendido',
  },
};
