import { uuidOf } from '../random.js';
import type { ConnectorJson, IdentityJson } from '../types.js';
import { DAY, iso, Source } from './source.js';

const FIRST = ['Joana', 'Célia', 'Rui', 'Bruno', 'Dora', 'Ivo', 'Nair', 'Caio'];
const LAST = ['Jatobá', 'Ipê', 'Aroeira', 'Peroba', 'Buriti', 'Umbuzeiro', 'Cajueiro', 'Pitanga'];
const COMPANIES = ['Padaria Jatobá Ltda.', 'Oficina Peroba ME', 'Livraria Ipê Ltda.', 'Floricultura Buriti ME'];

/** The person who signs in. */
export interface Person {
  name: string;
  cpf: string;
  /** The person's company, for a business connector. */
  company?: { name: string; cnpj: string };
}

export function personOf(loginKey: string, connector: ConnectorJson): Person {
  const source = new Source(`${loginKey} person`);
  const name = `${source.pick(FIRST)} ${source.pick(LAST)} ${source.pick(LAST)}`;
  const cpf = `${source.digits(3)}.${source.digits(3)}.${source.digits(3)}-${source.digits(2)}`;
  if (connector.type !== 'BUSINESS_BANK') return { name, cpf };
  const cnpj = `${source.digits(2)}.${source.digits(3)}.${source.digits(3)}/0001-${source.digits(2)}`;
  return { name, cpf, company: { name: source.pick(COMPANIES), cnpj } };
}

export function collectIdentity(
  itemId: string,
  loginKey: string,
  { name, cpf, company }: Person,
  known: IdentityJson | undefined,
  now: number,
): IdentityJson {
  const source = new Source(`${loginKey} identity`);
  const login = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replaceAll(' ', '.');
  const born = Date.UTC(1990, 0, 1) + source.integer(-9_000, 4_000) * DAY;
  const street = `Rua das Araras, ${source.integer(10, 900)}`;
  const postalCode = `01${source.digits(3)}-${source.digits(3)}`;
  return {
    id: uuidOf(`${itemId} identity`),
    itemId,
    fullName: company?.name ?? name,
    companyName: company?.name ?? null,
    document: company?.cnpj ?? cpf,
    documentType: company ? 'CNPJ' : 'CPF',
    taxNumber: company?.cnpj ?? cpf,
    birthDate: company ? null : iso(born),
    jobTitle: company ? null : 'Analista',
    phoneNumbers: [{ type: 'Personal', value: `+55119${source.digits(8)}`, areaCode: '11' }],
    emails: [{ type: 'Personal', value: `${login}@example.com` }],
    addresses: [
      {
        fullAddress: `${street}, São Paulo, SP, ${postalCode}`,
        primaryAddress: street,
        city: 'São Paulo',
        postalCode,
        state: 'SP',
        country: 'Brasil',
        type: company ? 'Work' : 'Personal',
        additionalInfo: null,
        district: 'Vila Sabiá',
        ibgeTownCode: '3550308',
        countryCode: 'BRA',
      },
    ],
    relations: company ? [] : [{ type: 'Mother', name: `${source.pick(FIRST)} ${source.pick(LAST)}`, document: null }],
    investorProfile: source.pick(['Conservative', 'Moderate', 'Aggressive'] as const),
    establishmentName: null,
    establishmentCode: null,
    financialRelationships: {
      startDate: iso(Date.UTC(2019, 4, 2)),
      productsServicesType: ['CONTA_DEPOSITO_A_VISTA', 'CARTAO_CREDITO'],
      procurators: [],
      accounts: [],
    },
    qualifications: {
      companyCnpj: '00000000000191',
      ...(company
        ? { informedRevenue: { amount: 480_000, frequency: 'ANNUAL', year: 2025 } }
        : {
            occupationCode: 'CBO',
            occupationDescription: '2124',
            informedIncome: { frequency: 'MENSAL', amount: 4_200, date: iso(Date.UTC(2025, 0, 31)) },
          }),
      informedPatrimony: { amount: 85_000, year: 2025 },
    },
    socialName: null,
    sex: null,
    maritalStatus: null,
    nationality: company ? null : { hasBrazilianNationality: true },
    otherDocuments: null,
    passport: null,
    incorporationDate: company ? iso(Date.UTC(2012, 5, 14)) : null,
    parties: company
      ? [
          {
            type: 'PARTNER',
            personType: 'NATURAL_PERSON',
            documentType: 'CPF',
            documentNumber: cpf.replace(/\D/g, ''),
            civilName: name,
            startDate: iso(Date.UTC(2012, 5, 14)),
            shareholding: 1,
          },
        ]
      : null,
    businessOtherDocuments: null,
    companiesCnpj: ['00000000000191'],
    createdAt: known?.createdAt ?? iso(now),
    updatedAt: known?.updatedAt ?? iso(now),
  };
}
