import { question } from './question';

// A session can end while somebody is in the middle of something. The request that finds out waits here; the
// console asks for the password over whatever is open, and the request is sent again. Nothing typed is lost.
export const {
  /** Resolves to true once somebody signed in again, to false where they chose to leave. */
  ask: askToSignInAgain,
  answer: answerSignInAgain,
  /** The first request of a visit goes to the sign-in page instead. */
  canAsk: canSignInAgain,
  onAsked: onSignInAgain,
} = question();
