// HTML as authors write it, made fit for Vue's compiler. As in Marp, a tag that HTML does not know is text on the slide.
import { localSrcset, localUrl } from '../url.ts'
import { attributes, escaped, openTag, pieces, type Tag } from './pieces.ts'
import { elementName, isComponentName, voids } from './names.ts'

/** Vue's compiler asks Vite for the files that these name, so a missing one must be found first. */
const withFiles = ['img', 'video', 'source', 'image']
const urlAttributes = ['src', 'poster', 'href', 'xlink:href']

export interface Circumstances {
  /** Of our own decks: components and Vue's attributes pass. */
  readonly own: boolean
  /** Where in the source the HTML begins, counted from one. */
  readonly line: number
}

export function sanitize(html: string, { own, line }: Circumstances): string {
  let at = line
  return pieces(withoutScripts(html)).map((piece) => {
    const here = at
    at += piece.raw.split('\n').length - 1
    if (piece.kind === 'open' || piece.kind === 'close') return tag(piece, own, here)
    return piece.kind === 'comment' ? '' : piece.raw === '<' ? '&lt;' : piece.raw
  }).join('')
}

function tag(piece: Tag, own: boolean, line: number): string {
  if (own && isComponentName(piece.name)) return piece.raw
  const name = elementName(piece.name)
  if (name === undefined) return escaped(piece.raw)
  if (piece.kind === 'close') return name === 'br' ? '<br>' : voids.has(name) ? '' : `</${name}>`
  const open = openTag(name, valuesOf(piece, name, own, line))
  return piece.selfClosing && !voids.has(name) ? `${open}</${name}>` : open
}

function valuesOf(piece: Tag, name: string, own: boolean, line: number): [string, string | undefined][] {
  const values = [...attributes(piece.attributes)].filter(([key]) => own ? isName(key) : isHarmless(key))
    .map(([key, value]): [string, string | undefined] => [/^[A-Z]+$/.test(key) ? key.toLowerCase() : key, value])
  if (!withFiles.includes(name)) return values
  const local = values.map(([key, value]): [string, string | undefined] => [key, value === undefined ? value : localised(key, value)])
  return [...local, ['data-marp-line', String(line)]]
}

function localised(key: string, value: string): string {
  return urlAttributes.includes(key) ? localUrl(value) : key === 'srcset' ? localSrcset(value) : value
}

/** What Vue's compiler takes for the name of an attribute or a directive. */
function isName(key: string): boolean {
  return /^[@:#A-Za-z_][\w.:@#[\]-]*$/.test(key)
}

/** Neither a Vue directive, nor a name Vue keeps for itself, nor a script. */
function isHarmless(key: string): boolean {
  return /^[A-Za-z_][\w.-]*(?::[\w.-]+)?$/.test(key) && !/^(?:v-|on)/i.test(key) && !['is', 'ref', 'key', 'slot'].includes(key)
}

function withoutScripts(html: string): string {
  return html.replace(/<script(?![\w-])[\s\S]*?(?:<\/script\s*>|$)/gi, '')
}
