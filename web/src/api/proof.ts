import { question } from './question';

// What a person does to their account, or what cannot be undone, asks once more who they are. The request that finds
// out waits here; the console asks over whatever is open, and the request is sent again.
export const {
  /** Resolves to true once somebody has proved who they are, to false where they chose not to. */
  ask: askForProof,
  answer: answerProof,
  canAsk: canProve,
  onAsked: onProof,
} = question();
