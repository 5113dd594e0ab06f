const item = (path: string, name: string, value: string): string =>
  `<item oor:path="/org.openoffice.Office.Common/${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`;

/** Settings of a new LibreOffice profile: no macros, nothing fetched that a document links to, no password asked for. */
export const profileSettings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${item('Security/Scripting', 'DisableMacrosExecution', 'true')}
${item('Security/Scripting', 'MacroSecurityLevel', '3')}
${item('Security/Scripting', 'BlockUntrustedRefererLinks', 'true')}
${item('Security/Scripting', 'DisableActiveContent', 'true')}
</oor:items>
`;
