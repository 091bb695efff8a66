import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';

/** The Angular sample of docs/frameworks.md. A test compares the two. */
@Component({
  selector: 'app-connect-bank',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './connect-bank.component.html',
})
export class ConnectBank {
  readonly itemId = signal('');
}
