import { Button } from '@mantine/core';
import { type ReactNode, Suspense, useState } from 'react';

/**
 * What may be asked about the rows that are selected: a button for each question, and the dialog of the one that is
 * being asked; no `tools` where there is none.
 */
export function useManyQuestions<Question extends string>({
  offers,
  dialog,
  onDone,
}: {
  offers: readonly { question: Question; label: string; icon: ReactNode }[];
  /** Lazy parts may be in it. */
  dialog: (question: Question, asked: { onClose: () => void; onDone: () => void }) => ReactNode;
  /** The rows are to be selected no longer. */
  onDone: () => void;
}): { tools: ReactNode | undefined; dialog: ReactNode } {
  const [asking, setAsking] = useState<Question>();
  const close = () => setAsking(undefined);
  const asked = {
    onClose: close,
    onDone: () => {
      close();
      onDone();
    },
  };
  const tools = offers.map(({ question, label, icon }) => (
    <Button key={question} variant="default" leftSection={icon} onClick={() => setAsking(question)}>
      {label}
    </Button>
  ));
  return {
    tools: tools.length > 0 ? tools : undefined,
    dialog: <Suspense>{asking && dialog(asking, asked)}</Suspense>,
  };
}
