import { spoken } from '../shared/durations.js';
import { COUNTDOWN_LIMIT_MS, screenKey, timeLeftOn, type PromptState, type Screen } from './reauth-prompt.reducer.js';
import { failureText, noteText, sentenceOf, type PromptTexts } from './reauth-prompt.texts.js';

/** Remaining times at which the time is announced again. */
const TIME_MARKS_MS = [10_000, 60_000];

/** The position of the focus inside the prompt. */
export type FocusPlace = 'none' | 'prompt' | 'field' | 'button';

/**
 * Owns the content of the prompt's live region: announces a change of state once, and only where the focus does not move to the changed
 * text, because screen readers read that by themselves.
 */
export class Announcer {
  #text = '';
  #lastMark?: number;

  /** The content of the live region. */
  get text(): string {
    return this.#text;
  }

  /** Announces the difference between the state that is rendered and the next one. */
  update(before: PromptState | undefined, state: PromptState, texts: PromptTexts, focus: FocusPlace): void {
    this.#announceScreen(before, state, texts, focus);
    this.#announceProgress(before, state, texts, focus);
    this.#announceTime(state, texts);
  }

  clear(): void {
    this.#text = '';
  }

  #announceScreen(before: PromptState | undefined, state: PromptState, texts: PromptTexts, focus: FocusPlace): void {
    const { screen } = state;
    const isNew = topicOf(screen) !== topicOf(before?.screen);
    // The end of a deadline is announced to everyone who saw the countdown, also to a person who has not acted.
    const isTimeUp = topicOf(screen) === 'timeout' && !!before?.screen && 'deadline' in before.screen;
    const sentence = isNew && (state.involved || isTimeUp) ? sentenceOf(state, texts) : '';
    if (screenKey(screen) === screenKey(before?.screen)) {
      if (sentence) this.#text = sentence;
      return;
    }
    const isReadByFocus = focus !== 'none' && (screen?.name === 'form' || focus !== 'prompt');
    this.#text = isReadByFocus ? '' : (noteText(state.note, state.surroundings.item, texts) ?? sentence);
    this.#lastMark = undefined;
  }

  /** Announces the result of an action on the screen. */
  #announceProgress(before: PromptState | undefined, state: PromptState, texts: PromptTexts, focus: FocusPlace): void {
    if (screenKey(state.screen) !== screenKey(before?.screen)) return;
    const { screen, sending, reading, failure, note, surroundings } = state;
    const isSendStarted = sending && sending !== before?.sending;
    const isReadStarted = reading && !before?.reading && screen?.name === 'elsewhere';
    if (isSendStarted || isReadStarted) this.#text = texts.messages.wait;
    if (note && note !== before?.note) this.#text = noteText(note, surroundings.item, texts)!;
    if (failure && failure !== before?.failure) {
      // After a press of a button, the focus moves to the field, whose description is the failure.
      this.#text = focus === 'button' || focus === 'prompt' ? '' : failureText(failure, texts)!;
    }
  }

  /** Announces the time that is left at the start, and once at each mark. */
  #announceTime(state: PromptState, { locale, messages }: PromptTexts): void {
    const left = timeLeftOn(state);
    if (left > COUNTDOWN_LIMIT_MS) return;
    const mark = TIME_MARKS_MS.find((most) => left <= most) ?? Infinity;
    if (this.#lastMark !== undefined && mark >= this.#lastMark) return;
    const time = messages.leftSpoken(spoken(Math.min(left, mark), locale));
    this.#text = this.#lastMark === undefined ? `${this.#text} ${time}`.trim() : time;
    this.#lastMark = mark;
  }
}

/** The subject of the prompt: screens with the same content may have different reasons. */
function topicOf(screen: Screen | undefined): string {
  return screen?.name === 'widget' ? screen.reason : screenKey(screen);
}
