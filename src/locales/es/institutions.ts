import type { InstitutionsMessages } from '../messages.js';

export const institutions: InstitutionsMessages = {
  search: 'Busca tu banco',
  list: 'Bancos',
  loading: 'Cargando la lista de bancos…',
  failed: 'No pudimos cargar la lista de bancos ahora.',
  session: 'Tu sesión en este sitio terminó. Para continuar, entra de nuevo y vuelve aquí.',
  retry: 'Intentar de nuevo',
  stuck: 'No pudimos continuar ahora.',
  empty: 'Todavía no hay bancos para conectar aquí.',
  none: (query) => `No encontramos ningún banco con “${query}”.`,
  found: (count) => (count === 1 ? '1 banco encontrado' : `${count} bancos encontrados`),
  missing: 'Mi banco no está aquí',
  kinds: { PERSONAL_BANK: 'Cuenta personal', BUSINESS_BANK: 'Cuenta de empresa', INVESTMENT: 'Inversiones' },
  sandbox: 'Banco de prueba',
  health: { offline: 'No disponible ahora', unstable: 'Con problemas ahora' },
  busy: 'Ya hay otra conexión en curso. Termina esa antes de empezar otra.',
  already: (bank) => `${bank} ya está conectado. ¿Quieres actualizar o conectar otra cuenta?`,
  several: (bank, count) =>
    `Ya tienes ${count} conexiones con ${bank}. Para actualizar una de ellas, elígela en tu lista.`,
  update: 'Actualizar',
  another: 'Otra cuenta',
  back: 'Volver a la lista',
};
