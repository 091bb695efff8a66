import { expect, type BrowserContext } from '@playwright/test';

interface Complaint {
  text: string;
  /** The script, where it is known. */
  url?: string;
}

/** The SDK's own: of a widget that is closed early, and of its styles, which the policy refuses and it does without. */
async function isOfTheSdk({ text, url }: Complaint): Promise<boolean> {
  if (text.startsWith('Failed to render <PluggyConnect /> component')) return true;
  if (!url || !text.startsWith('Applying inline style violates')) return false;
  const script = await (await fetch(url)).text();
  return script.includes('zoid') && !script.includes('pluggy-item-status');
}

/** Nothing of ours or of the framework's is in the console. To be over before the server ends, which is asked for scripts. */
export async function staysQuiet(context: BrowserContext, use: () => Promise<void>): Promise<void> {
  const complaints: Complaint[] = [];
  context.on('weberror', (error) => complaints.push({ text: error.error().message }));
  context.on('console', (message) => {
    const isComplaint = ['error', 'warning'].includes(message.type());
    if (isComplaint) complaints.push({ text: message.text(), url: message.location().url });
  });
  await use();
  const unexpected: Complaint[] = [];
  // One after the other: a widget that still loads goes on complaining.
  for (const complaint of complaints) if (!(await isOfTheSdk(complaint))) unexpected.push(complaint);
  expect(unexpected).toEqual([]);
}
