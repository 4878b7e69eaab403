// What Slidev tells of a slide, said once for all of them. Runs in the page (tools/vite/lean.ts puts it there).
import { reactive, shallowReactive } from 'vue'

interface Frontmatter {
  readonly layout?: string
  readonly title?: string
  readonly level?: number
  readonly [key: string]: unknown
}

export function slideOf(no: number, data: Frontmatter, others: object) {
  const frontmatter = reactive(data)
  const meta = shallowReactive({
    get layout() { return frontmatter['layout'] },
    get transition() { return frontmatter['transition'] },
    get class() { return frontmatter['class'] },
    get clicks() { return frontmatter['clicks'] },
    get name() { return frontmatter['name'] },
    get preload() { return frontmatter['preload'] },
    slide: {
      content: '', raw: '', frontmatterRaw: '', note: '', noteHTML: '', images: [], filepath: '', start: 0, sourceIndex: no - 1,
      title: data.title, level: data.level, index: no - 1, id: no - 1, no, ...others, frontmatter,
    },
    __clicksContext: null,
    __preloaded: false,
  })
  return { frontmatter, meta }
}
