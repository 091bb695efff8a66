import 'pluggy-elements/define';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createHashRouter, NavLink, Outlet, RouterProvider } from 'react-router';
import { Connections } from './connections.js';

function Layout() {
  return (
    <>
      <nav aria-label="Pages">
        <NavLink to="/">Connections</NavLink> <NavLink to="/about">About</NavLink>
      </nav>
      <main>
        <Outlet />
      </main>
    </>
  );
}

const router = createHashRouter([
  {
    element: <Layout />,
    children: [
      { index: true, element: <Connections /> },
      { path: 'about', element: <h1>About</h1> },
    ],
  },
]);

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
);
