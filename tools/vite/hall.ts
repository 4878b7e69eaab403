// The hall in the dev server, over Vite's own socket: who may connect (Host, Origin, token) is for Vite to check.
import type { Plugin } from 'vite'
import { Hall } from '../../server/hall.ts'

const channel = 'podium:lab'

export const hall: Plugin = {
  name: 'podium-hall',
  configureServer({ ws, config }) {
    const meeting = new Hall()
    ws.on(channel, (message: unknown, client) => {
      try { meeting.hear(message, { send: answer => client.send(channel, answer) }, { send: news => ws.send(channel, news) }) }
      catch (error) { config.logger.warn(`podium: ${error instanceof Error ? error.message : String(error)}`) }
    })
  },
}
