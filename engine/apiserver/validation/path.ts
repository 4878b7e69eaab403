// A place in an object that is checked, and what is found wrong there: it is added to one list, in the order of the
// real server.
import { duplicate, fieldError, forbidden, invalidText, invalidValue, notFoundValue, notSupported, required, tooLong, tooMany, type FieldError } from '../resource.ts'

export class Path {
  private readonly errors: FieldError[]
  private readonly parent: Path | undefined
  private readonly step: string | number

  constructor(errors: FieldError[], parent?: Path, step: string | number = '') {
    this.errors = errors
    this.parent = parent
    this.step = step
  }

  /** `ports`, `[name]`, or the number of an element. */
  to(step: string | number): Path { return new Path(this.errors, this, step) }

  /** `spec.containers[0].ports`; put together when something is wrong there, which is seldom. */
  get text(): string {
    const { step, parent } = this
    const before = parent?.text ?? ''
    return before + (typeof step === 'number' ? `[${step}]` : before === '' || step.startsWith('[') ? step : `.${step}`)
  }

  /** How many faults there are so far, here and elsewhere. */
  get faults(): number { return this.errors.length }

  required(detail?: string): void { this.add(required(this.text, detail)) }
  invalid(value: unknown, detail: string): void { this.add(invalidValue(this.text, value, detail)) }
  /** For values that are shown otherwise than they came in. */
  invalidText(shown: string, detail: string): void { this.add(invalidText(this.text, shown, detail)) }
  forbidden(detail: string): void { this.add(forbidden(this.text, detail)) }
  notSupported(value: unknown, supported: readonly string[]): void { this.add(notSupported(this.text, value, supported)) }
  notFound(value: unknown): void { this.add(notFoundValue(this.text, value)) }
  duplicate(value: unknown): void { this.add(duplicate(this.text, value)) }
  tooLong(limitBytes: number): void { this.add(tooLong(this.text, limitBytes)) }
  tooMany(count: number, limit: number): void { this.add(tooMany(this.text, count, limit)) }
  error(reason: string, message: string): void { this.add(fieldError(reason, this.text, message)) }

  private add(error: FieldError): void { this.errors.push(error) }
}
