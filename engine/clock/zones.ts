// Time zones: the well-known names, with what their clocks show now and the rules by which they go on to summer time.
import { civilOf, daysOf } from './time.ts'

const hourMs = 3_600_000
const dayMs = 86_400_000

/** What the clocks of a place add to UTC at an instant. */
export interface Zone { offsetMs(unixMs: number): number }

/** When clocks change: the n-th (or last, 5) of a weekday in a month, and the hour in UTC or by the clock on the wall before the change. */
interface Change { readonly month: number, readonly nth: number, readonly weekday: number, readonly hour: number, readonly utc?: true }
interface Rule { readonly start: Change, readonly end: Change }

const sunday = 0
const rules: ReadonlyMap<string, Rule> = new Map([
  ['europe', { start: { month: 3, nth: 5, weekday: sunday, hour: 1, utc: true }, end: { month: 10, nth: 5, weekday: sunday, hour: 1, utc: true } }],
  ['america', { start: { month: 3, nth: 2, weekday: sunday, hour: 2 }, end: { month: 11, nth: 1, weekday: sunday, hour: 2 } }],
  ['australia', { start: { month: 10, nth: 1, weekday: sunday, hour: 2 }, end: { month: 4, nth: 1, weekday: sunday, hour: 3 } }],
  ['zealand', { start: { month: 9, nth: 5, weekday: sunday, hour: 2 }, end: { month: 4, nth: 1, weekday: sunday, hour: 3 } }],
  ['egypt', { start: { month: 4, nth: 5, weekday: 5, hour: 0 }, end: { month: 10, nth: 5, weekday: 4, hour: 24 } }],
])

/** Region, hours to UTC in winter, rule, cities. Those that keep one time all year have no rule. */
const table = `
Asia 9 - Seoul Tokyo Pyongyang Chita Jayapura
Asia 8 - Shanghai Hong_Kong Macau Taipei Singapore Kuala_Lumpur Manila Makassar Brunei Irkutsk Ulaanbaatar
Asia 7 - Bangkok Jakarta Ho_Chi_Minh Saigon Phnom_Penh Vientiane Novosibirsk Krasnoyarsk
Asia 6.5 - Yangon Rangoon
Asia 6 - Dhaka Thimphu Omsk Bishkek
Asia 5.75 - Kathmandu Katmandu
Asia 5.5 - Kolkata Calcutta Colombo
Asia 5 - Karachi Tashkent Almaty Yekaterinburg Dushanbe
Asia 4.5 - Kabul
Asia 4 - Dubai Baku Tbilisi Yerevan Muscat
Asia 3.5 - Tehran
Asia 3 - Riyadh Baghdad Kuwait Qatar Bahrain Aden Amman Damascus Istanbul
Asia 10 - Vladivostok
Asia 12 - Kamchatka
Europe 0 europe London Dublin Lisbon Belfast Jersey Guernsey Isle_of_Man
Europe 1 europe Berlin Paris Madrid Rome Amsterdam Brussels Vienna Zurich Stockholm Oslo Copenhagen Prague Warsaw Budapest Belgrade Zagreb Ljubljana Bratislava Luxembourg Monaco Malta Andorra Vaduz Tirane Skopje Sarajevo Podgorica San_Marino Vatican Gibraltar
Europe 2 europe Athens Helsinki Kiev Kyiv Bucharest Sofia Riga Tallinn Vilnius
Europe 2 - Kaliningrad
Europe 3 - Moscow Istanbul Minsk Simferopol
Europe 4 - Samara
Atlantic 0 - Reykjavik
Atlantic 0 europe Canary Madeira Faroe
America -5 america New_York Toronto Detroit Montreal Nassau
America -6 america Chicago Winnipeg
America -7 america Denver Boise
America -8 america Los_Angeles Tijuana
America -9 america Anchorage
America -4 america Halifax
America -3.5 america St_Johns
America -7 - Phoenix Hermosillo
America -6 - Mexico_City Costa_Rica Guatemala El_Salvador Managua Regina
America -5 - Bogota Lima Panama Jamaica Guayaquil Cancun
America -4 - Caracas La_Paz Puerto_Rico Manaus Santo_Domingo
America -3 - Sao_Paulo Buenos_Aires Montevideo Bahia Fortaleza
US -5 america Eastern Michigan
US -6 america Central
US -7 america Mountain
US -8 america Pacific
US -9 america Alaska
US -7 - Arizona
US -10 - Hawaii
Africa 0 - Accra Abidjan Dakar
Africa 1 - Lagos Algiers Tunis Kinshasa Luanda
Africa 2 - Johannesburg Harare Maputo Tripoli Khartoum Kigali
Africa 2 egypt Cairo
Africa 3 - Nairobi Addis_Ababa Kampala Dar_es_Salaam
Australia 10 australia Sydney Melbourne Hobart Canberra
Australia 9.5 australia Adelaide
Australia 10 - Brisbane
Australia 9.5 - Darwin
Australia 8 - Perth
Pacific 12 zealand Auckland
Pacific -10 - Honolulu
Pacific 10 - Guam Port_Moresby
Pacific 12 - Fiji
Pacific -11 - Pago_Pago
Indian 4 - Mauritius
Indian 5 - Maldives`

const alone = `
UTC 0 - UCT 0 - GMT 0 - Greenwich 0 - Zulu 0 - Universal 0 - EST -5 - MST -7 - HST -10 - ROK 9 - Japan 9 - PRC 8 - ROC 8 - Singapore 8 - Hongkong 8 - Turkey 3 -
GB 0 europe WET 0 europe CET 1 europe MET 1 europe EET 2 europe Portugal 0 europe Poland 1 europe EST5EDT -5 america CST6CDT -6 america MST7MDT -7 america PST8PDT -8 america NZ 12 zealand`

const fixed = (hours: number): Zone => ({ offsetMs: () => hours * hourMs })
const zoneOf = (hours: number, ruleName: string): Zone => {
  const rule = rules.get(ruleName)
  return rule ? seasonal(hours * hourMs, rule) : fixed(hours)
}

let known: ReadonlyMap<string, Zone> | undefined

/** Made when the first zone is asked for, which few clusters ever do. */
function zones(): ReadonlyMap<string, Zone> {
  if (known) return known
  const found = new Map<string, Zone>()
  for (const line of table.trim().split('\n')) {
    const [region = '', hours, rule = '-', ...cities] = line.split(' ')
    const zone = zoneOf(Number(hours), rule)
    for (const city of cities) found.set(`${region}/${city}`, zone)
  }
  const words = alone.trim().split(/\s+/)
  for (let i = 0; i < words.length; i += 3) found.set(words[i] ?? '', zoneOf(Number(words[i + 1]), words[i + 2] ?? '-'))
  for (const name of ['UTC', 'UCT', 'GMT', 'Greenwich', 'Zulu', 'Universal', 'GMT0', 'GMT+0', 'GMT-0']) found.set(`Etc/${name}`, fixed(0))
  for (let hours = 1; hours <= 14; hours++) {
    found.set(`Etc/GMT-${hours}`, fixed(hours)) // POSIX counts the other way round
    if (hours <= 12) found.set(`Etc/GMT+${hours}`, fixed(-hours))
  }
  return known = found
}

export const utc: Zone = fixed(0)

export const zoneNamed = (name: string): Zone | undefined => zones().get(name)

function seasonal(standardMs: number, { start, end }: Rule): Zone {
  const instants = new Map<number, readonly [startMs: number, endMs: number]>()
  const ofYear = (year: number): readonly [startMs: number, endMs: number] => {
    let pair = instants.get(year)
    if (!pair) instants.set(year, pair = [instantOf(start, year, standardMs), instantOf(end, year, standardMs + hourMs)])
    return pair
  }
  return {
    offsetMs(unixMs) {
      const [startMs, endMs] = ofYear(civilOf(Math.floor((unixMs + standardMs) / dayMs)).year)
      const isSummer = startMs < endMs ? unixMs >= startMs && unixMs < endMs : unixMs >= startMs || unixMs < endMs
      return standardMs + (isSummer ? hourMs : 0)
    },
  }
}

function instantOf({ month, nth, weekday, hour, utc: isUtc }: Change, year: number, offsetMs: number): number {
  const first = daysOf({ year, month, day: 1 })
  const next = daysOf(month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 })
  let day = first + (weekday - (first + 4) % 7 + 7) % 7 + 7 * (nth - 1) // 1970 began on a Thursday
  while (day >= next) day -= 7
  return day * dayMs + hour * hourMs - (isUtc ? 0 : offsetMs)
}
