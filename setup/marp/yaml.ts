// Front matter for Slidev, one line a key. JSON is YAML; the three dashes that would end the block are spelt out.

const bare = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][\w/-]*$/i

export function frontMatterLines(values: Readonly<Record<string, unknown>>): string[] {
  const lines = Object.entries(values).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${written(value)}`)
  return ['---', ...lines, '---']
}

function written(value: unknown): string {
  if (typeof value === 'string' && bare.test(value) && !value.includes('---')) return value
  return JSON.stringify(value).replace(/---+/g, dashes => '\\u002d'.repeat(dashes.length))
}
