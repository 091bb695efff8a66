import type { CardMessages } from '../messages.js';

export const card: CardMessages = {
  bank: { name: 'Tu institución', inText: 'tu institución' },
  update: 'Actualizar ahora',
  check: 'Comprobar ahora',
  asked: {
    asking: (bank) => `Buscando novedades en ${bank}…`,
    recent: () => 'Todo en orden: tus datos son recientes y aún no hay nada nuevo que buscar.',
    failed: () => 'No pudimos pedir la actualización ahora. Inténtalo de nuevo en un momento.',
    going: () => 'Sigue en curso. Lo verás aquí en cuanto termine.',
  },
  partial: (products) => `Esta vez no se pudo actualizar todo: ${products}. El resto está al día.`,
  details: 'Qué está al día',
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
  productUpdated: (ago) => `Última actualización ${ago}`,
  productLate: (ago) => `Sin actualización esta vez; los datos son de ${ago}`,
  productFine: 'Al día',
  productNever: 'Aún no recibido',
  warnings: {
    '001': 'La institución no lo ofrece para tu cuenta. No hay ningún problema.',
    '002': 'Falta la aprobación de las otras personas de la cuenta. Avísales: la solicitud está en la app del banco.',
    '423': 'Se alcanzó el límite del banco para este mes. El mes próximo se actualiza de nuevo, sin que hagas nada.',
    other: 'La institución envió solo una parte.',
  },
  quote: 'La institución dice:',
  disconnect: 'Desconectar',
  question: {
    title: (bank) => `¿Desconectar ${bank}?`,
    erased: (bank) =>
      `Dejamos de recibir tus datos de ${bank}, y los datos recibidos por esta conexión se eliminan. Tu cuenta en el banco sigue como está.`,
    rights: 'Es tu derecho según la ley de protección de datos (LGPD). Puedes conectarla de nuevo cuando quieras.',
    keep: 'Mantenerla',
    confirm: 'Desconectar y eliminar',
    working: 'Desconectando…',
    failed: 'No pudimos desconectarla ahora, y sigue conectada. Inténtalo de nuevo en un momento.',
  },
  disconnected: (bank) => `Listo: ${bank} está desconectado y sus datos se eliminaron.`,
  list: {
    label: 'Tus conexiones',
    loading: 'Cargando tus conexiones…',
    emptyTitle: 'Aún no hay conexiones',
    emptyText: 'Conecta tu primera cuenta y mira aquí cómo va todo.',
    change: (bank, label) => `${bank}: ${label}.`,
    changes: (count) => `Cambiaron ${count} conexiones.`,
    returned: {
      checking: () => 'Qué bueno tenerte de vuelta. Un momento: estamos comprobando tu conexión.',
      going: (bank) =>
        `Qué bueno tenerte de vuelta. La conexión con ${bank} se está completando; la verás aquí cuando termine.`,
      done: (bank) => `Qué bueno tenerte de vuelta. La conexión con ${bank} está lista.`,
      open: (bank) =>
        `Qué bueno tenerte de vuelta. La conexión con ${bank} aún no está completa; abajo verás qué falta.`,
      refused: () =>
        'Qué bueno tenerte de vuelta. La conexión no se confirmó allí. No se perdió nada, y puedes intentarlo de nuevo cuando quieras.',
      unknown: () => 'No encontramos la conexión de la que vuelves. Si no aparece aquí, vuelve a conectarla.',
    },
    dismiss: 'Entendido',
  },
};
