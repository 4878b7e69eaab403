// nginx, seen from outside: what it logs, what it answers, how it ends.
import { describe, expect, test } from 'vitest'
import { Neighbours } from '../../../support/neighbours.ts'

const started = `/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration
/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/
/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh
10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf
10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf
/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh
/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh
/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh
/docker-entrypoint.sh: Configuration complete; ready for start up
2026/11/21 09:00:00 [notice] 1#1: using the "epoll" event method
2026/11/21 09:00:00 [notice] 1#1: nginx/1.27
2026/11/21 09:00:00 [notice] 1#1: OS: Linux 6.12.0
2026/11/21 09:00:00 [notice] 1#1: getrlimit(RLIMIT_NOFILE): 1048576:1048576
2026/11/21 09:00:00 [notice] 1#1: start worker processes
2026/11/21 09:00:00 [notice] 1#1: start worker process 29
`

describe('nginx', () => {
  test('starts, answers, logs and goes', () => {
    const town = new Neighbours()
    const web = town.start('web', 'nginx:1.27')
    expect(web.log()).toBe(started)
    expect(web.get(80)?.body.split('\n')[3]).toBe('<title>Welcome to nginx!</title>')
    expect(web.get(80, '/nope', { 'User-Agent': 'curl/8.5.0' })).toMatchObject({ status: 404, body: expect.stringMatching(/<center>nginx\/1\.27<\/center>/) })
    web.container.signal('QUIT')
    expect(web.log().slice(started.length)).toBe(`10.244.0.1 - - [21/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 ${web.container.files.read('/usr/share/nginx/html/index.html')?.length} "-" "-" "-"
2026/11/21 09:00:00 [error] 29#29: *2 open() "/usr/share/nginx/html/nope" failed (2: No such file or directory), client: 10.244.0.1, server: localhost, request: "GET /nope HTTP/1.1", host: "localhost"
10.244.0.1 - - [21/Nov/2026:09:00:00 +0000] "GET /nope HTTP/1.1" 404 151 "-" "curl/8.5.0" "-"
2026/11/21 09:00:00 [notice] 1#1: signal 3 (SIGQUIT) received, shutting down
2026/11/21 09:00:00 [notice] 29#29: gracefully shutting down
2026/11/21 09:00:00 [notice] 29#29: exit
2026/11/21 09:00:00 [notice] 1#1: worker process 29 exited with code 0
2026/11/21 09:00:00 [notice] 1#1: exit
`)
    expect(web.end()).toBe('0 0')
  })

  const conf = (text: string): Record<string, string> => ({ '/etc/nginx/conf.d/default.conf': text })

  test.each<[string, string, string, number, string]>([
    ['return with a text', 'server { listen 80; location /healthz { return 200 "ok\\n"; } }', '/healthz', 200, 'ok\n'],
    ['a variable', 'server { listen 80; return 200 $hostname; }', '/x', 200, 'web'],
    ['the longest prefix', 'server { listen 80; location / { return 200 a; } location /b { return 200 b; } }', '/b/c', 200, 'b'],
    ['an exact place first', 'server { listen 80; location = /b { return 200 exact; } location /b { return 200 b; } }', '/b', 200, 'exact'],
    ['a pattern before a prefix', 'server { listen 80; location / { return 200 a; } location ~* \\.png$ { return 200 picture; } }', '/x.PNG', 200, 'picture'],
    ['by host', 'server { listen 80; server_name a; return 200 a; } server { listen 80; server_name b; return 200 b; }', '/', 200, 'a'],
    ['a directory without index', 'server { listen 80; root /usr/share/nginx; }', '/', 403, ''],
    ['try_files', 'server { listen 80; root /usr/share/nginx/html; location / { try_files $uri /50x.html; } }', '/no', 200, ''],
  ])('configured: %s', (_name, text, path, status, body) => {
    const web = new Neighbours().start('web', 'nginx', { files: conf(text) })
    const answer = web.get(80, path)
    expect([answer?.status, body === '' ? '' : answer?.body]).toEqual([status, body])
  })

  test('redirects', () => {
    const web = new Neighbours().start('web', 'nginx', { files: conf('server { listen 80; return 301 https://$host$request_uri; }') })
    expect(web.get(80, '/a?b=1', { Host: 'shop.example' })?.headers?.get('Location')).toBe('https://shop.example/a?b=1')
  })

  test('hands on to another server, by the address that it found when it started', () => {
    const town = new Neighbours()
    town.start('api', 'hashicorp/http-echo', { args: ['-text=from the api', '-listen=:8080'] })
    const web = town.start('web', 'nginx', { files: conf('server { listen 8081; location /api/ { proxy_pass http://api:8080/; } location /down { proxy_pass http://api:1; } }') })
    expect([web.get(8081, '/api/x')?.body, web.get(8081, '/down')?.status]).toEqual(['from the api\n', 502])
    expect(web.log().split('\n').filter(line => line.includes('[error]'))).toEqual(['2026/11/21 09:00:00 [error] 29#29: *2 connect() failed (111: Connection refused) while connecting to upstream, client: 10.244.0.1, server: localhost, request: "GET /down HTTP/1.1", upstream: "http://10.244.0.2:1/down", host: "localhost"'])
  })

  test.each([
    ['server { listen 80 ', 'unexpected end of file, expecting ";" or "}" in /etc/nginx/conf.d/default.conf:1'],
    ['server {\n  listen 80;\n  lisen 81;\n}', 'unknown directive "lisen" in /etc/nginx/conf.d/default.conf:3'],
    ['server { listen 99999; }', 'invalid port in "99999" of the "listen" directive in /etc/nginx/conf.d/default.conf:1'],
    ['server {\n location / {\n  proxy_pass http://nobody:80;\n } }', 'host not found in upstream "nobody" in /etc/nginx/conf.d/default.conf:3'],
  ])('cannot run with %j', (text, fault) => {
    const web = new Neighbours().start('web', 'nginx', { files: conf(text) })
    expect(web.log().split('\n').slice(-3)).toEqual([`2026/11/21 09:00:00 [emerg] 1#1: ${fault}`, `nginx: [emerg] ${fault}`, ''])
    expect(web.end()).toBe('1 0')
  })

  test('reads its configuration anew when it is told to', () => {
    const town = new Neighbours()
    const web = town.start('web', 'nginx', { files: conf('server { listen 80; return 200 old; }') })
    web.container.files.write('/etc/nginx/conf.d/default.conf', 'server { listen 80; return 200 new; }')
    expect(web.get(80)?.body).toBe('old')
    expect(web.exec('nginx', '-t')).toEqual({ out: '', err: 'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n', code: 0 })
    expect(web.exec('nginx', '-s', 'reload').code).toBe(0)
    expect(web.get(80)?.body).toBe('new')
  })

  test('without "daemon off" the command ends at once, and the container with it', () => {
    expect(new Neighbours().start('web', 'nginx', { command: ['nginx'] }).end()).toBe('0 0')
  })
})
