import type { CategoryJson } from '../types.js';

/** Pluggy's categories that the synthetic data uses, and some others. The first digits of an id name the parent. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  '01000000': 'Income',
  '01010000': 'Salary',
  '01020000': 'Retirement',
  '01030000': 'Entrepreneurial activities',
  '02000000': 'Loans and financing',
  '02030000': 'Loans',
  '03000000': 'Investments',
  '03060000': 'Proceeds interests and dividends',
  '04000000': 'Same person transfer',
  '05000000': 'Transfers',
  '05010000': 'Transfer - Bank slip',
  '05070000': 'Transfer - PIX',
  '05080000': 'Transfer - TED',
  '05100000': 'Credit card payment',
  '06000000': 'Legal obligations',
  '07000000': 'Services',
  '07010000': 'Telecommunications',
  '07010100': 'Internet',
  '07020000': 'Education',
  '07030000': 'Wellness and fitness',
  '07030100': 'Gyms and fitness centers',
  '08000000': 'Shopping',
  '08010000': 'Online shopping',
  '08020000': 'Electronics',
  '08030000': 'Pet supplies and vet',
  '08040000': 'Clothing',
  '09000000': 'Digital services',
  '09020000': 'Video streaming',
  '09030000': 'Music streaming',
  '10000000': 'Groceries',
  '11000000': 'Food and drinks',
  '11010000': 'Eating out',
  '11020000': 'Food delivery',
  '12000000': 'Travel',
  '13000000': 'Donations',
  '14000000': 'Gambling',
  '15000000': 'Taxes',
  '16000000': 'Bank fees',
  '17000000': 'Housing',
  '17010000': 'Rent',
  '17020000': 'Utilities',
  '17020200': 'Electricity',
  '18000000': 'Healthcare',
  '18020000': 'Pharmacy',
  '19000000': 'Transportation',
  '19010000': 'Taxi and ride-hailing',
  '19050000': 'Automotive',
  '19050100': 'Gas stations',
  '20000000': 'Insurance',
  '21000000': 'Leisure',
  '99999999': 'Other',
};

const parentOf = (id: string): string | undefined => {
  const candidates = [`${id.slice(0, 4)}0000`, `${id.slice(0, 2)}000000`];
  return candidates.find((parent) => parent !== id && Object.hasOwn(DESCRIPTIONS, parent));
};

export const CATEGORIES: readonly CategoryJson[] = Object.entries(DESCRIPTIONS)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([id, description]) => {
    const parentId = parentOf(id);
    return { id, description, ...(parentId && { parentId, parentDescription: DESCRIPTIONS[parentId] }) };
  });

export const categoryById = (id: string): CategoryJson | undefined => CATEGORIES.find((category) => category.id === id);
