// The package's own declarations import each other without an extension, which ES modules do not resolve.
declare module 'opencc-js/t2cn' {
  export function Converter(options: { readonly from: 't'; readonly to: 'cn' }): (text: string) => string;
}
