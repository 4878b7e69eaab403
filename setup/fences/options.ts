// What stands behind the ticks of a fence that runs, besides its language and Slidev's `{…}`:
//   bash     [fails[="what it says"]] [clicks] [norun]          yaml     [web.yaml] [fails[="what it says"]] [part]
//   console  [fails]                                            all      [nodes=N] [lab=NAME step=N] [before="a line"]

export class FenceError extends Error {}

export const languages = ['bash', 'yaml', 'console'] as const
export type Language = typeof languages[number]

export interface Options {
  /** That it must fail; and what it must say then. */
  readonly fails: boolean
  readonly complaint: string | undefined
  readonly nodes: number | undefined
  readonly lab: string | undefined
  readonly step: number | undefined
  /** Lines that have run before anybody looks. */
  readonly before: string | undefined
  /** The name of a manifest on the host. */
  readonly file: string | undefined
  /** Each line is a click of the slide. */
  readonly clicks: boolean
  /** Only a piece of a manifest, or lines that are only shown. */
  readonly isShown: boolean
}

const known: Readonly<Record<Language, readonly string[]>> = {
  bash: ['fails', 'clicks', 'norun', 'nodes', 'lab', 'step', 'before'],
  yaml: ['fails', 'part', 'nodes', 'lab', 'step', 'before'],
  console: ['fails', 'nodes', 'lab', 'step', 'before'],
}
const alone = ['clicks', 'norun', 'part']
const numbers = ['nodes', 'step']
const fileName = /^[\w.-]+\.ya?ml$/
const word = /([^\s="]+)(?:=("[^"]*"|[^\s"]+))?/g

export const isLanguage = (name: string): name is Language => languages.some(language => language === name)

/** Throws a FenceError for what its author cannot mean. */
export function optionsOf(language: Language, info: string): Options {
  const values = new Map<string, string>()
  let file: string | undefined
  for (const [whole, name = '', value] of info.replace(/\{.*$/s, '').matchAll(word)) {
    if (language === 'yaml' && fileName.test(whole)) file = whole
    else if (fits(language, name, value)) values.set(name, value?.replace(/^"|"$/g, '') ?? '')
    else throw new FenceError(`a ${language} fence knows ${[...language === 'yaml' ? ['FILE.yaml'] : [], ...known[language].map(sample)].join(', ')}, not ${JSON.stringify(whole)}`)
  }
  const number = (name: string): number | undefined => values.has(name) ? Number(values.get(name)) : undefined
  return {
    fails: values.has('fails'), complaint: values.get('fails') || undefined, file,
    nodes: number('nodes'), lab: values.get('lab'), step: number('step'), before: values.get('before'),
    clicks: values.has('clicks'), isShown: values.has('part') || values.has('norun'),
  }
}

function fits(language: Language, name: string, value: string | undefined): boolean {
  if (!known[language].includes(name)) return false
  if (alone.includes(name)) return value === undefined
  if (name === 'fails') return language !== 'console' || value === undefined
  return value !== undefined && (!numbers.includes(name) || /^\d+$/.test(value))
}

const sample = (name: string): string => ({ nodes: 'nodes=N', lab: 'lab=NAME', step: 'step=N', before: 'before="LINE"' })[name] ?? name
