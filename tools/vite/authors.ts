// What the page for authors (/lab) lists: `podium:labs`, all labs with what is wrong with them, and `podium:demos`, the
// slides of docs/widgets.md that hold a widget, ready to run.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Plugin } from 'vite'
import { LabError } from '../../engine/lab/lab.ts'
import { placed, readLab } from '../labs.ts'
import { projectRoot } from '../lib/project.ts'

const demoFile = 'docs/widgets.md'
const demoId = /[\\/]\.podium-demo-(\d+)\.vue$/

export interface ListedLab { readonly name: string, readonly file: string, readonly title: string, readonly steps: readonly string[], readonly problem: string }

export const authors: Plugin = {
  name: 'podium-authors',
  resolveId(source) {
    if (source === 'podium:labs' || source === 'podium:demos') return `\0${source}`
    return source.startsWith('podium-demo-') ? join(projectRoot, `.${source}`) : undefined
  },
  load(id) {
    if (id === '\0podium:labs') {
      const files = globSync('pages/*/labs/*.yaml', { cwd: projectRoot }).sort()
      for (const file of files) this.addWatchFile(join(projectRoot, file))
      return `export const labs = ${JSON.stringify(files.map(listed))}`
    }
    const no = demoId.exec(id)?.[1]
    if (id !== '\0podium:demos' && no === undefined) return undefined
    this.addWatchFile(join(projectRoot, demoFile))
    const demos = demosIn(readFileSync(join(projectRoot, demoFile), 'utf8'))
    if (no !== undefined) return demos[Number(no)]?.component
    return [
      ...demos.map((_, i) => `const demo${i} = () => import('podium-demo-${i}.vue')`),
      `export const demos = [${demos.map(({ title }, i) => `{ title: ${JSON.stringify(title)}, load: demo${i} }`).join(', ')}]`,
    ].join('\n')
  },
}

export function listed(file: string): ListedLab {
  const name = basename(file, '.yaml')
  try {
    const { title, steps } = readLab(name, readFileSync(join(projectRoot, file), 'utf8'))
    return { name, file, title, steps: steps.map(({ name, say }) => name === '' ? say : `${name}: ${say}`), problem: '' }
  }
  catch (error) {
    if (!(error instanceof LabError)) throw error
    return { name, file, title: name, steps: [], problem: placed(file, error.message) }
  }
}

const block = /<([A-Z]\w*)\b(?:[^<>]*\/>|[^]*?<\/\1>)/g

export function demosIn(markdown: string): readonly { readonly title: string, readonly component: string }[] {
  return markdown.split(/^---$/m).flatMap(slide => {
    const said = slide.replace(/<!--[^]*?-->/g, '').replace(/^(`{3,}|~{3,})[^]*?^\1/gm, '')
    const title = /^# (.+)$/m.exec(said)?.[1]
    const blocks = [...said.matchAll(block)].map(([markup]) => markup)
    if (title === undefined || blocks.length === 0) return []
    const names = [...new Set(blocks.flatMap(markup => [...markup.matchAll(/<([A-Z]\w*)/g)].map(([, name = '']) => name)))]
    const imports = names.flatMap(name => globSync(`components/**/${name}.vue`, { cwd: projectRoot }).slice(0, 1).map(path => `import ${name} from ${JSON.stringify(join(projectRoot, path))}`))
    return [{ title, component: `<script setup>\n${imports.join('\n')}\n</script>\n<template>\n${blocks.join('\n')}\n</template>\n` }]
  })
}
