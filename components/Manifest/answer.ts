// What a terminal answered to the newest run of a command, in one line; '' as long as it has not.

/** Whether all that was applied has come to be as it is written. */
export const isDone = (answer: string): boolean => / (?:created|configured|unchanged)$/.test(answer)

export function answerTo(command: string, lines: readonly string[]): string {
  const asked = lines.lastIndexOf(`$ ${command}`)
  if (asked < 0) return ''
  const said = lines.slice(asked + 1)
  const prompt = said.findIndex(line => /^\$( |$)/.test(line))
  return (prompt < 0 ? said : said.slice(0, prompt)).map(line => line.trim()).filter(Boolean).join(' ')
}
