import { join } from 'node:path';
import { inspect } from './inspect.ts';

const { modules, violations } = await inspect(join(import.meta.dirname, '..', '..'));
for (const violation of violations) console.log(violation);
console.log(`${modules} modules, ${violations.length} violations`);
process.exitCode = violations.length === 0 && modules > 0 ? 0 : 1;
