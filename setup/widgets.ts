// What a deck of ours may name: the widgets of this house with their properties, and what Slidev and Vue bring along.
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { propsIn, type Widgets } from './marp/widgets.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const builtin = join(dirname(createRequire(import.meta.url).resolve('@slidev/client/package.json')), 'builtin')
const ofVue = ['Transition', 'TransitionGroup', 'KeepAlive', 'Suspense', 'Teleport', 'Component', 'MarpNotice', 'MarpMissing', 'MarpFit', 'MarpBackground']

export const readWidgets = (): Widgets => new Map([
  ...[...ofVue, ...readdirSync(builtin).map(file => basename(file, extname(file)))].map(name => [name, undefined] as const),
  ...globSync('components/**/*.vue', { cwd: root }).map(path => [basename(path, '.vue'), propsIn(readFileSync(join(root, path), 'utf8'))] as const),
])
