export const EXAMPLES: Record<string, { title: string }>;
export function filesOf(name: string): string[];
export function writeExamples(root: string): Promise<void>;
