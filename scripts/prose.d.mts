export interface Comment {
  line: number;
  text: string;
}

export interface Fault {
  name: string;
  bound: number;
  matches(text: string): boolean;
}

export const FOLDERS: string[];
export const FAULTS: Fault[];
export function commentsOf(source: string, file?: string): Comment[];
export function judge(comments: Comment[]): { name: string; bound: number; offending: Comment[]; exceeded: boolean }[];
