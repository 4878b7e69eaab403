// The wire of this window: to the dev server if there is one, else to the other windows of this browser.
import type { Wire } from './channel.ts'

/** Told apart from all other windows. */
export const windowName = Array.from(crypto.getRandomValues(new Uint32Array(2)), part => part.toString(36)).join('')

export function wireOf(version: string): Wire {
  return import.meta.hot ? serverWire(import.meta.hot) : browserWire(version)
}

interface Socket {
  on(event: string, listener: (data: unknown) => void): void
  send(event: string, data: unknown): void
}

const serverWire = (socket: Socket): Wire => ({
  givesPlaces: true,
  post: message => socket.send('podium:lab', message),
  listen: listener => socket.on('podium:lab', listener),
})

/** Windows with another version of the site, or another site of the same origin, live their own lives. */
function browserWire(version: string): Wire {
  const channel = new BroadcastChannel(`podium ${version} ${location.pathname}`)
  return {
    givesPlaces: false,
    post: message => channel.postMessage(JSON.stringify(message)),
    listen: listener => channel.addEventListener('message', event => listener(jsonOf(event.data))),
  }
}

function jsonOf(data: unknown): unknown {
  try { return typeof data === 'string' ? JSON.parse(data) : undefined }
  catch { return undefined }
}
