// The editor of manifests: CodeMirror with what the engine knows. Loaded when the first one is shown.
import { autocompletion, closeBrackets, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { linter, lintGutter, type Diagnostic } from '@codemirror/lint'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, hoverTooltip, keymap, lineNumbers, tooltips } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { fieldOn, offerAt, problemsIn, valuesOn, type Field } from '../../engine/lab/manifest/index.ts'
import { wordsFor } from './words.ts'

/** More than this is no manifest that anyone writes by hand; the API server takes about as much. */
export const mostLetters = 1_000_000
/** Beyond this one waits too long for an answer while typing. */
const mostChecked = 200_000

export interface EditorOptions {
  readonly parent: HTMLElement
  readonly text: string
  readonly file: string
  /** The line that is in sight first, from 1. */
  readonly firstLine: number
  readonly onChange: (text: string) => void
  readonly onFocus: (focused: boolean) => void
  /** What was pasted is too long, and was not taken. */
  readonly onRefused: (letters: number) => void
  readonly onProblems: (problems: readonly string[]) => void
}

const inks = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.comment, tags.punctuation, tags.separator], color: 'var(--code-note)' },
])

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--code-ink)', backgroundColor: 'var(--code-paper)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', fontSize: 'var(--type-code)', lineHeight: '28px' },
  '.cm-content': { padding: '0' },
  '.cm-gutters': { color: 'var(--code-note)', backgroundColor: 'var(--code-paper)', border: 'none' },
  '.cm-tooltip': { border: 'var(--stroke) solid var(--edge)', borderRadius: 'var(--corner)', color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: 'var(--type-code)', lineHeight: '1.35' },
  '.cm-tooltip-hover': { maxWidth: '640px', padding: '6px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '10em', fontFamily: 'var(--font-code)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--paper)', backgroundColor: 'var(--accent)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { margin: '0', padding: '3px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li::before': { content: 'none' },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'inherit', opacity: '0.8' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-diagnostic': { padding: '4px 8px', whiteSpace: 'pre-wrap', fontFamily: 'var(--font-code)' },
})

const endings = { value: ': ', list: ':\n', object: ':\n' } as const

function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context
  const line = state.doc.lineAt(pos)
  const before = line.text.slice(0, pos - line.from)
  const text = state.doc.toString()
  const value = /^([\s-]*[\w.-]+:\s+)(\S*)$/.exec(before)
  if (value) {
    const options = valuesOn(text, line.number - 1, (value[1] ?? '').length).map((label): Completion => ({ label, type: 'constant' }))
    return options.length > 0 ? { from: pos - (value[2] ?? '').length, options, validFor: /^[\w./-]*$/ } : null
  }
  const [, lead = '', word = ''] = /^([\s-]*)([\w.-]*)$/.exec(before) ?? []
  if (word === '' && !context.explicit && lead.trim() === '' && lead.length === 0 && text.trim() !== '') return null
  const offer = /^[\s-]*[\w.-]*$/.test(before) ? offerAt(text, line.number - 1, lead.length) : undefined
  if (!offer) return null
  return { from: pos - word.length, options: offer.fields.map(field => optionOf(field, offer.place.path, lead.length)), validFor: /^\w*$/ }
}

function optionOf(field: Field, path: readonly string[], column: number): Completion {
  const ending = endings[field.opens]
  const says = wordsFor([...path, field.name])
  const inner = field.opens === 'value' ? '' : ' '.repeat(column + 2) + (field.opens === 'list' ? '- ' : '')
  return {
    label: field.name, type: 'property', detail: `${field.type}${field.isRequired ? ' 필수' : ''}`, boost: field.isRequired ? 10 : 0,
    apply: `${field.name}${ending}${inner}`, ...says !== '' && { info: says },
  }
}

const hover = hoverTooltip(({ state }, pos) => {
  const line = state.doc.lineAt(pos)
  const found = fieldOn(state.doc.toString(), line.number - 1, pos - line.from)
  if (!found) return null
  return {
    pos: line.from + line.text.search(/\S/), above: true,
    create: () => {
      const dom = document.createElement('div')
      const head = dom.appendChild(document.createElement('code'))
      head.textContent = `${found.place.path.filter(step => !/^\d+$/.test(step)).join('.')} <${found.field.type}>${found.field.isRequired ? ' 필수' : ''}`
      const says = wordsFor(found.place.path)
      if (says !== '') dom.appendChild(document.createElement('p')).textContent = says
      if (found.field.choices.length > 0) dom.appendChild(document.createElement('p')).textContent = found.field.choices.join(' · ')
      return { dom }
    },
  }
})

const check = ({ file, onProblems }: EditorOptions): Extension => linter(({ state }) => {
  if (state.doc.length > mostChecked) return []
  const problems = problemsIn(state.doc.toString(), file)
  onProblems([...new Set(problems.map(({ text }) => text))])
  return problems.map(({ line, text }): Diagnostic => {
    const { from, to } = state.doc.line(Math.min(line + 1, state.doc.lines))
    return { from, to, severity: 'error', message: text }
  })
}, { delay: 400 })

export function openEditor(options: EditorOptions): EditorView {
  const { parent, text, firstLine, onChange, onFocus, onRefused } = options
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(), history(), closeBrackets(), indentUnit.of('  '), yaml(), syntaxHighlighting(inks), look, lintGutter(), check(options), hover,
      autocompletion({ override: [complete], icons: false }),
      tooltips({ tooltipSpace: ({ dom }) => (dom.closest('.slidev-page') ?? document.body).getBoundingClientRect() }), // what it offers may stick out of a low editor, not out of the slide
      EditorState.transactionFilter.of(change => {
        if (change.newDoc.length <= mostLetters) return change
        onRefused(change.newDoc.length)
        return []
      }),
      EditorView.updateListener.of(({ docChanged, state }) => { if (docChanged) onChange(state.doc.toString()) }),
      EditorView.domEventHandlers({ focus: () => onFocus(true), blur: () => onFocus(false) }), // at once: the next key may be the deck's
      EditorView.contentAttributes.of({ 'tabindex': '0', 'aria-label': `${options.file} 편집기. Esc를 누르면 나갑니다` }),
      // Completion takes Escape first; then it leaves.
      keymap.of([...completionKeymap, { key: 'Escape', run: view => { view.contentDOM.blur(); return true } }, ...historyKeymap, indentWithTab, ...defaultKeymap]),
    ],
  })
  const { from } = state.doc.line(Math.min(firstLine, state.doc.lines))
  return new EditorView({ parent, state, scrollTo: EditorView.scrollIntoView(from, { y: 'start', yMargin: 0 }) })
}

/** What applying would change, line by line; to be read. */
export const openDifference = (parent: HTMLElement, live: string, written: string): EditorView => new EditorView({
  parent,
  state: EditorState.create({
    doc: written,
    extensions: [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ 'tabindex': '0', 'aria-label': '클러스터에 있는 것과의 차이' }), yaml(), syntaxHighlighting(inks), look, unifiedMergeView({ original: live, mergeControls: false, gutter: true })],
  }),
})
