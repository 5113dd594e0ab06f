export function isInstalled(folder?: string): boolean;
export function runTool(file: string, args: readonly string[]): Promise<void>;
