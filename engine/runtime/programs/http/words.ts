// What HTTP calls things.

export const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect', 308: 'Permanent Redirect',
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Not Allowed', 408: 'Request Time-out', 409: 'Conflict', 410: 'Gone', 413: 'Request Entity Too Large', 418: 'I\'m a teapot', 422: 'Unprocessable Entity', 429: 'Too Many Requests',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out',
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html', htm: 'text/html', css: 'text/css', js: 'application/javascript', json: 'application/json', txt: 'text/plain', xml: 'text/xml', svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', ico: 'image/x-icon',
}

/** The type of a file, by its name. */
export function typeOf(path: string): string {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? ''
  return Object.hasOwn(types, extension) ? types[extension] ?? unknownType : unknownType
}

const unknownType = 'application/octet-stream'
