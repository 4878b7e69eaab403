// Whether the slides speak the glossary's language.
import type { CourseSlide } from '../course/slides.ts'
import { glossary, kinds, names, plainWords, type Term } from './glossary.ts'
import type { Finding } from './finding.ts'

const inBrackets = /\([^()]*\)/g

/** Other spellings, and kinds in English, in running text. What is only cited, code, and what stands in brackets is free. */
export function spellingFindings({ runs, file }: CourseSlide): Finding[] {
  return runs.filter(({ quoted }) => !quoted).flatMap(({ text, line }) => {
    const at = { file, line }
    const spoken = text.replace(inBrackets, ' ').replace(names, ' ')
    return [
      ...glossary.flatMap(({ korean, wrong = [] }) => wrong.filter(word => spoken.includes(word)).map(word => ({ ...at, text: `"${word}": the glossary says "${korean}"` }))),
      ...kinds.filter(kind => new RegExp(`(?<![\\w.-])${kind}s?(?![\\w.-])`).test(spoken))
        .map(kind => ({ ...at, text: `"${kind}": in running text its Korean name, in code \`${kind}\`` })),
    ]
  })
}

/** The slide that is the first to use a term gives its English in brackets. */
export function firstMentionFindings(slides: readonly CourseSlide[]): Finding[] {
  return glossary.filter(({ korean }) => !plainWords.has(korean)).flatMap(term => {
    const first = slides.find(slide => spoken(slide).some(text => mentions(text, term)))
    if (!first || spoken(first).some(text => explains(text, term))) return []
    return [{ file: first.file, line: first.line, text: `the first slide with "${term.korean}" has to say ${term.korean}(${term.english}) somewhere` }]
  })
}

const spoken = ({ runs }: CourseSlide): readonly string[] => runs.filter(({ quoted }) => !quoted).map(({ text }) => text)

const explains = (text: string, { korean, english }: Term): boolean => text.toLowerCase().includes(`${korean}(${english}`.toLowerCase())

/** 레플리카셋 does not mention 레플리카. */
function mentions(text: string, { korean }: Term): boolean {
  const longer = glossary.map(term => term.korean).filter(other => other !== korean && other.includes(korean))
  return longer.reduce((left, word) => left.replaceAll(word, ' '), text).includes(korean)
}
