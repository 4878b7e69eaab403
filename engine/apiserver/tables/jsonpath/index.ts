// JSONPath as kubectl and the printer columns of custom resources understand it.
export { JsonPathError, parse, unquote, type Template } from './parse.ts'
export { find, textOf, type FindOptions } from './evaluate.ts'
export { goFloat, goJson, goQuote, goSyntax, goText, goTypeOf, isMap } from './go-text.ts'
