/** What Tab stops at. */
export const stops = ['button', 'a[href]', 'input', 'select', 'textarea', 'summary', '[contenteditable=true]', '[tabindex]']
  .map(what => `${what}:not([tabindex="-1"], :disabled, [hidden])`).join(', ')
