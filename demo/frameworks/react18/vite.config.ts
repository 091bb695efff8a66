import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  // The package is a link to the repository, whose own React is another version.
  resolve: { dedupe: ['react', 'react-dom'] },
});
