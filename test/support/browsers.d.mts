export const chromium: string | undefined;
export const headlessShell: string | undefined;
export const firefox: string | undefined;
export const webkitDriver: string | undefined;
export const miniBrowser: string | undefined;
export const chromiumArgs: string[];
