// The formats of strings that the real server checks; it takes no notice of others.

const forms: Readonly<Record<string, RegExp>> = {
  'byte': /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  'date': /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  'date-time': /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  'duration': /^(?:[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h|d|w) ?)+|0)$/,
  'email': /^[^\s@]+@[^\s@]+$/,
  'hostname': /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/,
  'ipv4': /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  'ipv6': /^[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d+(?:\.\d+){3})?$/,
  'cidr': /^[0-9a-fA-F.:]+\/\d{1,3}$/,
  'mac': /^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}$/,
  'uri': /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/,
  'uuid': /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/,
}

export const isOfFormat = (format: string, text: string): boolean =>
  !Object.hasOwn(forms, format) || (forms[format]?.test(text) ?? true)
