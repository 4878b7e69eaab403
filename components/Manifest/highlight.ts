// YAML in two inks, without an editor: for paper and for stills.

export interface Ink { readonly text: string, readonly look: 'key' | 'note' | 'plain' }

const parts = /^(\s*(?:- +)*)((?:"[^"]*"|'[^']*'|[^\s#'"{}[\]:][^#:]*)(?=:(?:\s|$)))?(.*)$/

export function inksOf(line: string): readonly Ink[] {
  const [, lead = '', key = '', rest = ''] = parts.exec(line) ?? []
  const note = /(?:^|\s)#.*$/.exec(key === '' ? `${lead}${rest}` : rest)?.[0] ?? ''
  const plain = key === '' ? `${lead}${rest}`.slice(0, line.length - note.length) : rest.slice(0, rest.length - note.length)
  const inks: readonly Ink[] = key === '' ? [{ text: plain, look: 'plain' }] : [{ text: lead, look: 'plain' }, { text: key, look: 'key' }, { text: plain, look: 'plain' }]
  return [...inks, { text: note, look: 'note' as const }].filter(({ text }) => text !== '')
}
