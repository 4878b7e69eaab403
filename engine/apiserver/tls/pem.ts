// PEM: what keys and certificates look like in files.
import { decodeBase64, encodeBase64 } from '../schema/index.ts'

export interface Block { readonly type: string, readonly bytes: readonly number[], readonly text: string }

const begin = /-----BEGIN ([A-Z0-9 ]+)-----/g

/** The blocks of a text, in their order; what cannot be read is left out. */
export function blocksIn(text: string): readonly Block[] {
  const blocks: Block[] = []
  for (const { 0: first, 1: type = '', index } of text.matchAll(begin)) {
    const last = `-----END ${type}-----`
    const until = text.indexOf(last, index)
    const inside = text.slice(index + first.length, until).replace(/\s/g, '')
    if (until < 0 || inside.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(inside)) continue
    blocks.push({ type, bytes: decodeBase64(inside), text: `${text.slice(index, until)}${last}\n` })
  }
  return blocks
}

export const pemOf = (type: string, bytes: readonly number[]): string =>
  `-----BEGIN ${type}-----\n${encodeBase64(bytes).replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${type}-----\n`
