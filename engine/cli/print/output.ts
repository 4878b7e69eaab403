// `-o`: which printer is meant, and what it makes of objects.
import { find, goJson, goSyntax, isMap, JsonPathError, parse, textOf } from '../../apiserver/tables/jsonpath/index.ts'
import { groupVersionOf } from '../../apiserver/resource.ts'
import type { Json } from '../../apiserver/object.ts'
import { toJson, toKyaml, toYaml } from '../../client/yaml/index.ts'
import { columnsOfFile, columnsOfSpec, printCustomColumns, type CustomColumn } from './custom-columns.ts'
import { PrintError } from './error.ts'
import { itemsOf } from './list.ts'
import { execute, parseTemplate, TemplateError, textOfValue } from './template/index.ts'

export interface OutputRequest {
  /** What follows `-o`. */
  readonly output: string
  /** What follows `--template`. */
  readonly template?: string
  readonly noHeaders?: boolean
  readonly showManagedFields?: boolean
  readonly allowMissingTemplateKeys?: boolean
  /** Throws with the message of the system when a file cannot be read. */
  readonly readFile: (path: string) => string
  /** What the command can print. */
  readonly formats: readonly string[]
  /** The order of fields in JSON: what kubectl made itself keeps its own. */
  readonly order?: 'sorted' | 'given'
}

const objectFormats = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml'] as const
const tableFormats = ['custom-columns', 'custom-columns-file', 'wide'] as const

/** What commands that print an object allow, and what `get` allows. */
export const formatsOfObjects: readonly string[] = objectFormats
export const formatsOfGet: readonly string[] = [...objectFormats, ...tableFormats].sort()

/** Called once for each object; remembers what it printed before. */
export type ObjectPrinter = (object: unknown) => string

export function printerFor(request: OutputRequest): ObjectPrinter {
  const { output, template = '' } = request
  const equals = template === '' ? output.indexOf('=') : -1
  const given = equals < 0 ? output : output.slice(0, equals)
  const format = /^(json|yaml|kyaml|name)$/i.test(given) ? given.toLowerCase() : given
  const argument = equals < 0 ? template : output.slice(equals + 1)
  if (!request.formats.includes(format) || (equals >= 0 && !takesArgument(format))) throw unknownFormat(request)
  return printers[format]?.(argument, request, format) ?? fail(unknownFormat(request))
}

const takesArgument = (format: string): boolean => /template|jsonpath|custom-columns/.test(format)
const fail = (error: PrintError): never => { throw error }

function unknownFormat({ output, formats }: OutputRequest): PrintError {
  return new PrintError(`unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ${formats.join()}`)
}

type MakePrinter = (argument: string, request: OutputRequest, format: string) => ObjectPrinter

const jsonPath: MakePrinter = (argument, request, format) => jsonPathPrinter(templateOf(argument, request, format, '--template'), request, format)
const goTemplate: MakePrinter = (argument, request, format) => goTemplatePrinter(templateOf(argument, request, format, '--template'), request)
const customColumns: MakePrinter = (argument, request, format) => customColumnsPrinter(columnsFor(argument, request, format), request)

const printers: Readonly<Record<string, MakePrinter>> = {
  'json': (_argument, request) => object => toJson(withoutManagers(object, request), request.order) + '\n',
  'yaml': (_argument, request) => documents(object => toYaml(withoutManagers(object, request))),
  'kyaml': (_argument, request) => object => `---\n${toKyaml(withoutManagers(object, request))}`,
  'name': () => object => itemsOf(object).map(item => nameLine(item)).join(''),
  'jsonpath': jsonPath,
  'jsonpath-file': jsonPath,
  'jsonpath-as-json': jsonPath,
  'go-template': goTemplate,
  'go-template-file': goTemplate,
  'template': goTemplate,
  'templatefile': goTemplate,
  'custom-columns': customColumns,
  'custom-columns-file': customColumns,
}

/** `deployment.apps/web`, and what was done with it. */
export function nameLine(object: unknown, operation = ''): string {
  const { apiVersion = '', kind = '', metadata } = isMap(object) ? object : {}
  const { group } = groupVersionOf(String(apiVersion))
  const name = isMap(metadata) && metadata['name'] ? String(metadata['name']) : '<unknown>'
  return `${String(kind).toLowerCase()}${group === '' ? '' : `.${group}`}/${name}${operation === '' ? '' : ` ${operation}`}\n`
}

/** Several objects are documents of one stream. */
function documents(print: ObjectPrinter): ObjectPrinter {
  let count = 0
  return object => (count++ > 0 ? '---\n' : '') + print(object)
}

/** Who manages which field is shown only when asked for. */
function withoutManagers(object: unknown, request: OutputRequest): Json {
  const json = object as Json // what is printed came as JSON
  if (request.showManagedFields || !isMap(object)) return json
  if (Array.isArray(object['items'])) return { ...object, items: object['items'].map(item => withoutManagers(item, request)) }
  const { metadata } = object
  if (!isMap(metadata) || !('managedFields' in metadata)) return json
  const { managedFields: _managedFields, ...shown } = metadata
  return { ...object, metadata: shown } as Json // as above
}

function templateOf(argument: string, { readFile }: OutputRequest, format: string, subject: string): string {
  if (argument === '') throw new PrintError('template format specified but no template given')
  return format.endsWith('file') ? fileText(readFile, argument, subject) : argument
}

function fileText(readFile: OutputRequest['readFile'], path: string, subject: string): string {
  try { return readFile(path) }
  catch (error) { throw error instanceof Error ? new PrintError(`error reading ${subject} ${path}, ${error.message}`) : error }
}

function jsonPathPrinter(source: string, { allowMissingTemplateKeys = true }: OutputRequest, format: string): ObjectPrinter {
  const template = inTemplate(() => parse(source), message => `error parsing jsonpath ${source}, ${message}`)
  return object => {
    const found = inTemplate(() => find(template, object, { allowMissingKeys: allowMissingTemplateKeys }), message =>
      `error executing jsonpath ${JSON.stringify(source)}: ${debugging(message, source)}\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`)
    return found.map(values => format === 'jsonpath-as-json' ? `${toJson([...values] as Json)}\n` : textOf(values)).join('')
  }
}

const debugging = (message: string, source: string): string =>
  `Error executing template: ${message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n`

function goTemplatePrinter(source: string, { allowMissingTemplateKeys = true }: OutputRequest): ObjectPrinter {
  const statements = inTemplate(() => parseTemplate(source), message => `error parsing template ${source}, ${message}`)
  return object => {
    const { output, error } = execute(statements, object, { source, allowMissingKeys: allowMissingTemplateKeys })
    if (!error) return output
    const shown = `${debugging(error.message, source)}\traw data was:\n\t\t${goJson(object)}\n\tobject given to template engine was:\n\t\t${textOfValue(object)}\n\n`
    throw new PrintError(`error executing template ${JSON.stringify(source)}: ${error.message}`, output + shown)
  }
}

function inTemplate<T>(work: () => T, message: (cause: string) => string): T {
  try { return work() }
  catch (error) { throw error instanceof JsonPathError || error instanceof TemplateError ? new PrintError(message(error.message)) : error }
}

function columnsFor(argument: string, { readFile }: OutputRequest, format: string): readonly CustomColumn[] {
  if (argument === '') throw new PrintError('custom-columns format specified but no custom columns given')
  return format === 'custom-columns' ? columnsOfSpec(argument) : columnsOfFile(fileText(readFile, argument, 'template'))
}

function customColumnsPrinter(columns: readonly CustomColumn[], { noHeaders = false }: OutputRequest): ObjectPrinter {
  let headersDone = noHeaders
  return object => {
    const text = printCustomColumns(columns, object, headersDone)
    headersDone = true
    return text
  }
}
