// Whether the search is open, for the key that opens it and the place where it stands.
import { shallowRef } from 'vue'

export const searching = shallowRef(false)
