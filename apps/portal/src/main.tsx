import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { watchLostFiles } from './states/lost-files.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
watchLostFiles();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
