// What may become of a step, as its author wrote it: a list whose items end in a predicate, as code. The one that holds
// after the step is what happened.

export interface Guess {
  readonly html: string
  readonly predicate: string
}

export interface Prediction {
  readonly guesses: readonly Guess[]
  readonly list: Element
}

/** Undefined: there is no such list. */
export function predictionIn(root: Element): Prediction | undefined {
  const list = root.querySelector(':scope > ul, :scope > ol')
  if (!list) return undefined
  const guesses = [...list.children].map(guessOf)
  return guesses.every(guess => guess !== undefined) && guesses.length > 1 ? { guesses, list } : undefined
}

function guessOf(item: Element): Guess | undefined {
  const copy = item.cloneNode(true)
  const code = copy instanceof Element ? [...copy.querySelectorAll('code')].at(-1) : undefined
  if (!(copy instanceof Element) || !code) return undefined
  const predicate = code.textContent
  code.remove()
  return { html: copy.innerHTML.trim(), predicate }
}
