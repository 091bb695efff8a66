import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';

/** The sample of the guide, as it stands there. */
@Component({
  selector: 'app-connect-bank',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: '../../../../stories/samples/connect-bank.component.html',
})
export class ConnectBank {
  readonly itemId = signal('');
}
