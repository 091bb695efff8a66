/**
 * Returns the option that an arrow or a page key leads to, as the list looks: up and down by a row, left and right by a
 * column, a page by the visible rows. `undefined` for a key that the text field needs.
 */
export function optionAt(
  key: string,
  options: readonly HTMLElement[],
  active: HTMLElement | undefined,
  list: HTMLElement,
): HTMLElement | undefined {
  const index = active ? options.indexOf(active) : -1;
  const secondRow = options.findIndex(({ offsetTop }) => offsetTop > options[0]!.offsetTop);
  const columns = secondRow > 0 ? secondRow : options.length;
  if (isSideways(key)) {
    if (!active || columns === 1) return undefined;
    const isForward = (key === 'ArrowRight') === (getComputedStyle(list).direction !== 'rtl');
    return options.at((index + (isForward ? 1 : -1)) % options.length);
  }
  if (!active) return options.at(key === 'ArrowUp' ? -1 : 0);
  const rows = Math.ceil(options.length / columns);
  const row = Math.floor(index / columns);
  // The last row may be shorter.
  const inRow = (at: number) => options[at * columns + (index % columns)] ?? options.at(-1)!;
  const step = key.endsWith('Down') ? 1 : -1;
  if (key.startsWith('Arrow')) return inRow((row + step + rows) % rows);
  const fits = (at: number) => {
    const upper = inRow(Math.min(at, row));
    const lower = inRow(Math.max(at, row));
    return lower.offsetTop + lower.offsetHeight - upper.offsetTop <= list.clientHeight;
  };
  let target = row;
  // A page is at least one row.
  while (options[(target + step) * columns] && (target === row || fits(target + step))) target += step;
  return inRow(target);
}

export const isSideways = (key: string) => /Left|Right/.test(key);
