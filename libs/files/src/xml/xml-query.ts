import type { XmlElement } from './xml-reader.ts';

export function elementsOf(element: XmlElement | undefined): XmlElement[] {
  return (element?.children ?? []).filter((it): it is XmlElement => typeof it !== 'string');
}

export function child(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const name of path) at = elementsOf(at).find((it) => it.name === name);
  return at;
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return elementsOf(element).filter((it) => it.name === name);
}

/** All descendants of a name, in document order, not looking inside a match. */
export function descendants(element: XmlElement | undefined, name: string): XmlElement[] {
  return elementsOf(element).flatMap((it) => (it.name === name ? [it] : descendants(it, name)));
}

export function textOfElement(element: XmlElement | undefined): string {
  return (element?.children ?? []).map((it) => (typeof it === 'string' ? it : textOfElement(it))).join('');
}

/** OOXML's on/off: present without a value means on. */
export function isOn(element: XmlElement | undefined): boolean {
  if (element === undefined) return false;
  const value = element.attributes['val'];
  return value === undefined || !['0', 'false', 'off', 'none'].includes(value);
}

export function numberOf(value: string | undefined): number | undefined {
  const number = Number(value);
  return value === undefined || value === '' || !Number.isFinite(number) ? undefined : number;
}
