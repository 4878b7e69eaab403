// The executables that come with the systems below images.
import type { Program } from '../process.ts'
import { nameInPath, type Tools } from './recipe.ts'
import { applet } from './busybox/index.ts'
import { ofBusybox, ofOthers } from './busybox/network-tools.ts'

/** Nothing at all, as in images that hold one program. */
export const bare: Tools = () => undefined

/** busybox itself, and alpine, which has its tools from there. */
export const busybox: Tools = command => ofOthers.has(nameInPath(command) ?? '') ? undefined : applet(command)

export const busyboxWithCurl: Tools = command => nameInPath(command) === 'curl' ? applet(command) : busybox(command)

/** What busybox has and a plain Debian has not. */
const notInDebian: ReadonlySet<string> = new Set(['ps', 'top', 'free', 'httpd', 'killall', 'vi', 'telnet', 'ash', 'uptime', ...ofBusybox, ...ofOthers])

const debianWith = (...more: readonly string[]): Tools => {
  const extra = new Set(more)
  return command => {
    const name = nameInPath(command)
    if (name === 'bash') return applet('sh')
    return name !== undefined && notInDebian.has(name) && !extra.has(name) ? undefined : applet(command)
  }
}

export const debian: Tools = debianWith()
export const debianWithCurl: Tools = debianWith('curl')

/** Debian with what is needed to build things, as below node and the like. */
export const debianWithBuildTools: Tools = debianWith('curl', 'wget', 'ps', 'top', 'free', 'uptime')

/** Whatever is asked for: what has no other meaning is a program. */
export const anythingOr = (program: Program): Tools => command => applet(command) ?? program
