/** How the administrator of the first start learns its token: on the terminal or in the service's output, never again. */
export function adminTokenNotice(token: string): string {
  return [
    'Administrator token, shown only this once; keep it safe:',
    '管理员令牌，仅显示这一次，请妥善保存：',
    '',
    `  ${token}`,
  ].join('\n');
}
