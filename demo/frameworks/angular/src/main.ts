import 'pluggy-elements/define';
import { APP_BASE_HREF } from '@angular/common';
import { ChangeDetectionStrategy, Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter, RouterLink, RouterOutlet, withHashLocation } from '@angular/router';
import { ConnectBank } from './connect-bank.component';
import { Connections } from './connections.component';

@Component({ selector: 'app-about', changeDetection: ChangeDetectionStrategy.OnPush, template: '<h1>About</h1>' })
class About {}

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav aria-label="Pages"><a routerLink="/">Connections</a> <a routerLink="/about">About</a></nav>
    <main><router-outlet /></main>
  `,
})
class App {}

const routes = [
  { path: '', component: Connections },
  { path: 'about', component: About },
  { path: 'sample', component: ConnectBank },
];

// Replaces a `<base>` element, which the page's policy forbids.
const base = { provide: APP_BASE_HREF, useValue: '' };
void bootstrapApplication(App, { providers: [provideRouter(routes, withHashLocation()), base] });
