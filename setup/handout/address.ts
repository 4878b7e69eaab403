// Where a slide can be seen live.
import type { SlideRoute } from '@slidev/client'

/** `site` may end in a slash or not; a slide is called by its lasting address, or else by its number. */
export function liveAddress(site: string, { no, meta }: SlideRoute, clicks: number): string {
  const { routeAlias } = meta.slide.frontmatter
  const name = typeof routeAlias === 'string' ? routeAlias : String(no)
  return `${site.replace(/[#/]*$/, '')}/#/${name}${clicks === 0 ? '' : `?clicks=${clicks}`}`
}
