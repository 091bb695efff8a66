import 'pluggy-elements/define';
import { A, HashRouter, Route, type RouteSectionProps } from '@solidjs/router';
import { render } from 'solid-js/web';
import { Connections } from './connections.jsx';

const Layout = (props: RouteSectionProps) => (
  <>
    <nav aria-label="Pages">
      <A href="/">Connections</A> <A href="/about">About</A>
    </nav>
    <main>{props.children}</main>
  </>
);

render(
  () => (
    <HashRouter root={Layout}>
      <Route path="/" component={Connections} />
      <Route path="/about" component={() => <h1>About</h1>} />
    </HashRouter>
  ),
  document.getElementById('app')!,
);
