// The directives that Marp's other tools add to Marpit's own. Each is a pure function from value to what it sets.

type Directive = (value: unknown) => Record<string, unknown>

const text = (name: string): Directive => value => typeof value === 'string' ? { [name]: value } : {}

export const globals: Readonly<Record<string, Directive>> = {
  marp: () => ({}),
  size: text('size'),
  math: text('math'),
  title: text('title'),
  description: text('description'),
  author: text('author'),
  keywords: value => ({ keywords: Array.isArray(value) ? value.join(', ') : value }),
  url: text('url'),
  image: text('image'),
}

export const locals: Readonly<Record<string, Directive>> = {
  transition: text('transition'),
}

/** What Marpit knows by itself. */
const builtIn = ['theme', 'style', 'headingDivider', 'lang', 'paginate', 'header', 'footer', 'class', 'color',
  'backgroundColor', 'backgroundImage', 'backgroundPosition', 'backgroundRepeat', 'backgroundSize']

export const directiveNames: ReadonlySet<string> = new Set([...builtIn, ...Object.keys(globals), ...Object.keys(locals)])

/** Those whose absence shows on a slide: worth a word when a name comes close to one of them. */
export const visibleDirectives: readonly string[] = [...builtIn, 'size', 'math', 'transition']
