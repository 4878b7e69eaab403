// Diagrams in our fonts and inks, and without what makes them heavy (the ELK layout alone is half a megabyte).
import { defineMermaidSetup } from '@slidev/types'

// Mermaid wants to calculate with colours, our tokens change with the scheme: so they come after its theme, as styles.
const inks = `
  text, .label text, .nodeLabel, .edgeLabel, .messageText, .noteText, .loopText, .actor > tspan { fill: var(--ink); color: var(--ink); }
  .node :is(rect, circle, ellipse, polygon, path), rect.actor, .note { fill: var(--lit); stroke: var(--edge); stroke-width: 2px; }
  .cluster rect, .labelBox, .loopLine { fill: none; stroke: var(--line); stroke-width: 2px; }
  .edgePath path, path.flowchart-link, path.transition, path.relation, .actor-line,
  .messageLine0, .messageLine1 { stroke: var(--ink-2); stroke-width: 2px; }
  .marker, .arrowheadPath, #arrowhead path { fill: var(--ink-2); stroke: var(--ink-2); }
  .edgeLabel rect, .edgeLabel .background, .labelBkg { fill: var(--paper); background: var(--paper); opacity: 1; }
`

export default defineMermaidSetup(async () => {
  await document.fonts.load('400 24px "Pretendard"', '한글') // labels are measured once: in the font they will have
  return {
    theme: 'base',
    themeCSS: inks,
    themeVariables: { fontSize: '24px' },
    fontFamily: 'Pretendard',
    fontSize: 24,
    look: 'classic',
    layout: 'dagre',
    flowchart: { htmlLabels: false }, // SVG text: it prints, and scales with the slide
    sequence: { width: 200 },
  }
})
