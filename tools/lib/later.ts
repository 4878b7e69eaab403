// A command of the design whose subject is not there yet: it says so, and does not pretend to have worked.
import { PlainError, run } from './command.ts'

export function comesLater(name: string, does: string): Promise<void> {
  return run(async () => {
    const asksForHelp = process.argv.slice(2).some(word => word === '--help' || word === '-h') // its own options are not known yet
    if (asksForHelp) return console.log(`npm run ${name}\n\n${does} Not yet: this comes in a later version.`)
    throw new PlainError(`npm run ${name} comes in a later version. It will do this: ${does}`)
  })
}
