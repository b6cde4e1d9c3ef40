// Writes openapi/openapi.json from the routes. A contract test checks that the committed file is current.
import { writeFile } from 'node:fs/promises';
import { createApp } from '../src/app.ts';
import { readSettings } from '../src/settings.ts';

const app = await createApp(readSettings({ LOG_LEVEL: 'ERROR' }));
await app.ready();
await writeFile(new URL('../openapi/openapi.json', import.meta.url), `${JSON.stringify(app.swagger(), null, 2)}\n`);
await app.close();
