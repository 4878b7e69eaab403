// The todo application of the Docker chapter: a page, and a list that lies in a file of the container.
import { hexDigest } from '../../images.ts'
import type { HttpRequest, HttpResponse } from '../../network.ts'
import type { Process, Program } from '../../process.ts'
import { bytesPerMB, gracefully, html, json, nodeTaken, pathOf, serve } from '../http/server.ts'
import { asExpress, page } from './catalog-detail.ts'

const port = 3000
const restMB = 36
const database = '/etc/todos/todo.db'

export interface TodoItem { readonly id: string, readonly name: string, readonly completed: boolean }

/** Where the page finds the text for an empty list: a lab changes it there. */
export const todoSource = '/app/src/static/js/app.js'

export const todoFiles: ReadonlyMap<string, string> = new Map([
  ['/app/package.json', '{\n  "name": "101-app",\n  "version": "1.0.0",\n  "main": "index.js"\n}\n'],
  ['/app/src/index.js', '// Serves the page and /items on port 3000.\n'],
  [todoSource, '// What an empty list says:\nconst empty = "No items yet! Add one above!";\n'],
])

export const todo: Program = process => {
  const { files } = process.machine
  if (files.read(database) === undefined) {
    files.makeDirectory('/etc/todos', true)
    files.write(database, '[]')
  }
  process.use({ memoryBytes: restMB * bytesPerMB })
  return serve(process, { listeners: { [port]: { http: request => asExpress(answer(process, request)) } }, ready: `Using sqlite database at ${database}\nListening on port ${port}\n`, taken: nodeTaken, ends: gracefully, memoryMB: restMB })
}

function answer(process: Process, request: HttpRequest): HttpResponse {
  const { files } = process.machine
  const path = pathOf(request)
  const items = itemsIn(files.read(database) ?? '')
  const id = path.slice('/items/'.length)
  const save = (changed: readonly TodoItem[]): void => files.write(database, JSON.stringify(changed))
  if (path === '/' || path === '/index.html') return html(pageOf(files.read(todoSource) ?? '', items))
  if (path === '/items' && request.method === 'GET') return json(items)
  if (path === '/items' && request.method === 'POST') {
    const item = { id: idFrom(`${process.machine.hostname} ${process.unixMs} ${items.length}`), name: textOf(request.body, 'name'), completed: false }
    save([...items, item])
    return json(item)
  }
  if (path.startsWith('/items/') && request.method === 'DELETE') {
    save(items.filter(item => item.id !== id))
    return { status: 200, body: 'OK' }
  }
  const known = path.startsWith('/items/') && request.method === 'PUT' ? items.find(item => item.id === id) : undefined
  if (!known) return page(`Cannot ${request.method} ${path}`, 404)
  const changed = { ...known, name: textOf(request.body, 'name') || known.name, completed: fieldOf(request.body, 'completed') === true }
  save(items.map(item => item === known ? changed : item))
  return json(changed)
}

const pageOf = (source: string, items: readonly TodoItem[]): string => {
  const empty = /empty = "([^"]*)"/.exec(source)?.[1] ?? ''
  const list = items.length === 0 ? `<p class="text-center">${empty}</p>` : `<ul>\n${items.map(({ name, completed }) => `<li>${completed ? '✓ ' : ''}${escaped(name)}</li>\n`).join('')}</ul>`
  return `<!DOCTYPE html>\n<html>\n<head><title>Todo App</title></head>\n<body>\n<input placeholder="New Item"><button>Add Item</button>\n${list}\n</body>\n</html>\n`
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function parsed(text: string): unknown {
  try { return JSON.parse(text) }
  catch { return undefined }
}

function fieldOf(body: string, field: string): unknown {
  const value = parsed(body)
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === field)?.[1] : undefined
}

function textOf(body: string, field: string): string {
  const value = fieldOf(body, field)
  return typeof value === 'string' ? value : ''
}

const itemsIn = (text: string): readonly TodoItem[] => {
  const value = parsed(text)
  return Array.isArray(value) ? value.filter((each): each is TodoItem => typeof each === 'object' && each !== null && 'id' in each && 'name' in each) : []
}

/** A text that looks like what names items: five groups of hex digits. */
const idFrom = (seed: string): string => hexDigest(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
