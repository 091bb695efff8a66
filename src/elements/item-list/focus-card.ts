/** Focuses the card at a place of the list, or the last card, or the invitation to connect. */
export function focusCard(root: ParentNode, place: number): void {
  const cards = root.querySelectorAll('pluggy-item-card');
  const card = cards[Math.min(place, cards.length - 1)]?.shadowRoot?.querySelector<HTMLElement>('.card');
  if (card) {
    card.focus();
    return;
  }
  const connect = root.querySelector('pluggy-connect');
  const slot = root.querySelector<HTMLSlotElement>('slot[name=empty]');
  if (!connect || slot?.assignedNodes().length) {
    root.querySelector<HTMLElement>('.empty')?.focus();
    return;
  }
  void connect.updateComplete.then(() => {
    // WebKit decides what can be focused before it lays out new content.
    connect.getBoundingClientRect();
    connect.focus();
  });
}
