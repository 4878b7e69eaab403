// The web servers.
import { giveWay } from '../entrypoint.ts'
import { nginx, entrypoint } from '../nginx/index.ts'
import { nginxFiles } from '../nginx/files.ts'
import { recipe, versionOf, type Recipe } from '../recipe.ts'
import { bare, busybox, busyboxWithCurl, debianWithCurl } from '../toolsets.ts'
import { agnhost, helloApp, hostnameServer, hpaExample, httpEcho, whoami } from './echo.ts'
import { httpd, httpdFiles } from './httpd.ts'

const nginxVersions = { numbers: { 1: 31 }, words: ['stable', 'mainline', 'alpine', 'perl'] }
const newestNginx = '1.31.0'

const asNginx = {
  tools: debianWithCurl,
  alpineTools: busyboxWithCurl,
  programs: (tag: string) => ({ 'nginx': nginx(versionOf(tag, newestNginx)), 'nginx-debug': nginx(versionOf(tag, newestNginx)), '/docker-entrypoint.sh': entrypoint }),
  entrypoint: ['/docker-entrypoint.sh'],
  command: ['nginx', '-g', 'daemon off;'],
  env: (tag: string) => ({ NGINX_VERSION: versionOf(tag, newestNginx) }),
  stopSignal: 'QUIT',
  ports: [80],
  sizeMB: 72,
} as const

const site = (text: string): ReadonlyMap<string, string> => new Map([...nginxFiles, ['/usr/share/nginx/html/index.html', text]])
const unprivileged = new Map([...nginxFiles, ['/etc/nginx/conf.d/default.conf', (nginxFiles.get('/etc/nginx/conf.d/default.conf') ?? '').replace('80;', '8080;')]])

export const webServers: readonly (readonly [string, Recipe])[] = [
  ['library/nginx', recipe({ ...asNginx, versions: nginxVersions, files: nginxFiles })],
  ['nginxinc/nginx-unprivileged', recipe({ ...asNginx, programs: tag => ({ ...asNginx.programs(tag), nginx: nginx(versionOf(tag, newestNginx), false) }), files: unprivileged, ports: [8080], user: '101' })],
  ['jnuho/fe-nginx', recipe({ ...asNginx, files: site('<!DOCTYPE html>\n<html><body><h1>fe-nginx</h1></body></html>\n') })],
  ['library/httpd', recipe({
    versions: { numbers: { 2: 4 }, words: ['alpine'] },
    tools: debianWithCurl,
    alpineTools: busybox,
    programs: tag => ({ 'httpd-foreground': httpd(versionOf(tag, '2.4.66')), 'httpd': httpd(versionOf(tag, '2.4.66')) }),
    command: ['httpd-foreground'], files: httpdFiles, workingDir: '/usr/local/apache2', stopSignal: 'WINCH', ports: [80], sizeMB: 59,
  })],
  ['sysnet4admin/chk-hn', recipe({ tools: busybox, programs: { 'chk-hn': hostnameServer(80) }, command: ['chk-hn'], ports: [80], stopSignal: 'QUIT', sizeMB: 22 })],
  ['sysnet4admin/echo-hname', recipe({ tools: busybox, programs: { 'echo-hname': hostnameServer(80) }, command: ['echo-hname'], ports: [80], stopSignal: 'QUIT', sizeMB: 22 })],
  ['jnuho/server-1', recipe({ tools: busybox, programs: { 'server-1': hostnameServer(8081) }, command: ['server-1'], ports: [8081], sizeMB: 12 })],
  ['hashicorp/http-echo', recipe({ tools: bare, programs: { '/http-echo': httpEcho }, entrypoint: ['/http-echo'], ports: [5678], user: '65532', sizeMB: 5 })],
  ['e2e-test-images/agnhost', recipe({ tools: busybox, programs: { '/agnhost': agnhost, agnhost }, entrypoint: ['/agnhost'], command: ['pause'], sizeMB: 53 })],
  ['traefik/whoami', recipe({ tools: bare, programs: { '/whoami': whoami(80) }, entrypoint: ['/whoami'], ports: [80], sizeMB: 3 })],
  ['ealen/echo-server', recipe({ tools: busybox, programs: { node: whoami(80) }, entrypoint: ['node'], ports: [80], sizeMB: 46 })],
  ['kicbase/echo-server', recipe({ tools: bare, programs: { '/bin/echo-server': whoami(8080) }, command: ['/bin/echo-server'], ports: [8080], sizeMB: 2 })],
  ['echoserver', recipe({ tools: bare, programs: { '/echoserver': whoami(8080) }, command: ['/echoserver'], ports: [8080], sizeMB: 43 })],
  ['google-samples/hello-app', recipe({ tools: bare, programs: tag => ({ '/hello-app': helloApp(`${versionOf(tag, '1.0')}.0`) }), command: ['./hello-app'], ports: [8080], sizeMB: 13 })],
  ['hpa-example', recipe({ tools: busybox, programs: { 'apache2-foreground': hpaExample, 'docker-php-entrypoint': process => giveWay(process, process.args.slice(1)) }, entrypoint: ['docker-php-entrypoint'], command: ['apache2-foreground'], ports: [80], sizeMB: 155 })],
]
