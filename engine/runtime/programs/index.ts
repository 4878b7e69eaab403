// What an image does when it runs: the images that the lecture uses, and a stand-in for all others.
import type { ImageContent } from '../images.ts'
import type { Program } from '../process.ts'
import { applet } from './busybox/index.ts'
import { nginx, nginxPage } from './nginx.ts'
import { generic, httpd, pause } from './simple.ts'

export type ImageMake = ImageContent & { readonly sizeBytes?: number }

const noFiles: ReadonlyMap<string, string> = new Map()
const base = { entrypoint: [], command: [], env: {}, workingDir: '/', files: noFiles, find: applet }

/** An image with one program of its own beside the usual tools. */
const withProgram = (name: string, program: Program): Pick<ImageContent, 'command' | 'find'> => ({
  command: [name],
  find: command => command === name || command === `/usr/sbin/${name}` || command === `/usr/local/bin/${name}` ? program : applet(command),
})

const usualNginx = '1.31.0'

const makers: ReadonlyMap<string, (tag: string) => ImageMake> = new Map(Object.entries({
  'library/busybox': () => ({ ...base, command: ['sh'], sizeBytes: 2_222_260 }),
  'library/alpine': () => ({ ...base, command: ['/bin/sh'], sizeBytes: 3_862_000 }),
  'library/nginx': (tag: string) => ({
    ...base,
    ...withProgram('nginx', nginx(/^\d/.test(tag) ? tag.replace(/-.*$/, '') : usualNginx)),
    command: ['nginx', '-g', 'daemon off;'],
    files: new Map([['/usr/share/nginx/html/index.html', nginxPage]]),
    sizeBytes: 72_000_000,
    stopSignal: 'QUIT' as const,
  }),
  'library/httpd': () => ({
    ...base,
    ...withProgram('httpd-foreground', httpd),
    files: new Map([['/usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n']]),
    workingDir: '/usr/local/apache2',
    sizeBytes: 59_000_000,
    stopSignal: 'WINCH' as const,
  }),
  'pause': () => ({ ...base, ...withProgram('/pause', pause), find: (command: string) => command === '/pause' ? pause : undefined, command: ['/pause'], sizeBytes: 320_000 }),
}))

const stranger: ImageMake = {
  ...base,
  command: ['/entrypoint'],
  find: command => applet(command) ?? generic, // nobody knows what it contains: it has whatever is asked for
}

export const imagePrograms = (repository: string, tag: string): ImageMake => makers.get(repository)?.(tag) ?? stranger
