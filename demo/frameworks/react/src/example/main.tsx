import 'pluggy-elements/define';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app.css';
import { Connections } from './connections.js';

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <header>
      <div>
        <strong>Ledger</strong>
      </div>
    </header>
    <main>
      <Connections />
    </main>
  </StrictMode>,
);
