// What Slidev adds to every template.
import type { ClicksContext, Nav, RenderContext, SlideFrontmatter } from '@slidev/client'

declare module 'vue' {
  interface ComponentCustomProperties {
    readonly $nav: Nav
    readonly $page: number
    $clicks: number
    readonly $clicksContext: ClicksContext
    readonly $frontmatter: SlideFrontmatter
    readonly $renderContext: RenderContext
  }
}
