import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that the development server hands requests to; `mingda start` listens there by default. */
const api = 'http://localhost:3000';

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 700 },
  server: { port: 5173, proxy: { '/api': api, '/docs': api } },
});
