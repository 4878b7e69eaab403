// Lines of a shell as one types them: a line goes on after a backslash, while a quotation is open, and until a
// here-document ends. Comments and empty lines are not typed.

export function commandsIn(body: string): readonly string[] {
  const lines = body.split('\n')
  const commands: string[] = []
  for (let at = 0; at < lines.length;) {
    let command = (lines[at++] ?? '').replace(/^\$ /, '').trimEnd()
    if (command.trim() === '' || command.trimStart().startsWith('#')) continue
    while (at < lines.length && goesOn(command)) command += `\n${lines[at++] ?? ''}`
    commands.push(command)
  }
  return commands
}

function goesOn(command: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(command) || isQuoting(command)) return true
  const end = /<<-?\s*(["']?)([\w-]+)\1/.exec(command)?.[2]
  return end !== undefined && !command.split('\n').slice(1).some(line => line.trim() === end)
}

function isQuoting(command: string): boolean {
  let open = ''
  for (let i = 0; i < command.length; i++) {
    const letter = command[i] ?? ''
    if (letter === '\\' && open !== '\'') i++
    else if (open === '' && (letter === '"' || letter === '\'')) open = letter
    else if (letter === open) open = ''
  }
  return open !== ''
}
