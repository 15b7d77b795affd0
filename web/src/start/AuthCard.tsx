import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useId } from 'react';
import { activateLanguage, isLanguage, languageNames, languages } from '~/i18n';
import { Wordmark } from '~/ui/Wordmark';
import classes from './AuthCard.module.css';

/** The frame of the pages that need no session: the wordmark, one card, the language. */
export function AuthCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  const { i18n, t } = useLingui();
  const id = useId();
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Wordmark />
      </header>
      <main className={classes.card}>
        <h1 id={id}>{title}</h1>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </main>
      <footer className={classes.footer}>
        <select
          className={classes.language}
          aria-label={t`Language`}
          value={i18n.locale}
          onChange={(event) => {
            if (isLanguage(event.target.value)) void activateLanguage(event.target.value);
          }}
        >
          {languages.map((language) => (
            <option key={language} value={language} lang={language}>
              {languageNames[language]}
            </option>
          ))}
        </select>
      </footer>
    </div>
  );
}
