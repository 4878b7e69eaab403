// Manifests in, objects out, and back: YAML and JSON as kubectl reads and prints them, to the letter.
//
//   readManifests(text, source)  all documents of a file, and the error after them if there is one
//   metadataError(document, …)   what kubectl says of a document whose metadata it cannot read
//   readValue(text)              one value in YAML or JSON, as `kubectl patch -p` takes it
//   toYaml(value)                `-o yaml`; toKyaml(value) `-o kyaml`
//   toJson(value), goJson(value) `-o json`, and on one line
export { goJson, toJson } from './json.ts'
export { type Manifests, metadataError, readManifests, readValue } from './manifests.ts'
export { toKyaml } from './kyaml.ts'
export { toYaml } from './emit.ts'
