// A Bluesky network in one process: PLC directory and PDS, in full mode also AppView and
// moderation service. Everything listens on loopback and forgets its data when it ends.
//
// Environment: BLUESKY_MODULES (the folder with node_modules), MODE (pds, full or plc, the
// directory alone), PDS_PORT and PLC_PORT (else a free port), RATE_LIMITS=1 (the PDS counts as in
// production); full mode needs DB_POSTGRES_URL and REDIS_HOST. PLC_URL and DATA_DIR: a PDS beside
// a directory of its own process, whose data outlive it.
// Prints one JSON line when it is ready and one for each line of input, once everything that
// was written before it can be read everywhere. Ends on SIGTERM, SIGINT or when input closes.
'use strict'

const { createRequire } = require('node:module')
const { Server } = require('node:net')
const { join } = require('node:path')
const { createInterface } = require('node:readline')

const listen = Server.prototype.listen

function loopbackOnly(...args) {
  // The packages bind every interface. Only the options form and the port form occur in them.
  const [first, ...rest] = args
  const done = rest.filter((value) => typeof value === 'function')
  if (first !== null && typeof first === 'object' && 'port' in first) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...done)
  }
  if (first === undefined || /^\d+$/.test(String(first))) {
    return listen.call(this, { port: Number(first ?? 0), host: '127.0.0.1' }, ...done)
  }
  return listen.apply(this, args)
}

Server.prototype.listen = loopbackOnly

// An absent port must be an absent key: an undefined one falls back to a fixed default port.
function port(name) {
  const value = process.env[name]
  return value ? { port: Number(value) } : {}
}

async function start(kit) {
  const plc = port('PLC_PORT')
  const pds = {
    ...port('PDS_PORT'),
    hostname: 'localhost',
    rateLimitsEnabled: process.env.RATE_LIMITS === '1',
  }
  if (process.env.MODE === 'plc') {
    const directory = await kit.TestPlc.create(plc)
    return { plc: directory, processAll: async () => {}, close: () => directory.close() }
  }
  if (process.env.PLC_URL) {
    const lasting = await kit.TestPds.create({
      ...pds,
      didPlcUrl: process.env.PLC_URL,
      dataDirectory: process.env.DATA_DIR,
      blobstoreDiskLocation: join(process.env.DATA_DIR, 'blobs'),
      plcRotationKeyK256PrivateKeyHex: process.env.ROTATION_KEY,
    })
    kit.mockNetworkUtilities(lasting)
    return { pds: lasting, processAll: () => lasting.processAll(), close: () => lasting.close() }
  }
  if (process.env.MODE === 'full') {
    return kit.TestNetwork.create({ dbPostgresSchema: 'torg', plc, pds, bsky: {}, ozone: {} })
  }
  return kit.TestNetworkNoAppView.create({ plc, pds })
}

async function main() {
  const began = Date.now()
  const load = createRequire(join(process.env.BLUESKY_MODULES, 'package.json'))
  const network = await start(load('@atproto/dev-env'))
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), 10_000).unref()
    try {
      await network.close()
    } finally {
      process.exit(0)
    }
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  const input = createInterface({ input: process.stdin })
  input.on('close', end)
  input.on('line', async (word) => {
    await network.processAll()
    console.log(JSON.stringify({ settled: word }))
  })
  console.log(JSON.stringify({
    ready_ms: Date.now() - began,
    pds: network.pds?.url ?? '',
    plc: network.plc?.url ?? '',
    appview: network.bsky?.url ?? '',
    moderation: network.ozone?.url ?? '',
  }))
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
