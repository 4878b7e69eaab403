// Slidev reads attributes as utility classes ("attributify"), also those of SVG and of our components:
// <text font-size="14"> became 56 px. Words that are attributes in their own right are no utilities here (a bare
// `flex` or `grid` still is one; Slidev's own controls are made of those).
import { defineUnoSetup } from '@slidev/types'

const ownWords = [
  // of SVG
  'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'fill-opacity', 'stroke-opacity',
  'font-size', 'font-weight', 'font-family', 'text-anchor', 'transform', 'overflow', 'visibility', 'cursor', 'filter', 'mask', 'clip-path',
  'x', 'y', 'z', 'r', 'rx', 'ry', 'cx', 'cy', 'dx', 'dy', 'width', 'height', 'offset', 'rotate', 'scale', 'order',
  // that a component may well call its properties
  'text', 'font', 'size', 'color', 'gap', 'grid', 'm', 'w', 'h', 'top', 'left', 'right', 'bottom', 'inset', 'from', 'to', 'content',
  'table', 'list', 'columns', 'animate',
]

export default defineUnoSetup(() => ({
  blocklist: [new RegExp(`^\\[(?:${ownWords.join('|')})~=`)],
}))
