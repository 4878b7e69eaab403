// What every slide has to have: a headline, an address, notes with minutes, few words beside a widget, and nothing that
// is not there.
import type { CourseSlide } from '../course/slides.ts'
import type { Finding } from './finding.ts'

export interface House {
  readonly components: ReadonlySet<string>
  /** The labs that there are, with the names of their steps; a step without a name has an empty one. */
  readonly labs: ReadonlyMap<string, readonly string[]>
  readonly challenges: ReadonlySet<string>
  readonly ways: readonly string[]
}

export const mostWordsBesideWidget = 40

/** Components that are part of the text. */
const small = new Set(['Link', 'StateLegend', 'StateGlyph', 'template'])
const ofSlidev = new Set(['Link', 'template', 'v-click', 'v-clicks', 'v-after', 'v-switch'])

export function partFindings(slide: CourseSlide, house: House): Finding[] {
  const stage = slide.components.find(({ name }) => !small.has(name))
  const pages = /^pages\/(\d\d)-/.exec(slide.file)?.[1]
  const texts = [
    ...slide.headline === undefined ? ['no headline (# …)'] : [],
    ...slide.id === undefined ? ['no address: <!-- _id: p03-quorum -->'] : [],
    ...slide.id !== undefined && !/^p\d\d(-[a-z0-9]+)*$/.test(slide.id) ? [`_id: ${slide.id}: an address reads like p03-quorum`] : [],
    ...slide.id !== undefined && pages !== undefined && !slide.id.startsWith(`p${pages}`) ? [`_id: ${slide.id}: begins with the number of its chapter, p${pages}`] : [],
    ...slide.notes.length === 0 ? ['no speaker notes'] : [],
    ...slide.notes.length > 0 && !/^\d+(\.5)?분\./.test(slide.notes[0] ?? '') ? ['the notes begin with the minutes that the slide takes: "3분."'] : [],
    ...stage && slide.wordCount > mostWordsBesideWidget ? [`${slide.wordCount} words beside <${stage.name}>; ${mostWordsBesideWidget} are the most`] : [],
    ...slide.pictures.filter(({ description }) => description.trim() === '').map(({ url }) => `the picture ${url} has no description`),
    ...slide.ways.filter(way => !house.ways.includes(way)).map(way => `_way: ${way}: the ways are ${house.ways.join(', ')}`),
    ...slide.components.filter(({ name }) => !house.components.has(name) && !ofSlidev.has(name)).map(({ name }) => `there is no component <${name}>`),
    ...slide.components.flatMap(({ name, attributes }) => referenceTexts(name, attributes, house)),
    ...slide.runs.filter(({ text }) => text.includes('**')).map(({ text }) => `"${text}": ** is shown as it is; put the brackets behind the bold word`),
    ...slide.notices,
  ]
  return texts.map(text => ({ file: slide.file, line: slide.line, text }))
}

/** A lab, its steps, a challenge, that a component names. */
function referenceTexts(component: string, attributes: Readonly<Record<string, string>>, { labs, challenges }: House): string[] {
  const { of = '' } = attributes
  if (component === 'Challenge') return challenges.has(of) ? [] : [`there is no challenge "${of}"`]
  if (component !== 'Lab' && component !== 'Predict') return []
  const steps = labs.get(of)
  if (steps === undefined) return [`there is no lab "${of}"`]
  const isStep = (step: string): boolean => /^\d+$/.test(step) ? Number(step) <= steps.length : steps.includes(step)
  return ['from', 'to', 'at', 'still', 'step'].flatMap((key) => {
    const step = attributes[key]
    return step === undefined || isStep(step) ? [] : [`${key}="${step}": the steps of the lab ${of} are 1 to ${steps.length}${steps.some(name => name !== '') ? ` or ${steps.filter(name => name !== '').join(', ')}` : ''}`]
  })
}

/** Addresses are of one slide each, and links lead somewhere. */
export function addressFindings(slides: readonly CourseSlide[]): Finding[] {
  const ids = slides.flatMap(({ id }) => id ?? [])
  return slides.flatMap(({ id, links, file, line }, index) => [
    ...id !== undefined && ids.indexOf(id) < slides.slice(0, index).filter(slide => slide.id !== undefined).length ? [`_id: ${id}: another slide has this address`] : [],
    ...links.filter(href => href.startsWith('#') && !ids.includes(href.replace(/^#\//, ''))).map(href => `the link ${href} leads nowhere; to a slide it is written #/p03-quorum`),
  ].map(text => ({ file, line, text })))
}
