// Puts a component around each fence that runs, so that it offers to. What its author wrote for us is taken off; what is
// Slidev's stays.
import { planOf, type SlidePlan, type Written } from './plan.ts'

const fence = /^( *)(`{3,}|~{3,})(bash|yaml|console)\b([^\n]*)\n(.*?)^\1\2 *$/gms
const shownLab = /<Lab\b[^>]*?\bof="([\w-]+)"/

/** The fences of a slide's Markdown, with the lines where they begin. */
export const fencesIn = (markdown: string): readonly Written[] =>
  [...markdown.matchAll(fence)].map(({ index, 1: indent = '', 3: language = '', 4: info = '', 5: body = '' }) => ({
    info: `${language}${info}`,
    body: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    line: markdown.slice(0, index).split('\n').length,
  }))

export const planIn = (markdown: string): SlidePlan => planOf(fencesIn(markdown), shownLab.exec(markdown)?.[1])

/** Throws a FenceError for what an author cannot mean. */
export function withFences(markdown: string): string {
  const { plans, fences } = planIn(markdown)
  return markdown.replace(fence, (all: string, indent: string, ticks: string, language: string, info: string, body: string, index: number) => {
    const line = markdown.slice(0, index).split('\n').length
    const planned = fences.find(each => each.line === line)
    const bare = language === 'console' ? all : `${indent}${ticks}${language}${/ ?\{.*$/s.exec(info)?.[0] ?? ''}\n${body}${indent}${ticks}`
    const plan = planned && plans[planned.plan]
    if (!planned || !plan) return bare
    const shown = language !== 'console' && shownLab.exec(markdown)?.[1] === plan.lab ? plan.lab : undefined
    const { nodes, lab, step, before, files, steps, clicks } = plan
    const written = encodeURIComponent(JSON.stringify({ nodes, lab, step, before, files, steps: steps.map(({ run }) => ({ run })) }))
    const attributes = [
      `language="${language}"`, `cluster="${planned.plan}"`, `:from="${planned.from}"`, `:count="${planned.count}"`, `plan="${written}"`,
      ...planned.file === undefined ? [] : [`file="${planned.file}"`],
      ...shown === undefined ? [] : [`lab="${shown}"`],
      ...clicks ? ['clicks'] : [],
    ]
    return `${indent}<Fence ${attributes.join(' ')}>\n\n${bare}\n\n${indent}</Fence>`
  })
}
