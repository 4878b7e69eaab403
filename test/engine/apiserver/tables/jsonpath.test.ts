import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { find, goJson, goSyntax, goText, JsonPathError, parse, textOf } from '../../../../engine/apiserver/tables/jsonpath/index.ts'

const list = {
  kind: 'List',
  items: [
    { kind: 'None', metadata: { name: '127.0.0.1', labels: { 'app.kubernetes.io/name': 'x', a: '1' } }, status: { capacity: { cpu: '4' }, addresses: [{ type: 'LegacyHostIP', address: '127.0.0.1' }], ready: true, n: 3 } },
    { kind: 'None', metadata: { name: '127.0.0.2' }, status: { capacity: { cpu: '8' }, addresses: [{ type: 'LegacyHostIP', address: '127.0.0.2' }, { type: 'another', address: '127.0.0.3' }], n: 12 } },
  ],
  users: [{ name: 'myself', user: {} }, { name: 'e2e', user: { username: 'admin', password: 'secret' } }],
  nothing: null,
  big: 12345678,
  half: 1234567.5,
  html: '<a&b>',
  list: ['a', 'b', 'c', 'd', 'e'],
}

const apply = (template: string, data: unknown = list, allowMissingKeys = true): string =>
  find(parse(template), data, { allowMissingKeys }).map(textOf).join('')

describe('what is found', () => {
  it.each([
    ['kind is {.kind}', 'kind is List'],
    ['{@.kind}{$.kind}', 'ListList'],
    ['{.kind}, {[\'kind\']}', 'List, List'],
    ['{.items[*].metadata.name}', '127.0.0.1 127.0.0.2'],
    ['{.items[*].metadata.labels.app\\.kubernetes\\.io/name}', 'x'],
    ['{.items[*][\'metadata.name\', \'status.capacity\']}', '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
    ['{..name}', '127.0.0.1 127.0.0.2 myself e2e'],
    ['{.users[?(@.name=="e2e")].user.password}', 'secret'],
    ['{.users[?(@.user.username)].name}', 'e2e'],
    ['{.items[?(@.status.n > 3)].metadata.name}', '127.0.0.2'],
    ['{.items[?(@.status.n <= 3)].metadata.name}', '127.0.0.1'],
    ['{.items[?(@.status.ready==true)].metadata.name}', '127.0.0.1'],
    ['{.items[?(@.metadata.name!="127.0.0.1")].metadata.name}', '127.0.0.2'],
    ['{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}', '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] '],
    ['{range .items[*]}{.metadata.name}:{range .status.addresses[*]} {.address}{end}{"\\n"}{end}done', '127.0.0.1: 127.0.0.1\n127.0.0.2: 127.0.0.2 127.0.0.3\ndone'],
    ['{range .nothere[*]}{.name}{end}after', 'after'],
    ['{range .items[*]}{.kind} {end}{.kind}', 'None None List'],
    ['{.list[0]} {.list[-1]} {.list[1:3]} {.list[-2:]} {.list[::2]} {.list[1:4:2]} {.list[0,3]}', 'a e b c d e a c e b d a d'],
    ['{.users[0:1].name}', 'myself'],
    ['{"text"} {\'single\'} {"tab\\t\\u00e9\\x41\\101\\""}', 'text single tab\té\x41A"'],
    ['{true} {5} {-1.5}', 'true 5 -1.5'],
    ['{.nothing}', '<nil>'],
    ['{.nothing.more}', ''],
    ['{.big} {.half} {.html}', '12345678 1.2345675e+06 <a&b>'],
    ['{.items[0].status.addresses}', '[{"address":"127.0.0.1","type":"LegacyHostIP"}]'],
    ['{.users[1].*}', 'e2e {"password":"secret","username":"admin"}'],
    ['no braces', 'no braces'],
    ['', ''],
  ])('%s', (template, text) => expect(apply(template)).toBe(text))

  it('finds no inherited fields', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) expect(apply(`{.${key}}`)).toBe('')
    expect(apply('{.toString}', JSON.parse('{"toString": "own", "__proto__": "mine"}'))).toBe('own')
    expect(apply('{.__proto__}', JSON.parse('{"__proto__": "mine"}'))).toBe('mine')
  })
})

describe('what is wrong', () => {
  const errorOf = (template: string, data: unknown = list, allowMissingKeys = true): string => {
    try { apply(template, data, allowMissingKeys) }
    catch (error) { if (error instanceof JsonPathError) return error.message }
    return ''
  }

  it.each([
    ['{.items[0', 'unterminated array'],
    ['{.items', 'unclosed action'],
    ['{.items[a]}', 'invalid array index a'],
    ['{.items[-]}', 'array index - is not a number'],
    ['{.items[?(@.a}', 'unterminated filter'],
    ['{.items[?(@.a)}', 'unclosed array expect ]'],
    ['{"abc}', 'unterminated quoted string'],
    ['{"\\q"}', 'unquote string "\\q" error invalid syntax'],
    ['{#}', 'unrecognized character in action: U+0023 \'#\''],
    ['{.users[?(@.name=~"x")]}', 'unrecognized character in action: U+007E \'~\''],
    ['{....}', 'invalid multiple recursive descent'],
    ['{1.2.3}', 'cannot parse number 1.2.3'],
    ['{nope}', 'unrecognized identifier nope'],
    ['{end}', 'not in range, nothing to end'],
    ['{.kind[0]}', 'string is not array or slice'],
    ['{[0]}', 'map[string]interface {} is not array or slice'],
    ['{.users[0].user[?(@.a)]}', 'map[] is not array or slice and cannot be filtered'],
    ['{.list[5]}', 'array index out of bounds: index 5, length 5'],
    ['{.list[0:6]}', 'array index out of bounds: index 5, length 5'],
    ['{.list[3:1]}', 'starting index 3 is greater than ending index 1'],
    ['{.list[::0]}', 'step must be > 0'],
    ['{.items[?(@.status.n=="3")]}', 'incompatible types for comparison'],
    ['{.items[?(@.status==1)]}', 'invalid type for comparison'],
    ['{.items[?(@.status.ready<true)]}', 'invalid type for comparison'],
    ['{.items[?(@.status.addresses[*].type=="x")]}', 'can only compare one element at a time'],
    ['{.items[?(@.status.n!!3)]}', 'unrecognized filter operator !!'],
  ])('%s', (template, message) => expect(errorOf(template)).toBe(message))

  it('minds missing keys when asked to', () => {
    expect(errorOf('{.a.b}', { a: {} }, false)).toBe('b is not found')
    expect(errorOf('{.items[?(@.metadata.labels)].kind}', list, false)).toBe('')
  })

  it('throws nothing but its own errors, whatever the template', () => {
    const pieces = fc.constantFrom('{', '}', '.', '..', '[', ']', '[?(', ')]', '*', '@', '$', '"', '\'', '\\', ' ', ',', ':', '-1', '0', '==', '<', 'items', 'range ', 'end', 'kind', 'n', '\n')
    fc.assert(fc.property(fc.array(pieces, { maxLength: 14 }), parts => {
      try { apply(parts.join('')) }
      catch (error) { expect(error).toBeInstanceOf(JsonPathError) }
    }), { numRuns: 3000 })
  })
})

describe('values as Go writes them', () => {
  const value = { b: [1, 'x', null, { c: true }], a: '<"&', 10: 1e21 }
  it('%v', () => expect(goText(value)).toBe('map[10:1e+21 a:<"& b:[1 x <nil> map[c:true]]]'))
  it('%#v', () => expect(goSyntax({ b: [1, null], a: '"' })).toBe('map[string]interface {}{"a":"\\"", "b":[]interface {}{1, interface {}(nil)}}'))
  it('JSON', () => expect(goJson(value)).toBe('{"10":1e+21,"a":"\\u003c\\"\\u0026","b":[1,"x",null,{"c":true}]}'))
  it('does not fall over what is too deep', () => {
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = { a: deep }
    expect(() => goText(deep)).toThrow(RangeError)
    expect(() => goJson(deep)).toThrow(RangeError)
    expect(apply('{..b}', deep)).toBe('')
  })
})
