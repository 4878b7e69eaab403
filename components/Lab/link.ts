// A run in an address: compressed, and read back with suspicion.
import { longestText, parseRun, RunError, type Run } from '../../engine/lab/run-text.ts'

const longestCode = 32 * 1024

/** Whether an address may carry it; what it does not may go as a file. */
export const fitsInLink = (code: string): boolean => code.length <= longestCode

export async function codeOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer())
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

export async function runIn(code: string): Promise<Run> {
  if (!fitsInLink(code)) throw new RunError('너무 깁니다.')
  return parseRun(await textIn(code))
}

/** What does not belong into a link, or would grow without end, is refused. */
async function textIn(code: string): Promise<string> {
  try {
    const bytes = Uint8Array.from(atob(code.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0))
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    const decoder = new TextDecoder('utf-8', { fatal: true })
    let text = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true })
      if (text.length > longestText) {
        await reader.cancel()
        throw new RunError('너무 깁니다.')
      }
    }
    return text + decoder.decode()
  }
  catch (error) {
    throw error instanceof RunError ? error : new RunError('깨진 링크입니다.')
  }
}

/** The code in an address, wherever the router has put it. */
export const codeIn = (address: string): string | undefined => /[?&#]run=([\w-]+)/.exec(address)?.[1]

/** The address of the slide on screen, with a run. */
export function addressWith(address: string, code: string): string {
  const url = new URL(address)
  if (!url.hash.startsWith('#/')) return `${url.href.replace(/#.*/, '')}#run=${code}`
  const hash = url.hash.replace(/([?&])run=[\w-]+&?/, '$1').replace(/[?&]$/, '')
  return `${url.href.replace(/#.*/, '')}${hash}${hash.includes('?') ? '&' : '?'}run=${code}`
}
