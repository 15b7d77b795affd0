// @vitest-environment node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { themeCss } from '~/theme/variables';

const web = join(import.meta.dirname, '../..');

describe('the Content-Security-Policy', () => {
  // The build copies what stands in these pages; with no inline part there, none comes out.
  it.each(['index.html', 'docs.html'])('finds nothing inline in %s', (page) => {
    const html = readFileSync(join(web, page), 'utf8');
    expect(html).not.toMatch(/<style|style=|\son\w+=|javascript:/i);
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/\ssrc="\//);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('has the theme as a stylesheet with both schemes', () => {
    const css = themeCss();
    expect(css).toContain("[data-mantine-color-scheme='dark']".replaceAll("'", '"'));
    expect(css).toContain('--mantine-color-accent-6');
    expect(css).not.toContain('--mantine-color-grape');
  });
});

describe('contrast', () => {
  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
  };
  const ratio = (a: string, b: string) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
  };

  it.each([
    ['second text on the light canvas', '#686872', '#fafafa'],
    ['second text on a light hover', '#686872', '#f4f4f5'],
    ['second text on a light selection', '#686872', '#eef1fd'],
    ['an error on a light surface', '#c01f2b', '#fdf1f1'],
    ['a link on a light surface', '#3b4fc4', '#ffffff'],
    ['white on the accent', '#ffffff', '#3b4fc4'],
    ['second text on a dark surface', '#a3a3ad', '#161619'],
    ['second text on a dark hover', '#a3a3ad', '#222227'],
    ['an error on a dark surface', '#ff8a8a', '#2b1719'],
    ['a link on a dark surface', '#9fadf2', '#161619'],
  ])('is AA for %s', (_, front, back) => {
    expect(ratio(front, back)).toBeGreaterThanOrEqual(4.5);
  });
});
