// The names of HTML, by what the reader must know of them.

const set = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/))

export const voids = set('area base br col embed hr img input link meta param source track wbr')

/** Opening one of these ends an open paragraph. */
export const blocks = set(`address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
  figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul`)

/** Tags whose line starts a block of HTML in every Markdown: one of these opens each stretch of HTML that is written. */
export const starters = set(`${[...blocks].join(' ')} caption col colgroup iframe legend optgroup option tbody td tfoot th
  thead tr track`.replace('hgroup ', ''))

const phrases = set(`a abbr acronym area audio b bdi bdo big br button canvas caption cite code col colgroup data datalist del
  dfn em embed font i iframe img input ins kbd label legend map mark marquee meter nobr noscript object optgroup option output
  param picture progress q rp rt ruby s samp select small source span strike strong sub sup tbody td template textarea tfoot th
  thead time tr track tt u var video wbr`)

const drawings = set(`svg animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
  feComponentTransfer feComposite feDropShadow feFlood feGaussianBlur feMerge feMergeNode feOffset filter foreignObject g image
  line linearGradient marker mask metadata mpath path pattern polygon polyline radialGradient rect set stop switch symbol text
  textPath tspan use view math mfrac mi mn mo mover mrow msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder`)

const lowerCased = new Map([...blocks, ...phrases, ...drawings].map(name => [name.toLowerCase(), name]))

/** The proper spelling of an element's name, or nothing if there is no such element: then the tag is text. */
export function elementName(written: string): string | undefined {
  return drawings.has(written) ? written : lowerCased.get(written.toLowerCase())
}

/** A Vue component (`<Lab>`, `<v-click>`) or a part of Vue's own (`<template>`). All capitals is shouted HTML. */
export function isComponentName(name: string): boolean {
  return /^[A-Z][A-Za-z0-9.]*[a-z0-9]/.test(name) && !/^[A-Z]+[0-9]?$/.test(name) || /^v-[a-z]/.test(name) || name === 'template'
}
