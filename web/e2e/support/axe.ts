import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Nothing that axe finds against WCAG 2.2 AA is acceptable on any page, in any scheme. `within` looks at a part alone:
 * what a popup covers in part can be told from what is too small only once it is closed.
 */
export async function expectAccessible(page: Page, within = 'html'): Promise<void> {
  // As a debugger's expression, to which the page's policy does not apply; a script element would break it.
  await page.evaluate(source);
  const found = await page.evaluate(async (selector) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(selector, {
      // A menu hangs at the end of the page, outside of its landmarks, and takes the focus there.
      rules: { region: { enabled: false } },
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(
      (violation) =>
        `${violation.id}: ${violation.nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join('\n')}`,
    );
  }, within);
  expect(found).toEqual([]);
}

/** On a phone nothing may stick out to the side. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over).toBeLessThanOrEqual(0);
}
