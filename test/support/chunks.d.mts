export function withoutHash(file: string): string;
export function chunkFile(name: string): string;
