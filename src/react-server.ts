/** Takes the place of the modules that register elements where React renders Server Components: the condition `react-server`. */
throw new Error(
  'A React Server Component imports pluggy-elements/define, and elements work only in the browser. ' +
    "Write 'use client' at the top of the file that has the import, or use the components of pluggy-elements/react.",
);
