import { expect, type BrowserContext } from '@playwright/test';

interface Complaint {
  text: string;
  /** The script that printed the text, if known. */
  url?: string;
}

/**
 * Console output of the SDK: about a widget that is closed early, and about its styles, which the policy refuses
 * without effect on the widget.
 */
async function isOfTheSdk({ text, url }: Complaint): Promise<boolean> {
  if (text.startsWith('Failed to render <PluggyConnect /> component')) return true;
  if (!url || !text.startsWith('Applying inline style violates')) return false;
  const script = await (await fetch(url)).text();
  return script.includes('zoid') && !script.includes('pluggy-item-status');
}

/**
 * Fails a test in which the library or the framework writes to the console. Torn down before the server ends, because
 * leaving pages request scripts.
 */
export async function staysQuiet(context: BrowserContext, use: () => Promise<void>): Promise<void> {
  const complaints: Complaint[] = [];
  context.on('weberror', (error) => complaints.push({ text: error.error().message }));
  context.on('console', (message) => {
    const isComplaint = ['error', 'warning'].includes(message.type());
    if (isComplaint) complaints.push({ text: message.text(), url: message.location().url });
  });
  await use();
  const unexpected: Complaint[] = [];
  // Close pages one after the other: a widget that is still loading goes on writing to the console.
  for (const complaint of complaints) if (!(await isOfTheSdk(complaint))) unexpected.push(complaint);
  expect(unexpected).toEqual([]);
}
