import { Validator } from '@seriousme/openapi-schema-validator';
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './docs.js';

type Schema = Record<string, unknown> | boolean;

interface Media {
  readonly schema: Schema;
  readonly examples?: Record<string, { readonly value: unknown }>;
}

interface AnswerSpec {
  readonly headers?: Record<string, { readonly required?: boolean; readonly schema: Schema }>;
  readonly content?: Record<string, Media>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, AnswerSpec>;
}

interface Contract {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** The text of docs/openapi.yaml. */
export const CONTRACT_TEXT = readFileSync(path.join(ROOT, 'docs/openapi.yaml'), 'utf8');

const METHODS = ['get', 'post', 'patch', 'delete', 'put'];

/** Reads an OpenAPI document whose references are valid, and returns the document without references. */
export async function readContract(text = CONTRACT_TEXT): Promise<Contract> {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(text);
  if (!valid) throw new Error(`The document is not valid OpenAPI: ${JSON.stringify(errors, null, 2)}`);
  return validator.resolveRefs() as unknown as Contract;
}

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
addFormats(ajv);
const compiled = new Map<Schema, ValidateFunction>();

/** Returns the ways in which a value differs from a schema. */
export function faultsOf(schema: Schema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the value'} ${message}`);
}

/** Returns each media type of the document, with a name for messages. */
export function mediaOf({ paths }: Contract): (Media & { name: string; type: string })[] {
  return operationsOf(paths).flatMap(({ operation }) => [
    ...Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => ({
      ...media,
      type,
      name: `${operation.operationId}: request`,
    })),
    ...Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, media]) => ({ ...media, type, name: `${operation.operationId}: ${status}` })),
    ),
  ]);
}

function operationsOf(paths: Contract['paths']) {
  return Object.entries(paths).flatMap(([route, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation ? [{ route, method, operation }] : [];
    }),
  );
}

/** Returns the operation of a request; undefined for a route or a method that the document does not have. */
export function operationOf({ paths }: Contract, method: string, url: string): Operation | undefined {
  const { pathname } = new URL(url, 'http://localhost');
  const matches = (route: string) =>
    new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  return operationsOf(paths).find(({ route, method: name }) => name === method.toLowerCase() && matches(route))
    ?.operation;
}

/** Returns the ways in which an answer differs from the document. A stream's body is not read. */
export async function faultsOfAnswer(operation: Operation, response: Response): Promise<string[]> {
  const { status, headers } = response;
  const spec = operation.responses[String(status)];
  if (!spec) return [`the status ${status} is not in the document`];
  const faults = Object.entries(spec.headers ?? {}).flatMap(([name, { required, schema }]) => {
    const value = headers.get(name);
    if (value === null) return required ? [`the header ${name} is missing`] : [];
    return faultsOf(schema, value).map((fault) => `the header ${name}: ${fault}`);
  });
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  const media = spec.content?.[type];
  if (spec.content && !media) return [...faults, `the content type "${type}" is not in the document`];
  if (!spec.content && type) return [...faults, `there is a body of type "${type}", and the document has none`];
  if (!media || type === 'text/event-stream') return faults;
  return [...faults, ...faultsOf(media.schema, await response.clone().json())];
}
