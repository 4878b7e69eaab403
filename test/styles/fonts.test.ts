import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openFont } from './font.ts'

const faces = [...readFileSync('styles/fonts.css', 'utf8').matchAll(/url\('([^']+)'\)/g)].map(([, path = '']) => `node_modules/${path}`)
const fontNamed = (part: string) => openFont(faces.find(face => face.includes(part)) ?? `no font ${part}`)

/** What a reader may see: slides without their notes, and the templates of layouts and widgets. */
function shown(): { readonly file: string, readonly text: string, readonly code: string }[] {
  const files = globSync(['slides.md', 'pages/**/*.md', 'components/**/*.vue', 'layouts/*.vue', 'components/states/*.ts']).sort()
  return files.map((file) => {
    const source = readFileSync(file, 'utf8').replace(/<!--[^]*?-->/g, '').replace(/<style>[^]*?<\/style>/g, '')
    const fences = file.endsWith('.md') ? [...source.matchAll(/^```[^]*?^```|`[^`\n]+`/gm)].map(([fence]) => fence) : []
    return { file, text: fences.reduce((rest, fence) => rest.replace(fence, ''), source), code: fences.join('') }
  })
}

function lacking(font: ReturnType<typeof openFont>, text: string): string[] {
  return [...new Set(text)].filter(character => character >= ' ' && !font.has(character.codePointAt(0) ?? 0))
}

it('finds every file it names', () => {
  expect(faces.filter(face => !existsSync(face))).toEqual([])
  expect(faces.length).toBe(5)
})

it('has every character of the slides and widgets in the fonts that load at once', () => {
  const regular = fontNamed('Pretendard-Regular.subset')
  const bold = fontNamed('Pretendard-Bold.subset')
  const code = fontNamed('d2coding')
  const glyphTable = 'components/states/podState.ts' // shapes for those who read code; widgets draw them
  const missing = shown().filter(({ file }) => file !== glyphTable).flatMap(({ file, text, code: fenced }) => {
    const inText = new Set([...lacking(regular, text), ...lacking(bold, text)])
    // A widget says in its style which of its words are code; a slide by its fences.
    const inWidget = file.endsWith('.md') ? [...inText] : lacking(code, [...inText].join(''))
    return [...inWidget, ...lacking(code, fenced)].map(character => `${file}: ${character}`)
  })
  expect(missing).toEqual([])
})

it('sets Hangul in code at exactly two cells', () => {
  const { advance } = fontNamed('d2coding')
  const width = (text: string) => new Set([...text].map(character => advance(character.codePointAt(0) ?? 0)))
  expect(width(String.fromCodePoint(...Array.from({ length: 95 }, (_, i) => 32 + i)))).toEqual(new Set([500]))
  expect(width(String.fromCodePoint(...Array.from({ length: 11172 }, (_, i) => 0xac00 + i)))).toEqual(new Set([1000]))
})
