// The gate must say the same of the same code: properties draw from a fixed seed. PODIUM_SEED=random explores.
import fc from 'fast-check'

const { PODIUM_SEED = '20261121' } = process.env
if (PODIUM_SEED !== 'random') fc.configureGlobal({ seed: Number(PODIUM_SEED) })
