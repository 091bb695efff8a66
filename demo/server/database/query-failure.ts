import type { Queries } from './types.js';

/**
 * A failed query by its name and the database's error code. The database's own error is dropped: its text, details and
 * parameters contain the users' data.
 */
export class QueryFailure extends Error {
  constructor(
    readonly query: string,
    readonly code: string,
  ) {
    super(`The query ${query} failed (${code}).`);
    this.name = 'QueryFailure';
  }
}

/** Replaces the errors of failed queries by a `QueryFailure`. */
export function namingFailures({ query }: Queries): Queries {
  return {
    async query<Row>(sql: string, parameters?: unknown[]) {
      try {
        return await query<Row>(sql, parameters);
      } catch (error) {
        throw new QueryFailure(nameOf(sql), codeOf(error));
      }
    },
  };
}

/** Returns the statement and its first table: `INSERT INTO items`. */
function nameOf(sql: string): string {
  const [, statement, table] =
    /\b(INSERT INTO|DELETE FROM|UPDATE|FROM|CREATE TABLE|ALTER TABLE)\s+(\w+)/.exec(sql) ?? [];
  if (!statement) return sql.trim().split(/\W/)[0] ?? '';
  return `${statement === 'FROM' ? 'SELECT FROM' : statement} ${table}`;
}

/** Returns the SQLSTATE, or Node's code for a server that cannot be reached. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^\w+$/.test(code)) return code;
  return typeof name === 'string' ? name : 'unknown error';
}
