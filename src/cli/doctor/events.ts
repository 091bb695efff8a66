/** An event of a stream. */
export interface StreamEvent {
  readonly data: string;
}

/** Returns the events of a stream that are complete. */
export function eventsIn(text: string): StreamEvent[] {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n').slice(0, -1);
  return blocks.flatMap((block) => {
    const lines = block.split('\n').filter((line) => /^data(:|$)/.test(line));
    return lines.length ? [{ data: lines.map((line) => line.replace(/^data:? ?/, '')).join('\n') }] : [];
  });
}

/** Whether an event is about an Item: the data has the Item's id. */
export const isAbout = ({ data }: StreamEvent, id: string) => data.includes(id);
