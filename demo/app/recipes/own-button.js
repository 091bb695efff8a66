const hasInvokerCommands = 'commandForElement' in HTMLButtonElement.prototype;

for (const button of document.querySelectorAll('button[commandfor="bank"]')) {
  if (!hasInvokerCommands) button.addEventListener('click', () => document.querySelector('#bank').open());
}
