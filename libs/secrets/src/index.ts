export { Secrets, type SecretSettings } from './secrets.ts';
