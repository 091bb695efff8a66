import type { ReactiveControllerHost } from '@lit/reactive-element';
import type { ConnectToken } from '../../client/token/connect-token.js';
import type { PreparedOpen } from '../../client/widget/prepared-open.js';
import type { ConnectOutcome, Phase } from '../../client/widget/types.js';
import type { OpenIds, PluggyErrorEvent } from '../../events/connect.js';
import type { Connector } from '../../model/item-types.js';
import type { ConnectMilestone } from '../../model/milestones.js';
import type { ProviderContext } from '../../provider-context.js';
import type { FrameHost } from './frame-host.js';
import type { OptionsSource } from './options.js';
import type { TextSettings } from './texts.js';
import type { WidgetDialog } from './widget-dialog.js';

/** The side of `<pluggy-connect>` that its collaborators see. */
export interface ConnectPort {
  /** Source of the settings; opens the dialog and gets the focus back. */
  readonly source: OptionsSource & ReactiveControllerHost;
  /** The Item to update; empty for a new connection. */
  readonly itemId: string;
  readonly texts: TextSettings;
  /** The context of the nearest provider, or of the last one for an element that is gone. */
  readonly context: ProviderContext | undefined;
  /** Dispatches the event. Returns false when it was prevented. */
  emit(event: Event): boolean;
  /** Shows the phase on the button, with a text in place of the label. `isMoving`: something happens without the person. */
  setPhase(phase: Phase, label?: string, isMoving?: boolean): void;
  /** Shows a sentence below the button. */
  setFailure(sentence: string): void;
  /** Makes the Item the form control's value. */
  setConnected(itemId: string): void;
}

/** The parts that an open brings to its widget. */
export interface OpenParts {
  readonly texts: TextSettings;
  readonly token: ConnectToken;
  readonly dialog: FrameHost;
  readonly prepared?: PreparedOpen<WidgetDialog>;
}

/** The side of an open that the widget's observers see. */
export interface AttemptPort {
  /** The `itemId` and `sessionId` of its events. */
  readonly eventIds: OpenIds;
  /** Whole milliseconds since the open. */
  readonly elapsedMs: number;
  /** Reports a milestone of the open. */
  reach(milestone: ConnectMilestone, connector?: Connector): void;
  /** Requests a token for the update of an Item that the person chose in the widget. */
  requestToken(itemId: string): ConnectToken;
  /** Reports a failure, and shows it below the button unless the event is prevented. */
  reportFailure(event: PluggyErrorEvent): void;
  /** Lets the next open of the page begin. */
  release(): void;
  /** Dispatches the one `pluggy-close` and settles the promise of `open()`. */
  end(outcome: ConnectOutcome): void;
}
