// What was typed and answered, to take along as text.

export const transcriptOf = (lines: readonly string[]): string => `${lines.map(line => line.trimEnd()).join('\n').trimEnd()}\n`

/** Saves a text as a file of whoever reads. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
