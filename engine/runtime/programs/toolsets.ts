// The executables that come with the systems below images.
import type { Program } from '../process.ts'
import { applet, gnuTool } from './busybox/index.ts'
import { delegate, ofBusybox, ofOthers, onDebian } from './busybox/network-tools.ts'
import { nameInPath, type Tools } from './recipe.ts'

/** Nothing at all, as in images that hold one program. */
export const bare: Tools = () => undefined

const except = (tools: Tools, absent: ReadonlySet<string>): Tools => command => absent.has(nameInPath(command) ?? '') ? undefined : tools(command)

const strangersToBusybox = ['bash', 'jq', 'openssl', 'stress', 'stress-ng', 'sudo', ...ofOthers]

/** busybox itself, and alpine, which has its tools from there. */
export const busybox: Tools = except(applet, new Set(strangersToBusybox))
export const busyboxWithCurl: Tools = except(applet, new Set(strangersToBusybox.filter(name => name !== 'curl')))

/** What a plain Debian has not. */
const strangersToDebian = ['ash', 'free', 'httpd', 'jq', 'killall', 'openssl', 'pgrep', 'ps', 'stress', 'stress-ng', 'sudo', 'top', 'less', 'nano', 'vi', 'vim', 'watch', ...ofBusybox, ...ofOthers]
const debianWith = (...more: readonly string[]): Tools => except(gnuTool, new Set(strangersToDebian.filter(name => !more.includes(name))))

export const debian: Tools = debianWith()
export const debianWithCurl: Tools = debianWith('curl')

/** Debian with what is needed to build things, as below node and the like. */
export const debianWithBuildTools: Tools = debianWith('curl', 'wget', 'ps', 'top', 'free', 'pgrep')

/** For those who look into networks: everything. */
export const everything: Tools = applet

/** As below netshoot and the like: the network's tools of a grown-up system. */
export const networkers: Tools = command => {
  const name = nameInPath(command)
  return name === 'ping' || name === 'nslookup' ? delegate(onDebian(name)) : everything(command)
}

/** Whatever is asked for: what has no other meaning is a program. */
export const anythingOr = (program: Program): Tools => command => everything(command) ?? program
