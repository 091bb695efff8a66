import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import './app.css';

export const metadata: Metadata = { title: 'Your banks' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header>
          <div>
            <strong>Ledger</strong>
          </div>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
