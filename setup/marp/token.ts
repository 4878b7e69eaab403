// The part of markdown-it that the reader and the constructs touch: Marpit leaves its markdown-it untyped.

export interface Token {
  type: string
  tag: string
  attrs: [string, string][] | null
  map: [number, number] | null
  nesting: number
  level: number
  children: Token[] | null
  content: string
  markup: string
  info: string
  meta: Meta | null
  block: boolean
  hidden: boolean
  attrGet(name: string): string | null
  attrSet(name: string, value: string): void
}

/** What Marpit notes on its tokens, and what the constructs add. */
export interface Meta {
  marpitSlideElement?: number
  marpitDirectives?: Record<string, unknown>
  marpitBackground?: Background
  marpitImage?: { width?: string, height?: string, background?: boolean }
  marpitFragment?: number | boolean
  marpitParsedDirectives?: Record<string, unknown>
  marpitCommentParsed?: string
  marpitStyleScoped?: boolean
  /** Line of the source, counted from one. */
  line?: number
  /** A heading that fills the width of its slide. */
  fit?: boolean
}

export interface Background {
  images: { url: string, alt: string, size?: string, filter?: string }[]
  direction?: string
  split?: 'left' | 'right'
  splitSize?: string
}

export interface State {
  src: string
  md: MarkdownIt
  tokens: Token[]
  Token: new (type: string, tag: string, nesting: number) => Token
}

export interface BlockState extends State {
  bMarks: number[]
  eMarks: number[]
  tShift: number[]
  sCount: number[]
  blkIndent: number
  line: number
  push(type: string, tag: string, nesting: number): Token
  getLines(begin: number, end: number, indent: number, keepLastLF: boolean): string
}

export interface InlineState extends State {
  pos: number
  posMax: number
  pending: string
  push(type: string, tag: string, nesting: number): Token
}

interface Ruler<Rule> {
  before(name: string, rule: string, run: Rule, options?: { alt: string[] }): void
  after(name: string, rule: string, run: Rule, options?: { alt: string[] }): void
  push(rule: string, run: Rule): void
}

export type BlockRule = (state: BlockState, start: number, end: number, silent: boolean) => boolean
export type InlineRule = (state: InlineState, silent: boolean) => boolean
export interface RenderEnv {
  /** The slide, counted from one, that each inner link leads to. */
  aims?: ReadonlyMap<string, number>
}

export type RenderRule = (tokens: Token[], index: number, options: object, env: RenderEnv, self: Renderer) => string

export interface Renderer {
  rules: Record<string, RenderRule | undefined>
  render(tokens: Token[], options: object, env: RenderEnv): string
  renderToken(tokens: Token[], index: number, options: object): string
  renderInlineAsText(tokens: Token[], options: object, env: RenderEnv): string
}

export interface MarkdownIt {
  core: { ruler: Ruler<(state: State) => void> }
  block: { ruler: Ruler<BlockRule> }
  inline: { ruler: Ruler<InlineRule> }
  renderer: Renderer
  options: object
  linkify: { set(options: { fuzzyLink: boolean }): void }
  utils: { escapeHtml(text: string): string }
  enable(rules: string[]): void
  parse(source: string, env: object): Token[]
}
