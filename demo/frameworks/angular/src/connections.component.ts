import { ChangeDetectionStrategy, Component, computed, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';

@Component({
  selector: 'app-connections',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './connections.component.html',
})
export class Connections {
  /** Address of the sandbox's widget, written into the page by the server. Undefined with Pluggy. */
  readonly widgetUrl = document.documentElement.dataset['widgetUrl'] || undefined;
  readonly headers = () => ({ 'X-App': 'angular' });
  readonly language = signal('en');
  readonly isBroken = signal(false);
  readonly item = computed(() => ({
    id: 'an-item',
    status: this.isBroken() ? 'LOGIN_ERROR' : 'UPDATED',
    executionStatus: this.isBroken() ? 'INVALID_CREDENTIALS' : 'SUCCESS',
  }));
  readonly eventLog = signal<string[]>([]);

  logEvent(text: string) {
    this.eventLog.update((lines) => [...lines, text]);
  }
}
