// What lies in the image of nginx.

export const page = (title: string, ...lines: readonly string[]): string =>
  `<!DOCTYPE html>\n<html>\n<head>\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n${lines.map(line => `<p>${line}</p>\n`).join('')}</body>\n</html>\n`

export const nginxPage = page('Welcome to nginx!', 'If you see this page, nginx is successfully installed and working.')

const main = `user  nginx;
worker_processes  auto;
error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`

const usual = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

export const nginxFiles: ReadonlyMap<string, string> = new Map([
  ['/etc/nginx/nginx.conf', main],
  ['/etc/nginx/conf.d/default.conf', usual],
  ['/usr/share/nginx/html/index.html', nginxPage],
  ['/usr/share/nginx/html/50x.html', page('An error occurred.', 'Sorry, the page you are looking for is currently unavailable.')],
  ['/docker-entrypoint.sh', '#!/bin/sh\nexec "$@"\n'],
])
