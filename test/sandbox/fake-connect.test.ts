import { connectPage } from './connect-page.js';
import { expect, test } from 'vitest';
import { callOf, type Call, type Payload } from '../support/connect-calls.js';
import { anItem } from '../../src/testing/an-item.js';
import { FakeWidget } from '../../src/testing/fake-sdk.js';

/** Names of the calls in order. The widget reads an Item as often as its run takes: repeated reads count once. */
function orderOf(calls: readonly Call[]): string[] {
  const names = calls.map(({ name }) => name);
  return names.filter((name, index) => name !== 'ITEM_RESPONSE' || names[index - 1] !== name);
}

/** Returns the calls of a fake widget of `pluggy-elements/testing`, as its host receives them. */
function fakeCalls(act: (widget: FakeWidget) => void, options: Record<string, unknown> = {}): string[] {
  const calls: Call[] = [];
  const record = (name: string) => (payload: unknown) => void calls.push(callOf(name, payload as Payload));
  const [onEvent, onSuccess, onError, onClose] = ['event', 'success', 'error', 'close'].map(record);
  act(new FakeWidget({ ...options, onEvent, onSuccess, onError, onClose }));
  return orderOf(calls);
}

test('the fake widget calls its host as the Connect page does when an account is connected', async () => {
  const widget = await connectPage().open();
  await widget.consent();
  await widget.select('Pluggy Bank');
  await widget.login('user-ok');
  await widget.expectScreen('Conta conectada');
  await widget.leave();
  const fake = fakeCalls((it) => {
    it.succeed(anItem());
    it.close();
  });
  expect(fake).toEqual(orderOf(widget.calls));
});

test('and when the institution refuses the login, and the person tries again', async () => {
  const widget = await connectPage().open();
  await widget.consent();
  await widget.select('Pluggy Bank');
  await widget.login('user-ok', 'password-wrong');
  await widget.called('error');
  await widget.login('user-ok');
  await widget.expectScreen('Conta conectada');
  await widget.leave();
  const fake = fakeCalls((it) => {
    it.fail(anItem({ executionStatus: 'INVALID_CREDENTIALS' }));
    it.succeed(anItem());
    it.close();
  });
  expect(fake).toEqual(orderOf(widget.calls));
});

test('and when the institution asks for a code', async () => {
  const widget = await connectPage().open({ selectedConnectorId: 4 });
  await widget.consent();
  await widget.login('user-ok');
  await widget.until(() => expect(widget.texts('label').join()).toMatch(/Chave|Token|Código/i));
  await widget.answer(widget.texts('label')[0]!, '123456');
  await widget.expectScreen('Conta conectada');
  await widget.leave();
  const fake = fakeCalls((it) => {
    it.waitForPerson(anItem({ status: 'WAITING_USER_INPUT' }));
    it.succeed(anItem());
    it.close();
  });
  // The page skips the choice of an institution that the host has chosen.
  expect(fake.filter((name) => name !== 'SELECTED_INSTITUTION')).toEqual(orderOf(widget.calls));
});

test('and when the person closes the widget at once', async () => {
  const widget = await connectPage().open();
  await widget.leave(() => widget.press('Fechar'));
  expect(fakeCalls((it) => it.close())).toEqual(orderOf(widget.calls));
});
