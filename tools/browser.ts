// The browser that draws for us (tests, PDF, pictures). The one from npm is first: it is the same on every
// machine, and as a headless shell it prints many slides much faster than an installed Chrome does.
// `node tools/browser.ts` tells which one is used, and why.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { messageOf, PlainError, run } from './lib/command.ts'
import { cacheRoot, projectRoot } from './lib/project.ts'

export interface FoundBrowser {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>> // on top of ours
}

/** A candidate either runs or says why it does not. */
type Trial = FoundBrowser | { readonly why: string }

// What the system says about fonts, if it says anything, and one font of our own: without any, no page is drawn at all.
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`

const installed: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/opt/google/chrome/chrome',
    '/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium', '/usr/bin/microsoft-edge'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(folder => {
    const root = process.env[folder]
    return root === undefined ? [] : [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]
  }),
}

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser()
  const args = ['--font-render-hinting=none', '--disable-lcd-text'] // the same letters on every machine
  return chromium.launch({ executablePath, args, env: { ...definedOf(process.env), ...env } })
}

export async function findBrowser(): Promise<FoundBrowser> {
  const asked = process.env.PODIUM_BROWSER
  if (asked !== undefined && asked !== '') {
    const trial = tryToRun(asked)
    if ('why' in trial) throw new PlainError(`PODIUM_BROWSER=${asked} does not run: ${trial.why}`)
    return trial
  }
  const failures: string[] = []
  const fromNpm = await browserFromNpm()
  if (!('why' in fromNpm)) return fromNpm
  failures.push(`@sparticuz/chromium (npm): ${fromNpm.why}`)
  for (const path of installed[process.platform] ?? []) {
    if (!existsSync(path)) continue
    const trial = tryToRun(path)
    if (!('why' in trial)) return trial
    failures.push(`${path}: ${trial.why}`)
  }
  throw new PlainError([
    'No browser runs here, and this needs one. Tried:',
    ...failures.map(failure => `  - ${failure}`),
    '  - an installed Chrome, Chromium or Edge at the usual places',
    'Install Chrome or Chromium, or set PODIUM_BROWSER to the path of its executable.',
  ].join('\n'))
}

async function browserFromNpm(): Promise<Trial> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { why: `made for linux x64, this is ${process.platform} ${process.arch}` }
  try {
    const folder = await unpack()
    const executable = join(folder, 'chromium')
    const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }
    const asIs = tryToRun(executable, fonts)
    if (!('why' in asIs)) return asIs
    // A bare image lacks NSS; the package carries those libraries for another system's sake, and they serve here too.
    const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(path => path !== undefined && path !== '')
    return tryToRun(executable, { ...fonts, LD_LIBRARY_PATH: libraries.join(delimiter) })
  }
  catch (error) {
    return { why: messageOf(error) }
  }
}

/** Unpacks the browser once per version; several processes may do so at once. */
async function unpack(): Promise<string> {
  const source = join(projectRoot, 'node_modules', '@sparticuz', 'chromium')
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  const folder = join(cacheRoot, 'chromium', String(version))
  if (existsSync(folder)) return folder
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  const { inflate } = await import('@sparticuz/chromium')
  const temporary = process.env.TMPDIR
  process.env.TMPDIR = draft // the only way to tell the package where to unpack
  try {
    for (const archive of ['chromium.br', 'swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br'])
      await inflate(join(source, 'bin', archive))
    writeFileSync(join(draft, 'fonts.conf'), fontConfiguration)
  }
  finally {
    if (temporary === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = temporary
  }
  try {
    renameSync(draft, folder)
  }
  catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(draft, { recursive: true }) // another process was faster
  }
  return folder
}

function tryToRun(executablePath: string, env: Readonly<Record<string, string>> = {}): Trial {
  if (!existsSync(executablePath)) return { why: 'no such file' }
  if (process.platform === 'win32') return { executablePath, env } // --version opens a window there
  const { error, status, stderr } = spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 20_000 })
  if (error === undefined && status === 0) return { executablePath, env }
  return { why: error?.message ?? (stderr.trim() || `ends with ${status}`) }
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await run(async () => {
    const { executablePath, env } = await findBrowser()
    console.log(executablePath, ...Object.entries(env).map(([name, value]) => `${name}=${value}`))
  })
}
