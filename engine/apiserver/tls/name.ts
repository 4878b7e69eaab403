// Distinguished names: `CN=myapp.com, O=Acme`.
import { childrenOf, element, elementsOf, tags } from '../authentication/der.ts'
import { utf8Bytes, utf8Text } from '../schema/index.ts'

/** The parts of a name in their order, as `['CN', 'myapp.com']`. */
export type Name = readonly (readonly [type: string, value: string])[]

const types: ReadonlyMap<string, readonly number[]> = new Map([
  ['CN', [0x55, 4, 3]], ['C', [0x55, 4, 6]], ['L', [0x55, 4, 7]], ['ST', [0x55, 4, 8]], ['O', [0x55, 4, 10]], ['OU', [0x55, 4, 11]],
  ['emailAddress', [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]],
])
const utf8Tag = 0x0c
const asciiTag = 0x16

export const nameBytes = (name: Name): readonly number[] => element(tags.sequence, ...name.map(([type, value]) =>
  element(tags.set, element(tags.sequence, element(tags.identifier, types.get(type) ?? []), element(type === 'C' ? tags.printable : type === 'emailAddress' ? asciiTag : utf8Tag, utf8Bytes(value))))))

export function readName(content: readonly number[]): Name {
  return elementsOf(content).flatMap(childrenOf).flatMap(pair => {
    const [identifier, value] = childrenOf(pair)
    const known = [...types].find(([, bytes]) => bytes.join() === identifier?.content.join())
    return known && value ? [[known[0], utf8Text(value.content)] as const] : []
  })
}

/** The last of them is the one that counts. */
export const commonNameOf = (name: Name): string => name.findLast(([type]) => type === 'CN')?.[1] ?? ''

/** `O = Acme Co, CN = myapp.com`, as openssl writes it. */
export const nameText = (name: Name): string => name.map(([type, value]) => `${type} = ${/[,+"<>;]/.test(value) ? `"${value.replace(/"/g, '\\"')}"` : value}`).join(', ')

/** `/O=Acme/CN=myapp.com`, and the types in it that nobody knows; undefined for what is not of that form. */
export function parseName(text: string): { readonly name: Name, readonly strangers: readonly string[] } | undefined {
  if (!text.startsWith('/')) return undefined
  const parts = text.slice(1).split(/(?<!\\)\//).filter(part => part !== '').map(part => {
    const equals = part.indexOf('=')
    return [part.slice(0, Math.max(0, equals)), part.slice(equals + 1).replace(/\\(.)/g, '$1')] as const
  })
  if (parts.some(([type]) => type === '')) return undefined
  return { name: parts.filter(([type, value]) => types.has(type) && value !== ''), strangers: parts.flatMap(([type]) => types.has(type) ? [] : [type]) }
}
