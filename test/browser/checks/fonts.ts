// Every letter comes from a font that the deck brings along: code from D2Coding, whose Hangul is two cells wide,
// everything else from Pretendard. The browser itself tells which font it drew a text with.
import type { CDPSession, Page } from 'playwright-core'

interface DomNode {
  readonly nodeId: number
  readonly nodeName: string
  readonly nodeType: number
  readonly nodeValue: string
  readonly attributes?: readonly string[]
  readonly children?: readonly DomNode[]
  readonly shadowRoots?: readonly DomNode[]
}

interface Font {
  readonly familyName: string
  readonly isCustomFont: boolean
}

const brought = ['Pretendard', 'D2Coding']
const unseen = ['xterm-helpers', 'xterm-accessibility', 'xterm-width-cache-measure-container'] // a terminal's ruler and reader

/** A text that is not shown has no font and is passed over. */
export async function fontFindings(page: Page, no: number): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('DOM.enable')
    await session.send('CSS.enable')
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true })
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: `#slide-content [data-slidev-no="${no}"]` })
    const slide = find(root, nodeId)
    const findings: string[] = []
    for (const { node, text, isCode } of slide === undefined ? [] : textsOf(slide, false)) {
      const fonts = await fontsOf(session, node)
      for (const { familyName, isCustomFont } of fonts) {
        const fits = isCustomFont && (isCode ? familyName.startsWith('D2Coding') : brought.some(family => familyName.startsWith(family)))
        if (!fits) findings.push(`${JSON.stringify(text.slice(0, 30))} is ${isCode ? 'code ' : ''}drawn with ${familyName}${isCustomFont ? '' : ', a font of this machine'}`)
      }
    }
    return findings
  }
  finally {
    await session.detach()
  }
}

/** None where the text has gone since: a lab goes on while we look. */
async function fontsOf(session: CDPSession, { nodeId }: DomNode): Promise<readonly Font[]> {
  try {
    return (await session.send('CSS.getPlatformFontsForNode', { nodeId })).fonts
  }
  catch (error) {
    if (error instanceof Error && error.message.includes('Could not find node')) return []
    throw error
  }
}

function find(node: DomNode, nodeId: number): DomNode | undefined {
  if (node.nodeId === nodeId) return node
  for (const child of childrenOf(node)) {
    const found = find(child, nodeId)
    if (found !== undefined) return found
  }
  return undefined
}

function textsOf(node: DomNode, inCode: boolean): { node: DomNode, text: string, isCode: boolean }[] {
  const name = node.nodeName.toLowerCase()
  if (['style', 'script', 'title', 'desc'].includes(name) || classOf(node).some(name => unseen.includes(name))) return []
  const isCode = inCode || ['pre', 'code', 'samp'].includes(name) || classOf(node).includes('xterm')
  const text = (node.children ?? []).filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue.trim()).join(' ').trim()
  return [...text === '' ? [] : [{ node, text, isCode }], ...childrenOf(node).flatMap(child => textsOf(child, isCode))]
}

function childrenOf({ children = [], shadowRoots = [] }: DomNode): readonly DomNode[] {
  return [...children, ...shadowRoots]
}

function classOf({ attributes = [] }: DomNode): string[] {
  const at = attributes.indexOf('class')
  return at < 0 ? [] : (attributes[at + 1] ?? '').split(/\s+/)
}
